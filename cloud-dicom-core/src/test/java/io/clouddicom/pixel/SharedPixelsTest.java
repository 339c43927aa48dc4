package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.SharedData;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.dicom.RangeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Every frame of the real files that can be decoded has the digest that other decoders gave. */
class SharedPixelsTest {

    @Test
    void decodedFramesHaveTheReferenceDigests() throws Exception {
        Path folder = SharedData.dicom();
        Map<String, List<Map<String, String>>> frames = SharedData.table(folder.resolve("FRAMES.tsv")).stream()
                .collect(Collectors.groupingBy(row -> row.get("path")));
        int decoded = 0;
        List<String> wrong = new ArrayList<>();
        for (Map<String, String> row : SharedData.table(folder.resolve("MANIFEST.tsv"))) {
            String path = row.get("path");
            List<Map<String, String>> expected = frames.get(path);
            if (expected == null
                    || row.get("pixels_md5").isEmpty()
                    || !row.get("compare").equals("exact")) {
                continue;
            }
            byte[] bytes = Files.readAllBytes(folder.resolve(path));
            DicomFile file = DicomReader.of(RangeSource.of(bytes)).read();
            if (!FrameDecoder.standard().decodes(file.transferSyntax())) {
                continue;
            }
            RangeSource source = RangeSource.of(file.deflated().isPresent() ? inflate(file, bytes) : bytes);
            PixelDescription description = PixelDescription.of(file.dataset());
            for (Map<String, String> frame : expected) {
                int number = Integer.parseInt(frame.get("frame"));
                FrameLocation location = file.frames().frame(number - 1);
                byte[] samples = FrameDecoder.standard()
                        .decode(description, file.transferSyntax(), read(source, location), location.bitOffset());
                decoded++;
                if (!md5(samples).equals(frame.get("pixels_md5"))) {
                    wrong.add(path + " frame " + number);
                }
            }
        }
        System.out.println(decoded + " frames decoded");
        assertThat(wrong).isEmpty();
        assertThat(decoded).isGreaterThan(1000);
    }

    private static byte[] read(RangeSource source, FrameLocation location) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate((int) location.length());
        for (ByteSpan span : location.spans()) {
            frame.limit(frame.position() + (int) span.length());
            source.readFully(span.offset(), frame);
        }
        return frame.array();
    }

    private static byte[] inflate(DicomFile file, byte[] bytes) throws Exception {
        DicomFile.Deflated deflated = file.deflated().orElseThrow();
        byte[] inflated = new byte[(int) deflated.inflatedLength()];
        Inflater inflater = new Inflater(!deflated.zlib());
        inflater.setInput(
                bytes, (int) deflated.span().offset(), (int) deflated.span().length());
        assertThat(inflater.inflate(inflated)).isEqualTo(inflated.length);
        inflater.end();
        return inflated;
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
