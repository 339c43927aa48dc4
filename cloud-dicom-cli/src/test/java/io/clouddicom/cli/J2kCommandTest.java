package io.clouddicom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on codestreams, run as a user runs them: what they print, what they write, their exit codes. */
class J2kCommandTest {
    private static final long SEED = 20_261_124L;

    @TempDir
    private Path folder;

    /** What a run printed and how it ended. */
    private record Run(int exitCode, String out, String err) {}

    private static Run run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(List.of("j2k"));
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        int code = CloudDicom.run(new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(new String[0]));
        return new Run(code, out.toString(), err.toString());
    }

    private static void done(Run run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    private static void refused(Run run, int exitCode, String sentence) {
        assertThat(run.err()).contains(sentence).doesNotContain("\tat ");
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    /** Little-endian samples of 12 bits, signed or not. */
    private static byte[] noise12(int samples, boolean signed) {
        byte[] bytes = noise(2 * samples);
        for (int at = 1; at < bytes.length; at += 2) {
            bytes[at] = (byte) (signed ? bytes[at] << 28 >> 28 : bytes[at] & 0x0F);
        }
        return bytes;
    }

    // ---- real codestreams

    private static Path shared() {
        for (String named :
                new String[] {System.getProperty("cloud.dicom.shared"), System.getenv("CLOUD_DICOM_SHARED")}) {
            if (named != null && !named.isEmpty()) {
                return Path.of(named).resolve("data/codestreams");
            }
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared");
            if (Files.exists(found.resolve("data/dicom/MANIFEST.tsv"))) {
                return found.resolve("data/codestreams");
            }
        }
        String reason = "no shared data: set -Dcloud.dicom.shared or CLOUD_DICOM_SHARED";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason);
        }
        System.out.println("Skipped: " + reason);
        abort(reason);
        throw new IllegalStateException();
    }

    private static String md5(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void realCodestreamsDecodeToTheirDigest() throws IOException {
        Path codestreams = shared();
        List<String> lines = Files.readAllLines(codestreams.resolve("MANIFEST.tsv"));
        List<String> names = Arrays.asList(lines.get(0).split("\t", -1));
        Path out = folder.resolve("planes.raw");
        Path other = folder.resolve("other.j2k");
        int decoded = 0;
        int transcoded = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split("\t", -1);
            String path = values[names.indexOf("path")];
            if (!values[names.indexOf("compare")].equals("exact") || path.startsWith("broken/")) {
                continue;
            }
            String expected = values[names.indexOf("planes_md5")];
            done(run("decode", codestreams.resolve(path), "--out", out));
            assertThat(md5(out)).as(path).isEqualTo(expected);
            decoded++;
            done(run("info", codestreams.resolve(path), "--json"));
            if (Files.size(codestreams.resolve(path)) > 300_000) {
                // The codec's own tests transcode all of them.
                continue;
            }
            String to = path.startsWith("htj2k") ? "part1" : "ht";
            Run run = run("transcode", codestreams.resolve(path), "--out", other, "--to", to);
            if (run.exitCode() != 0) {
                refused(run, ExitCode.USAGE, path.substring(path.lastIndexOf('/') + 1) + ": RGN at byte ");
                continue;
            }
            done(run("decode", other, "--out", out, "--threads", "2"));
            assertThat(md5(out)).as(path + " to " + to).isEqualTo(expected);
            transcoded++;
        }
        System.out.println("decoded " + decoded + " codestreams, and " + transcoded + " transcoded");
        assertThat(decoded).isPositive();
    }

    // ---- files of this test's own

    @ParameterizedTest
    @ValueSource(strings = {"--ht", "--part1"})
    void rawComesBack(String kind) throws IOException {
        byte[] samples = noise12(61 * 47 * 2, true);
        Path in = file("in.raw", samples);
        Path codestream = folder.resolve("x.j2k");
        Path out = folder.resolve("out.raw");
        done(run("encode", in, "--out", codestream, "--raw", "61x47x2:12s", kind));
        done(run("decode", codestream, "--out", out));
        assertThat(out).hasBinaryContent(samples);
    }

    @Test
    void portableFilesComeBack() throws IOException {
        Path out = folder.resolve("out.ppm");
        Path codestream = folder.resolve("x.j2k");
        byte[] header = "P6\n31 20\n255\n".getBytes(StandardCharsets.US_ASCII);
        byte[] colour = Arrays.copyOf(header, header.length + 31 * 20 * 3);
        System.arraycopy(noise(31 * 20 * 3), 0, colour, header.length, 31 * 20 * 3);
        done(run("encode", file("in.ppm", colour), "--out", codestream));
        done(run("decode", codestream, "--out", out));
        assertThat(out).hasBinaryContent(colour);

        header = "P5\n31 20\n4095\n".getBytes(StandardCharsets.US_ASCII);
        byte[] gray = Arrays.copyOf(header, header.length + 31 * 20 * 2);
        byte[] little = noise12(31 * 20, false);
        for (int at = 0; at < little.length; at += 2) {
            gray[header.length + at] = little[at + 1];
            gray[header.length + at + 1] = little[at];
        }
        out = folder.resolve("out.pgm");
        done(run("encode", file("in.pgm", gray), "--out", codestream, "--part1", "--tiles", "16x16"));
        done(run("decode", codestream, "--out", out));
        assertThat(out).hasBinaryContent(gray);
    }

    @Test
    void pgxComesBackSignAndAll() throws IOException {
        Path codestream = folder.resolve("x.j2k");
        byte[] header = "PG LM - 12 20 31\n".getBytes(StandardCharsets.US_ASCII);
        byte[] little = noise12(31 * 20, true);
        byte[] content = Arrays.copyOf(header, header.length + little.length);
        System.arraycopy(little, 0, content, header.length, little.length);
        done(run("encode", file("in.pgx", content), "--out", codestream, "--levels", "2"));
        Path raw = folder.resolve("out.raw");
        done(run("decode", codestream, "--out", raw));
        assertThat(raw).hasBinaryContent(little);
        done(run("decode", codestream, "--out", folder.resolve("a.pgx")));
        done(run("encode", folder.resolve("a.pgx"), "--out", codestream));
        done(run("decode", codestream, "--out", raw));
        assertThat(raw).hasBinaryContent(little);
    }

    @Test
    void componentsOfAPgxAreFilesOfTheirOwn() throws IOException {
        byte[] samples = noise(12 * 10 * 2);
        Path codestream = folder.resolve("x.j2k");
        done(run("encode", file("in.raw", samples), "--raw", "12x10x2:8", "--out", codestream));
        Run decode = run("decode", codestream, "--out", folder.resolve("y.pgx"));
        done(decode);
        assertThat(decode.out()).contains("y_0.pgx", "y_1.pgx");
        byte[] second = Files.readAllBytes(folder.resolve("y_1.pgx"));
        assertThat(new String(second, 0, 16, StandardCharsets.US_ASCII)).isEqualTo("PG ML + 8 12 10\n");
        assertThat(Arrays.copyOfRange(second, 16, second.length))
                .isEqualTo(Arrays.copyOfRange(samples, 120, samples.length));
    }

    @ParameterizedTest
    @CsvSource({"LRCP,1", "RLCP,4", "RPCL,4", "PCRL,1", "CPRL,1"})
    void encodingFollowsItsOptions(String order, int tileParts) throws IOException {
        byte[] samples = noise(200 * 150);
        Path codestream = folder.resolve("x.j2k");
        done(run(
                "encode",
                file("in.raw", samples),
                "--raw",
                "200x150x1:8",
                "--out",
                codestream,
                "--levels",
                "3",
                "--block",
                "32x16",
                "--precincts",
                "128x128,64x64",
                "--progression",
                order));
        String json = run("info", codestream, "--json").out();
        assertThat(json).contains("\"progression\" : \"" + order + "\"", "\"levels\" : 3", "\"highThroughput\" : true");
        assertThat(count(Files.readAllBytes(codestream), 0x90)).isEqualTo(tileParts);
        Path out = folder.resolve("out.raw");
        done(run("decode", codestream, "--out", out));
        assertThat(out).hasBinaryContent(samples);
    }

    /** Markers FFxx; no two bytes of a codestream's packets look like one. */
    private static int count(byte[] bytes, int code) {
        int count = 0;
        for (int at = 0; at + 1 < bytes.length; at++) {
            if (bytes[at] == (byte) 0xFF && bytes[at + 1] == (byte) code) {
                count++;
            }
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ht", "--part1"})
    void lossyKeepsTheRatio(String kind) throws IOException {
        byte[] samples = new byte[128 * 128];
        for (int at = 0; at < samples.length; at++) {
            samples[at] = (byte) (at % 128 + at / 128 + (at * 31 >> 3) % 7);
        }
        Path codestream = folder.resolve("x.j2k");
        done(run("encode", file("in.raw", samples), "--raw", "128x128x1:8", "--out", codestream, "--lossy", "8", kind));
        assertThat(Files.size(codestream)).isBetween(1500L, 2048L);
        assertThat(run("info", codestream).out()).contains("irreversible 9/7");
        byte[] before = decoded(codestream);
        Path other = folder.resolve("other.j2k");
        done(run("transcode", codestream, "--out", other, "--to", kind.equals("--ht") ? "part1" : "ht"));
        assertThat(decoded(other)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ht", "--part1"})
    void lossyReachesTheQuality(String kind) throws IOException {
        byte[] samples = new byte[128 * 128];
        for (int at = 0; at < samples.length; at++) {
            samples[at] = (byte) (at % 128 / 2 + at / 128 + (at * 31 >> 3) % 7);
        }
        Path in = file("in.raw", samples);
        Path codestream = folder.resolve("x.j2k");
        done(run("encode", in, "--raw", "128x128x1:8", "--out", codestream, "--psnr", "42", kind));
        byte[] decoded = decoded(codestream);
        double squares = 0;
        for (int at = 0; at < samples.length; at++) {
            squares += Math.pow((decoded[at] & 0xFF) - (samples[at] & 0xFF), 2);
        }
        assertThat(10 * Math.log10(255.0 * 255 * samples.length / squares)).isBetween(42.0, 42.1);
        refused(
                run("encode", in, "--raw", "128x128x1:8", "--out", codestream, "--psnr", "42", "--lossy", "8"),
                2,
                "mutually exclusive");
    }

    private byte[] decoded(Path codestream) throws IOException {
        Path out = folder.resolve("decoded.raw");
        done(run("decode", codestream, "--out", out));
        return Files.readAllBytes(out);
    }

    @Test
    void aPartAndASmallerImageAreDecoded() throws IOException {
        byte[] samples = noise(64 * 40);
        Path codestream = folder.resolve("x.j2k");
        done(run("encode", file("in.raw", samples), "--raw", "64x40x1:8", "--out", codestream, "--levels", "2"));
        Path out = folder.resolve("part.raw");
        done(run("decode", codestream, "--out", out, "--region", "5,7,30,20"));
        byte[] part = Files.readAllBytes(out);
        assertThat(part).hasSize(30 * 20);
        for (int y = 0; y < 20; y++) {
            assertThat(Arrays.copyOfRange(part, 30 * y, 30 * y + 30))
                    .isEqualTo(Arrays.copyOfRange(samples, 64 * (y + 7) + 5, 64 * (y + 7) + 35));
        }
        done(run("decode", codestream, "--out", out, "--reduce", "2"));
        assertThat(out).hasSize(16 * 10);
    }

    @Test
    void infoTellsThePrefixOfEachResolution() throws IOException {
        Path codestream = folder.resolve("x.j2k");
        done(run("encode", file("in.raw", noise(256 * 256)), "--raw", "256x256x1:8", "--out", codestream));
        List<Integer> prefixes = new ArrayList<>();
        try (JsonParser json =
                new JsonFactory().createParser(run("info", codestream, "--json").out())) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && "[".equals(array(json))) {
                    prefixes.add(json.getIntValue());
                }
            }
        }
        assertThat(prefixes).hasSize(6).isSortedAccordingTo((a, b) -> Integer.compare(b, a));
        Path out = folder.resolve("small.raw");
        done(run("decode", codestream, "--out", out, "--reduce", "3"));
        byte[] whole = Files.readAllBytes(out);
        assertThat(whole).hasSize(32 * 32);
        assertThat(run("info", codestream).out()).contains("32 x 32 from the first " + prefixes.get(3) + " bytes");
        Path cut = file("cut.j2k", Arrays.copyOf(Files.readAllBytes(codestream), prefixes.get(3)));
        assertThat(run("info", cut, "--json").out()).contains("\"complete\" : false");
        refused(run("decode", cut, "--out", out), ExitCode.INTEGRITY, "cut.j2k: ");
    }

    private static String array(JsonParser json) {
        return json.getParsingContext().inArray() ? "[" : "";
    }

    @Test
    void packetsArePutInAnotherOrderOnTheWay() throws IOException {
        byte[] samples = noise(200 * 150);
        Path codestream = folder.resolve("x.j2k");
        done(run(
                "encode",
                file("in.raw", samples),
                "--raw",
                "200x150x1:8",
                "--out",
                codestream,
                "--part1",
                "--progression",
                "LRCP"));
        Path ht = folder.resolve("ht.j2c");
        done(run("transcode", codestream, "--out", ht, "--to", "ht", "--progression", "RPCL", "--no-plt"));
        String info = run("info", ht).out();
        assertThat(info)
                .startsWith("HTJ2K, 200 x 150")
                .contains("progression RPCL", ", TLM")
                .doesNotContain("PLT");
        assertThat(decoded(ht)).isEqualTo(samples);
    }

    // ---- mistakes

    @Test
    void mistakesAreToldInOneSentence() throws IOException {
        Path raw = file("in.raw", noise(100));
        Path out = folder.resolve("out.j2k");
        refused(run("info", folder.resolve("none.j2k")), ExitCode.NOT_FOUND, "no such file");
        refused(run("info", raw), ExitCode.INTEGRITY, "in.raw: SOC at byte 0: no codestream begins here");
        refused(run("encode", raw, "--out", out), ExitCode.USAGE, "raw samples need --raw");
        refused(run("encode", raw, "--out", out, "--raw", "10x10"), ExitCode.USAGE, "--raw is WxHxC:BITS[s]");
        refused(
                run("encode", raw, "--out", out, "--raw", "10x10x1:12"),
                ExitCode.USAGE,
                "has 100 bytes of samples where 200 belong");
        refused(
                run("encode", raw, "--out", out, "--raw", "10x10x1:8", "--block", "128x128"),
                ExitCode.USAGE,
                "code-blocks of 128 by 128");
        refused(run("encode", raw, "--out", out, "--raw", "10x10x1:8", "--ht", "--part1"), ExitCode.USAGE, "exclusive");
        refused(run("transcode", raw, "--out", out, "--to", "jpeg"), ExitCode.USAGE, "jpeg");
        assertThat(out).doesNotExist();
        done(run("encode", raw, "--out", out, "--raw", "10x5x2:8"));
        refused(
                run("decode", out, "--out", folder.resolve("x.pgm")),
                ExitCode.USAGE,
                "a .pgm file cannot hold 2 components");
        refused(
                run("decode", out, "--out", raw, "--region", "0,0,11,1"),
                ExitCode.USAGE,
                "is not within 10 by 5 pixels");
        refused(run("decode", out, "--out", raw, "--region", "1,2"), ExitCode.USAGE, "--region is X,Y,W,H");
        refused(run("decode", out, "--out", raw, "--threads", "0"), ExitCode.USAGE, "--threads is 1 to 256");
        refused(run("decode", out, "--out", raw, "--reduce", "9"), ExitCode.USAGE, "reduction by 9 levels");
    }
}
