package io.clouddicom.internal.archive;

import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DatasetEncoding;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.FrameTable;
import io.clouddicom.internal.format.ResolutionPrefixes;
import io.clouddicom.internal.transcode.EncodedFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Encapsulated frames as they come, one item each (PS3.5 A.4), with all that the footer says of them. */
final class FrameItems {
    private static final int ITEM_HEADER_BYTES = 8;

    private final Spool spool = new Spool();
    private final List<ByteSpan> spans = new ArrayList<>();
    private final List<ResolutionPrefixes> prefixes = new ArrayList<>();
    private final int[] checksums;
    private long encodedBytes;

    FrameItems(int count) {
        this.checksums = new int[count];
    }

    void append(EncodedFrame frame) throws IOException {
        byte[] codestream = frame.codestream();
        int padding = codestream.length & 1;
        spool.write(ByteBuffer.allocate(ITEM_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0xFFFE)
                .putShort((short) 0xE000)
                .putInt(codestream.length + padding)
                .array());
        spool.write(codestream);
        spool.write(new byte[padding]);
        CRC32C crc = new CRC32C();
        crc.update(codestream);
        checksums[spans.size()] = (int) crc.getValue();
        spans.add(new ByteSpan(nextItem() + ITEM_HEADER_BYTES, codestream.length));
        prefixes.add(frame.prefixes());
        encodedBytes += codestream.length;
    }

    /** Where the next item begins, from the first one. */
    private long nextItem() {
        if (spans.isEmpty()) {
            return 0;
        }
        ByteSpan last = spans.get(spans.size() - 1);
        return last.end() + (last.length() & 1);
    }

    /** Bytes of all frames, without headers and padding. */
    long encodedBytes() {
        return encodedBytes;
    }

    /** The items; whoever gets them closes them. */
    SourceBytes finish() throws IOException {
        return spool.finish();
    }

    /** Throws away what there is. */
    void discard() throws IOException {
        spool.discard();
    }

    /**
     * Where the frames lie.
     *
     * @param begin where the first item begins
     */
    FrameTable table(long begin) {
        return FrameTable.of(spans.stream()
                .map(span -> new ByteSpan(span.offset() + begin, span.length()))
                .toList());
    }

    int[] checksums() {
        return checksums;
    }

    ResolutionPrefixes prefixes() {
        return ResolutionPrefixes.join(prefixes);
    }

    /** Extended Offset Table and its lengths (PS3.3 C.7.6.3.1.8, C.7.6.3.1.9); nothing for a single frame. */
    byte[] offsetTables() throws IOException {
        if (spans.size() == 1) {
            return new byte[0];
        }
        long[] offsets = new long[spans.size()];
        long[] lengths = new long[spans.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = spans.get(i).offset() - ITEM_HEADER_BYTES;
            lengths[i] = spans.get(i).length();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Dataset tables = Dataset.builder()
                .integers(Tag.EXTENDED_OFFSET_TABLE, Vr.OV, offsets)
                .integers(Tag.EXTENDED_OFFSET_TABLE_LENGTHS, Vr.OV, lengths)
                .build();
        DicomWriter.writeDataset(tables, DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN, out);
        return out.toByteArray();
    }
}
