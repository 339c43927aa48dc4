package io.clouddicom.internal.jpeg;

import java.io.IOException;

/** The samples of one component of a DCT frame, and where its blocks are in scans (T.81 A.1.1, A.2). */
final class ComponentPlane {
    /** Sampling factors. */
    final int horizontal;

    final int vertical;
    /** Size of what counts of the component, in samples. */
    final int width;

    final int height;
    /** Blocks of a scan of this component alone. */
    final int blockColumns;

    final int blockRows;
    /** Samples of a line, blocks that only fill up an MCU included. */
    final int stride;

    final int lines;

    ComponentPlane(FrameHeader frame, FrameHeader.Component component, ExpectedFrame expected) {
        int mostHorizontal = frame.mostHorizontal();
        int mostVertical = frame.mostVertical();
        horizontal = component.horizontal();
        vertical = component.vertical();
        width = ceil(expected.columns() * horizontal, mostHorizontal);
        height = ceil(expected.rows() * vertical, mostVertical);
        blockColumns = ceil(width, 8);
        blockRows = ceil(height, 8);
        stride = ceil(expected.columns(), 8 * mostHorizontal) * horizontal * 8;
        lines = ceil(expected.rows(), 8 * mostVertical) * vertical * 8;
    }

    static int ceil(int value, int unit) {
        return (value + unit - 1) / unit;
    }

    /** An array for all samples, or coefficients, of the component. */
    short[] allocate() throws IOException {
        long length = (long) stride * lines;
        if (length > Integer.MAX_VALUE - 8) {
            throw Faults.unsupported("a component of " + length + " samples, which fits no array,");
        }
        return new short[(int) length];
    }
}
