package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;
import java.io.IOException;

/**
 * What the sequential and the progressive DCT processes have in common (T.81 Annex F and G): the order of blocks in a scan,
 * restarts, and what becomes of decoded planes.
 */
abstract class DctProcess implements CodingProcess {
    final FrameHeader frame;
    final ExpectedFrame expected;
    final ComponentPlane[] planes;
    /** Where the next bit is read; kept here between blocks. */
    long position;

    DctProcess(FrameHeader frame, ExpectedFrame expected) throws IOException {
        this.frame = frame;
        this.expected = expected;
        if (frame.precision() != 8 && frame.precision() != 12) {
            throw Faults.contradiction("DCT samples of " + frame.precision() + " bits");
        }
        planes = new ComponentPlane[frame.components().size()];
        for (int i = 0; i < planes.length; i++) {
            FrameHeader.Component component = frame.components().get(i);
            if (frame.mostHorizontal() % component.horizontal() != 0
                    || frame.mostVertical() % component.vertical() != 0) {
                throw Faults.unsupported("JPEG with sampling factors that do not divide each other");
            }
            planes[i] = new ComponentPlane(frame, component, expected);
        }
    }

    /** Goes through the blocks of a scan (T.81 A.2.2, A.2.3). */
    final void blocks(ScanHeader scan, Tables tables, EntropyBits bits) throws IOException {
        int interval = tables.restartInterval();
        int untilRestart = interval == 0 ? Integer.MAX_VALUE : interval;
        position = 0;
        reset();
        boolean alone = scan.components().size() == 1;
        ComponentPlane only = planes[scan.components().get(0).index()];
        int columns = alone ? only.blockColumns : ComponentPlane.ceil(expected.columns(), 8 * frame.mostHorizontal());
        int rows = alone ? only.blockRows : ComponentPlane.ceil(expected.rows(), 8 * frame.mostVertical());
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (untilRestart == 0) {
                    bits.restart();
                    position = 0;
                    reset();
                    untilRestart = interval;
                }
                untilRestart--;
                if (alone) {
                    block(0, row * 8 * only.stride + column * 8, bits);
                } else {
                    unit(scan, row, column, bits);
                }
                if (position > bits.length()) {
                    throw bits.truncated();
                }
            }
        }
    }

    /** A minimum coded unit of several components. */
    private void unit(ScanHeader scan, int row, int column, EntropyBits bits) throws IOException {
        for (int i = 0; i < scan.components().size(); i++) {
            ComponentPlane plane = planes[scan.components().get(i).index()];
            for (int v = 0; v < plane.vertical; v++) {
                for (int h = 0; h < plane.horizontal; h++) {
                    int line = (row * plane.vertical + v) * 8;
                    block(i, line * plane.stride + (column * plane.horizontal + h) * 8, bits);
                    if (position > bits.length()) {
                        throw bits.truncated();
                    }
                }
            }
        }
    }

    /** Begins a scan or a restart interval. */
    abstract void reset();

    /**
     * Decodes a block.
     *
     * @param component which component of the scan
     * @param to its first sample in the plane
     * @param bits where its bits are, from {@link #position} on
     */
    abstract void block(int component, int to, EntropyBits bits) throws IOException;

    static CorruptDataException invalid(EntropyBits bits, long position) {
        return position + 32 > bits.length()
                ? bits.truncated()
                : Faults.corrupt(bits.next(), "entropy-coded data that no table explains, before the marker");
    }

    /** The frame of decoded planes. */
    final byte[] assemble(short[][] decoded, boolean convert) throws IOException {
        byte[] samples = expected.allocate();
        int[][] lines = new int[planes.length][];
        Upsampling[] upsampling = new Upsampling[planes.length];
        for (int i = 0; i < planes.length; i++) {
            int horizontal = frame.mostHorizontal() / planes[i].horizontal;
            lines[i] = new int[planes[i].width * horizontal];
            upsampling[i] =
                    new Upsampling(planes[i], decoded[i], horizontal, frame.mostVertical() / planes[i].vertical);
        }
        for (int row = 0; row < expected.rows(); row++) {
            for (int i = 0; i < planes.length; i++) {
                upsampling[i].line(row, lines[i]);
            }
            if (convert) {
                ColourConversion.toRgb(lines, expected.columns(), frame.precision());
            }
            for (int i = 0; i < planes.length; i++) {
                expected.putLine(lines[i], 0, row, i, 0, samples);
            }
        }
        return samples;
    }
}
