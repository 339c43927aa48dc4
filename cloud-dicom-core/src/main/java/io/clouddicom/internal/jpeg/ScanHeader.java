package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * A scan header (T.81 B.2.3, T.87 C.2.3).
 *
 * @param components the components of the scan
 * @param start first coefficient; predictor in lossless processes; NEAR in JPEG-LS
 * @param end last coefficient; interleave mode in JPEG-LS
 * @param high successive approximation, the bit position before
 * @param low successive approximation, this bit position; point transform
 */
public record ScanHeader(List<ScanComponent> components, int start, int end, int high, int low) {
    private static final int MOST_COMPONENTS = 4;

    /**
     * A component in a scan.
     *
     * @param index its place in the frame header
     * @param first number of the DC table; of the mapping table, with {@code second}, in JPEG-LS
     * @param second number of the AC table
     */
    public record ScanComponent(int index, int first, int second) {}

    /**
     * Reads the segment.
     *
     * @param in a reader within it
     * @param frame the header of the frame
     * @return the scan header
     * @throws CorruptDataException it is malformed
     */
    public static ScanHeader read(MarkerReader in, FrameHeader frame) throws CorruptDataException {
        int offset = in.offset();
        int count = in.u8();
        if (count < 1 || count > MOST_COMPONENTS || count > frame.components().size()) {
            throw Faults.corrupt(offset, "a scan of " + count + " components");
        }
        List<ScanComponent> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = in.u8();
            int tables = in.u8();
            components.add(new ScanComponent(index(id, frame, components, offset), tables >>> 4, tables & 15));
        }
        int start = in.u8();
        int end = in.u8();
        int approximation = in.u8();
        return new ScanHeader(List.copyOf(components), start, end, approximation >>> 4, approximation & 15);
    }

    /** The component of that name that this scan does not have yet; some writers call all of them alike. */
    private static int index(int id, FrameHeader frame, List<ScanComponent> before, int offset)
            throws CorruptDataException {
        for (int i = 0; i < frame.components().size(); i++) {
            int index = i;
            if (frame.components().get(i).id() == id && before.stream().noneMatch(other -> other.index == index)) {
                return index;
            }
        }
        throw Faults.corrupt(offset, "a scan with the component " + id + ", which the frame lacks");
    }
}
