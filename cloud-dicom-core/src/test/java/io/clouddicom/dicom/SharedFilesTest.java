package io.clouddicom.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.MalformedDicomException;
import io.clouddicom.SharedData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Real files: what is read is written back unchanged, and frames lie where the reference digests say. */
class SharedFilesTest {

    /** Cut within a value, a fragment or a sequence. */
    private static final Set<String> REFUSED = Set.of(
            "broken/3gb-bulk-data-truncated.dcm",
            "broken/MR_truncated.dcm",
            "broken/rtplan_truncated.dcm",
            "derived/NM1_JPH_cut_in_fragment.dcm");

    @Test
    void readsEveryFileOrNamesTheFaultAndWritesItBackUnchanged() throws IOException {
        Set<String> refused = new TreeSet<>();
        List<String> faults = new ArrayList<>();
        for (Map<String, String> row : SharedData.table(SharedData.dicom().resolve("MANIFEST.tsv"))) {
            String path = row.get("path");
            byte[] bytes = Files.readAllBytes(SharedData.dicom().resolve(path));
            try {
                DicomFile file = DicomReader.of(RangeSource.of(bytes)).read();
                ByteArrayOutputStream again = new ByteArrayOutputStream();
                DicomWriter.copy(file, RangeSource.of(bytes), again);
                if (!Arrays.equals(bytes, again.toByteArray())) {
                    faults.add(path + ": differs at " + Arrays.mismatch(bytes, again.toByteArray()));
                }
                DicomFile streamed =
                        DicomReader.of(new ByteArrayInputStream(bytes)).read();
                if (!streamed.dataset().equals(file.dataset())
                        || streamed.sourceLength() != bytes.length
                        || streamed.frames().count() != file.frames().count()) {
                    faults.add(path + ": a stream reads otherwise");
                }
            } catch (MalformedDicomException refusal) {
                refused.add(path);
                assertThat(refusal.offsetBytes()).as(path).isNotNegative();
                assertThat(refusal.tag()).as(path).isNotEqualTo(-1);
            }
        }
        assertThat(faults).isEmpty();
        assertThat(refused).containsExactlyInAnyOrderElementsOf(REFUSED);
    }

    @Test
    void locatesEveryFrame() throws IOException {
        List<String> faults = new ArrayList<>();
        int compared = 0;
        Map<String, byte[]> sources = new java.util.HashMap<>();
        Map<String, DicomFile> files = new java.util.HashMap<>();
        for (Map<String, String> row : SharedData.table(SharedData.dicom().resolve("FRAMES.tsv"))) {
            String path = row.get("path");
            if (row.get("encoded_md5").isEmpty() || REFUSED.contains(path)) {
                continue;
            }
            if (!files.containsKey(path)) {
                sources.put(path, Files.readAllBytes(SharedData.dicom().resolve(path)));
                files.put(
                        path, DicomReader.of(RangeSource.of(sources.get(path))).read());
            }
            FrameIndex frames = files.get(path).frames();
            int frame = Integer.parseInt(row.get("frame")) - 1;
            if (frame >= frames.count()) {
                faults.add(path + ": no frame " + frame);
                continue;
            }
            byte[] stored = bytes(sources.get(path), frames.frame(frame));
            compared++;
            if (!md5(stored).equals(row.get("encoded_md5"))) {
                faults.add(path + ": frame " + frame + " has " + stored.length + " bytes, not "
                        + row.get("encoded_bytes"));
            }
        }
        assertThat(faults).isEmpty();
        assertThat(compared).isGreaterThan(100);
    }

    @Test
    void locatesNativePixelData() throws IOException {
        List<String> faults = new ArrayList<>();
        int compared = 0;
        for (Map<String, String> row : SharedData.table(SharedData.dicom().resolve("MANIFEST.tsv"))) {
            String path = row.get("path");
            String expected = row.get("stored_md5");
            if (expected.isEmpty() || REFUSED.contains(path)) {
                continue;
            }
            byte[] bytes = Files.readAllBytes(SharedData.dicom().resolve(path));
            DicomFile file = DicomReader.of(RangeSource.of(bytes)).read();
            FrameIndex frames = file.frames();
            if (frames.origin() != FrameIndex.Origin.NATIVE) {
                continue;
            }
            byte[] source = file.deflated().isPresent() ? inflated(bytes, file) : bytes;
            FrameLocation first = frames.frame(0);
            FrameLocation last = frames.frame(frames.count() - 1);
            int from = (int) first.spans().get(0).offset();
            int to = (int) last.spans().get(0).end();
            // An odd number of bytes in big-endian words reaches into the padding, and the last frame with it.
            int length = (int) ((frames.count() * first.bitLength() + 7) / 8);
            assertThat(to - from).isBetween(length, length + 1);
            byte[] stored = Arrays.copyOfRange(source, from, to);
            if (file.transferSyntax().bigEndian()) {
                Element element = file.dataset().element(Tag.PIXEL_DATA).orElseThrow();
                int size = element.vr() == Vr.OB
                        ? 1
                        : (int) Math.max(
                                2, file.dataset().integer(Tag.BITS_ALLOCATED).orElse(16) / 8);
                swap(stored, size);
            }
            stored = Arrays.copyOf(stored, length);
            compared++;
            if (!md5(stored).equals(expected)) {
                faults.add(path + ": " + stored.length + " bytes, " + frames.count() + " frames");
            }
        }
        assertThat(faults).isEmpty();
        assertThat(compared).isGreaterThan(60);
    }

    private static void swap(byte[] bytes, int size) {
        for (int word = 0; word + size <= bytes.length; word += size) {
            for (int i = 0; i < size / 2; i++) {
                byte low = bytes[word + i];
                bytes[word + i] = bytes[word + size - 1 - i];
                bytes[word + size - 1 - i] = low;
            }
        }
    }

    private static byte[] inflated(byte[] bytes, DicomFile file) {
        DicomFile.Deflated deflated = file.deflated().orElseThrow();
        Inflater inflater = new Inflater(!deflated.zlib());
        try {
            inflater.setInput(
                    bytes, (int) deflated.span().offset(), (int) deflated.span().length());
            byte[] inflated = new byte[(int) deflated.inflatedLength()];
            assertThat(inflater.inflate(inflated)).isEqualTo(inflated.length);
            return inflated;
        } catch (java.util.zip.DataFormatException damaged) {
            throw new AssertionError(damaged);
        } finally {
            inflater.end();
        }
    }

    private static byte[] bytes(byte[] source, FrameLocation location) {
        ByteBuffer buffer = ByteBuffer.allocate((int) location.length());
        for (ByteSpan span : location.spans()) {
            buffer.put(source, (int) span.offset(), (int) span.length());
        }
        return buffer.array();
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
