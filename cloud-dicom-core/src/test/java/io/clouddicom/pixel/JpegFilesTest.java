package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.CorruptDataException;
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
import org.junit.jupiter.api.Test;

/**
 * Every frame of the real JPEG and JPEG-LS files has the digest that dcmtk and CharLS gave, those of lossy JPEG included:
 * the inverse DCT, the interpolation of chrominance and the colour conversion round as libjpeg does.
 */
class JpegFilesTest {

    /** Tiles at the edges are coded smaller than the dataset says. */
    private static final String CONTRADICTING = "wsi/wsi-140-tiles-jpeg.dcm";

    @Test
    void framesAreThoseOfOtherDecoders() throws Exception {
        Path folder = SharedData.dicom();
        Map<String, List<Map<String, String>>> frames = SharedData.table(folder.resolve("FRAMES.tsv")).stream()
                .collect(Collectors.groupingBy(row -> row.get("path")));
        int files = 0;
        int decoded = 0;
        int refused = 0;
        List<String> wrong = new ArrayList<>();
        for (Map<String, String> row : SharedData.table(folder.resolve("MANIFEST.tsv"))) {
            String path = row.get("path");
            if (!frames.containsKey(path)
                    || !row.get("transfer_syntax_uid").matches("1\\.2\\.840\\.10008\\.1\\.2\\.4\\.[5-8].")) {
                continue;
            }
            files++;
            RangeSource source = RangeSource.of(Files.readAllBytes(folder.resolve(path)));
            DicomFile file = DicomReader.of(source).read();
            PixelDescription description = PixelDescription.of(file.dataset());
            for (Map<String, String> frame : frames.get(path)) {
                int number = Integer.parseInt(frame.get("frame"));
                byte[] bytes = read(source, file.frames().frame(number - 1));
                try {
                    byte[] samples = FrameDecoder.standard().decode(description, file.transferSyntax(), bytes, 0);
                    decoded++;
                    assertThat(frame.get("pixels_md5"))
                            .as(path + " frame " + number)
                            .isNotEmpty();
                    if (!md5(samples).equals(frame.get("pixels_md5"))) {
                        wrong.add(path + " frame " + number);
                    }
                } catch (CorruptDataException e) {
                    if (!path.equals(CONTRADICTING) || !e.getMessage().contains("pixels, not 240 by 240")) {
                        wrong.add(path + " frame " + number + ": " + e.getMessage());
                    }
                    refused++;
                } catch (RuntimeException | IOException e) {
                    wrong.add(path + " frame " + number + ": " + e);
                }
            }
        }
        System.out.println(decoded + " frames of " + files + " files decoded, " + refused + " refused");
        assertThat(wrong).isEmpty();
        assertThat(files).isGreaterThan(50);
        assertThat(decoded).isGreaterThan(300);
    }

    private static byte[] read(RangeSource source, FrameLocation location) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate((int) location.length());
        for (ByteSpan span : location.spans()) {
            frame.limit(frame.position() + (int) span.length());
            source.readFully(span.offset(), frame);
        }
        return frame.array();
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
