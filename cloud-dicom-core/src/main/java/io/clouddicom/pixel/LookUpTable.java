package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A look-up table of a dataset (PS3.3 C.11.1.1.1, C.7.6.3.1.5): values before the first and behind the last are mapped as
 * those.
 *
 * @param first the value that the first entry stands for
 * @param bits bits of an entry
 * @param entries what the values are mapped to, unsigned
 */
record LookUpTable(long first, int bits, int[] entries) {
    private static final int MOST_ENTRIES = 65536;

    /**
     * Reads a table.
     *
     * @param dataset where it is
     * @param descriptorTag its descriptor
     * @param dataTag its data
     * @param signed whether the pixels that it maps are signed
     * @return the table; empty where there is no descriptor
     */
    static Optional<LookUpTable> of(Dataset dataset, int descriptorTag, int dataTag, boolean signed)
            throws IOException {
        long[] descriptor = dataset.integers(descriptorTag);
        if (descriptor.length == 0) {
            return Optional.empty();
        }
        if (descriptor.length != 3) {
            throw damaged(descriptorTag, "has " + descriptor.length + " values, not 3");
        }
        int count = (int) (descriptor[0] & 0xFFFF);
        count = count == 0 ? MOST_ENTRIES : count;
        long first = signed ? (short) descriptor[1] : descriptor[1] & 0xFFFF;
        int bits = (int) (descriptor[2] & 0xFFFF);
        if (bits < 1 || bits > 16) {
            throw damaged(descriptorTag, "says " + bits + " bits an entry");
        }
        Optional<Element> data = dataset.element(dataTag);
        boolean segmented = data.isEmpty() && SegmentedTable.isPalette(dataTag);
        if (segmented) {
            data = dataset.element(dataTag + SegmentedTable.DISTANCE);
        }
        if (data.isEmpty()) {
            throw damaged(dataTag, "is missing");
        }
        if (!(data.get().value() instanceof Value.Bytes bytes)) {
            throw new UnsupportedFeatureException(
                    "render", "frame", "the look-up table " + Tag.toString(dataTag) + " is not loaded");
        }
        int[] entries = segmented
                ? new SegmentedTable(bytes, bits > 8, count, dataTag + SegmentedTable.DISTANCE).expanded()
                : entries(bytes, count, dataTag);
        return Optional.of(new LookUpTable(first, bits, entries));
    }

    private static int[] entries(Value.Bytes bytes, int count, int tag) throws CorruptDataException {
        ByteBuffer buffer = bytes.buffer();
        int[] entries = new int[count];
        boolean words = bytes.length() >= 2 * count;
        if (!words && bytes.length() < count) {
            throw damaged(tag, "has " + bytes.length() + " bytes for " + count + " entries");
        }
        for (int i = 0; i < count; i++) {
            entries[i] = words ? buffer.getShort(2 * i) & 0xFFFF : buffer.get(i) & 0xFF;
        }
        return entries;
    }

    static CorruptDataException damaged(int tag, String how) {
        return new CorruptDataException("render", "frame", "the look-up table " + Tag.toString(tag) + " " + how);
    }

    int map(long value) {
        return entries[(int) Math.max(0, Math.min(entries.length - 1L, value - first))];
    }

    /** An entry brought to 8 bits. */
    int map8(long value) {
        int entry = map(value);
        return bits > 8 ? entry >>> bits - 8 & 0xFF : entry & 0xFF;
    }
}
