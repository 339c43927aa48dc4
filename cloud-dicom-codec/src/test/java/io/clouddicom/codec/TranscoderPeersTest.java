package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Independent decoders give the same samples before and after, of lossless and lossy codestreams, where they decode the
 * source at all; opj_decompress uses floating point for the 9/7 wavelet, so that equal samples mean equal coefficients
 * there, too.
 */
class TranscoderPeersTest {
    /** Larger ones take peers long and show nothing more. */
    private static final int MOST_BYTES = 300_000;

    @TempDir
    Path folder;

    private record Source(String path, byte[] codestream, byte[] ht, byte[] part1) {}

    /** Small real codestreams that can be transcoded, without their file format. */
    private static List<Source> sources() throws IOException {
        Path shared = SharedData.codestreams();
        List<Source> sources = new ArrayList<>();
        for (Map<String, String> row : SharedData.table(shared.resolve("MANIFEST.tsv"))) {
            String path = row.get("path");
            byte[] file = Files.readAllBytes(shared.resolve(path));
            if (path.startsWith("broken/") || file.length > MOST_BYTES) {
                continue;
            }
            int start = 0;
            while (ByteBuffer.wrap(file).getInt(start) != 0xFF4FFF51) {
                start++;
            }
            byte[] codestream = Arrays.copyOfRange(file, start, file.length);
            try {
                byte[] ht = transcode(codestream, TranscodeOptions.highThroughput());
                byte[] part1 = transcode(codestream, TranscodeOptions.part1());
                sources.add(new Source(path, codestream, ht, part1));
            } catch (CodestreamException refused) {
                assertThat(refused.place()).as(path).isEqualTo("RGN");
            }
        }
        return sources;
    }

    private static byte[] transcode(byte[] codestream, TranscodeOptions options) throws CodestreamException {
        return new J2kTranscoder(options).transcode(ByteBuffer.wrap(codestream));
    }

    @Test
    void openJpegDecodesTheSameBeforeAndAfter() throws IOException {
        PeerTool decompress = PeerTool.of("opj_decompress");
        List<Source> sources = sources();
        for (int number = 0; number < sources.size(); number++) {
            Source source = sources.get(number);
            // One by one: given a folder, it stops at the first that it cannot decode.
            expand(decompress, name("source", number), source.codestream);
            expand(decompress, name("ht", number), source.ht);
            expand(decompress, name("part1", number), source.part1);
        }
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (int number = 0; number < sources.size(); number++) {
            String path = sources.get(number).path;
            List<byte[]> before = planes("source", number);
            if (before.isEmpty()) {
                System.out.println("opj_decompress does not decode " + path);
                continue;
            }
            compared++;
            for (String kind : List.of("ht", "part1")) {
                List<byte[]> after = planes(kind, number);
                if (!Arrays.deepEquals(before.toArray(), after.toArray())) {
                    wrong.add(path + " to " + kind + (after.isEmpty() ? " fails" : " differs"));
                }
            }
        }
        System.out.println("opj_decompress decoded " + compared + " codestreams before and after");
        assertThat(wrong).isEmpty();
    }

    private void expand(PeerTool decompress, String name, byte[] codestream) throws IOException {
        Files.write(folder.resolve(name + ".j2k"), codestream);
        decompress.run(folder, "-i", name + ".j2k", "-o", name + ".pgx");
    }

    private static String name(String kind, int number) {
        return String.format(Locale.ROOT, "%s%04d", kind, number);
    }

    private List<byte[]> planes(String kind, int number) throws IOException {
        List<byte[]> planes = new ArrayList<>();
        Path plane = folder.resolve(name(kind, number) + "_0.pgx");
        while (Files.exists(plane)) {
            planes.add(Files.readAllBytes(plane));
            plane = folder.resolve(name(kind, number) + "_" + planes.size() + ".pgx");
        }
        return planes;
    }

    @Test
    void openJphDecodesLosslessOnesExactly() throws IOException {
        PeerTool expand = PeerTool.of("ojph_expand");
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Source source : sources()) {
            // In one progression: the peer says that it does not know POC in a tile.
            byte[] ht = transcode(source.codestream, TranscodeOptions.htRpcl());
            J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(ht));
            J2kInfo.Component first = info.components().get(0);
            boolean alike = info.components().stream().allMatch(first::equals);
            int count = info.components().size();
            if (!info.reversible() || !alike || first.signed() || first.precision() > 16 || count != 1 && count != 3) {
                continue;
            }
            String out = count == 1 ? "out.pgm" : "out.ppm";
            Files.deleteIfExists(folder.resolve(out));
            Files.write(folder.resolve("in.j2c"), ht);
            PeerTool.Run run = expand.run(folder, "-i", "in.j2c", "-o", out);
            compared++;
            if (run.exit() != 0) {
                wrong.add(source.path + " fails: " + run.output().trim());
            } else if (!Arrays.equals(
                    interleaved(ht, first.precision()), tail(Files.readAllBytes(folder.resolve(out)), info))) {
                wrong.add(source.path + " differs");
            }
        }
        System.out.println("ojph_expand decoded " + compared + " codestreams after");
        assertThat(wrong).isEmpty();
    }

    private static byte[] interleaved(byte[] codestream, int precision) throws CodestreamException {
        DecodedImage shape = new J2kDecoder().shape(ByteBuffer.wrap(codestream));
        int bytes = precision <= 8 ? 1 : 2;
        byte[] samples = new byte[(int) shape.samples() * bytes];
        new J2kDecoder().decode(ByteBuffer.wrap(codestream), samples, 0, SampleLayout.interleaved(bytes));
        for (int at = 0; bytes == 2 && at < samples.length; at += 2) {
            byte low = samples[at];
            samples[at] = samples[at + 1];
            samples[at + 1] = low;
        }
        return samples;
    }

    /** The samples behind the header. */
    private static byte[] tail(byte[] file, J2kInfo info) {
        J2kInfo.Component first = info.components().get(0);
        int length = first.width() * first.height() * info.components().size() * (first.precision() <= 8 ? 1 : 2);
        return Arrays.copyOfRange(file, Math.max(0, file.length - length), file.length);
    }
}
