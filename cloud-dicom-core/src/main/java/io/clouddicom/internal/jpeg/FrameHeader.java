package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * A frame header (T.81 B.2.2).
 *
 * @param marker its marker, that names the coding process
 * @param precision bits of a sample, 2 to 16
 * @param rows rows; 0 where they are told later
 * @param columns columns; 0 in JPEG-LS where they are told later
 * @param components 1 to 255 components
 */
public record FrameHeader(int marker, int precision, int rows, int columns, List<Component> components) {

    /**
     * A component.
     *
     * @param id its identifier
     * @param horizontal horizontal sampling factor, 1 to 4
     * @param vertical vertical sampling factor, 1 to 4
     * @param quantization number of its quantization table
     */
    public record Component(int id, int horizontal, int vertical, int quantization) {}

    /**
     * Reads the segment.
     *
     * @param marker the marker that was read
     * @param in a reader within its segment
     * @return the header
     * @throws CorruptDataException it is malformed
     */
    public static FrameHeader read(int marker, MarkerReader in) throws CorruptDataException {
        int offset = in.offset();
        int precision = in.u8();
        int rows = in.u16();
        int columns = in.u16();
        int count = in.u8();
        if (precision < 2 || precision > 16) {
            throw Faults.corrupt(offset, "samples of " + precision + " bits");
        }
        if (count == 0 || in.remaining() < 3 * count) {
            throw Faults.corrupt(offset, "a frame header of " + count + " components with too few bytes");
        }
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = in.u8();
            int sampling = in.u8();
            Component component = new Component(id, sampling >>> 4, sampling & 15, in.u8());
            if (component.horizontal < 1
                    || component.horizontal > 4
                    || component.vertical < 1
                    || component.vertical > 4) {
                throw Faults.corrupt(offset, "a component with sampling factors that are not 1 to 4");
            }
            components.add(component);
        }
        return new FrameHeader(marker, precision, rows, columns, List.copyOf(components));
    }

    /** The same with other rows and columns. */
    public FrameHeader withSize(int otherRows, int otherColumns) {
        return new FrameHeader(marker, precision, otherRows, otherColumns, components);
    }

    /** The largest horizontal sampling factor. */
    int mostHorizontal() {
        return components.stream().mapToInt(Component::horizontal).max().orElse(1);
    }

    /** The largest vertical sampling factor. */
    int mostVertical() {
        return components.stream().mapToInt(Component::vertical).max().orElse(1);
    }
}
