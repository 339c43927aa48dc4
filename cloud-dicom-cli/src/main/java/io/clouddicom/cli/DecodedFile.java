package io.clouddicom.cli;

import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A DICOM file with its frames decoded, one at a time. */
final class DecodedFile implements Closeable {
    private final FileChannel channel;
    private final RangeSource source;
    private final DicomFile file;
    private final PixelDescription description;

    private DecodedFile(Path path) throws IOException {
        channel = FileChannel.open(path);
        try {
            source = RangeSource.of(channel);
            file = DicomReader.of(source).readRest();
            description = PixelDescription.of(file.dataset());
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Whether two files have as many frames, and these the same samples. */
    static boolean sameSamples(Path one, Path other) throws IOException {
        try (DecodedFile first = new DecodedFile(one);
                DecodedFile second = new DecodedFile(other)) {
            int count = first.file.frames().count();
            boolean same = count == second.file.frames().count();
            for (int i = 0; same && i < count; i++) {
                same = Arrays.equals(first.frame(i), second.frame(i));
            }
            return same;
        }
    }

    private byte[] frame(int frameIndex) throws IOException {
        List<ByteSpan> spans = file.frames().frame(frameIndex).spans();
        int length = Math.toIntExact(spans.stream().mapToLong(ByteSpan::length).sum());
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (ByteSpan span : spans) {
            bytes.limit(bytes.position() + (int) span.length());
            source.readFully(span.offset(), bytes);
        }
        int bitOffset = file.frames().frame(frameIndex).bitOffset();
        return FrameDecoder.standard().decode(description, file.transferSyntax(), bytes.array(), bitOffset);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
