package io.clouddicom.benchmarks.orthanc;

import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.RangeSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A file to send, of one native frame, and how to know it and its frame again.
 *
 * @param bytes the file
 * @param frame its frame
 * @param fileSum CRC-32 of the file
 * @param frameSum CRC-32 of the frame
 */
@SuppressWarnings("ArrayRecordComponent")
record SliceFile(byte[] bytes, byte[] frame, long fileSum, long frameSum) {
    static SliceFile of(byte[] bytes) throws IOException {
        DicomFile file = DicomReader.of(RangeSource.of(bytes)).read();
        if (file.transferSyntax().encapsulated() || file.frames().count() != 1) {
            throw new IOException("not one native frame");
        }
        ByteSpan span = file.frames().frame(0).spans().get(0);
        byte[] frame = Arrays.copyOfRange(bytes, (int) span.offset(), (int) span.end());
        return new SliceFile(bytes, frame, sum(bytes), sum(frame));
    }

    static long sum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }
}
