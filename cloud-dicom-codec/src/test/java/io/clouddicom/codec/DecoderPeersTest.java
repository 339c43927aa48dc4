package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What independent encoders make is decoded here as their own decoders do, and losslessly where nothing was lost. */
class DecoderPeersTest {
    private static final long SEED = 20_261_124L;

    @TempDir
    Path folder;

    @Test
    void whatOpenJpegEncodes() throws IOException {
        List<DecodeCase> cases = DecodeCase.matrix(SEED);
        PeerTool decompress = PeerTool.of("opj_decompress");
        for (int number = 0; number < cases.size(); number++) {
            compress(cases.get(number), name(number));
        }
        Files.delete(folder.resolve("in.raw"));
        Files.delete(folder.resolve("in.pgx"));
        Files.delete(folder.resolve("opj_compress.log"));
        decompress.run(folder, "-ImgDir", folder.toString(), "-OutFor", "PGX");
        List<String> wrong = new ArrayList<>();
        for (int number = 0; number < cases.size(); number++) {
            check(cases.get(number), name(number), wrong);
        }
        System.out.println("opj_compress encoded " + cases.size() + " codestreams");
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    private void compress(DecodeCase each, String name) {
        List<String> arguments = new ArrayList<>(writeImage(each));
        arguments.addAll(List.of("-o", name + ".j2k"));
        arguments.addAll(each.arguments());
        PeerTool.Run run = PeerTool.of("opj_compress").run(folder, arguments.toArray(String[]::new));
        assertThat(folder.resolve(name + ".j2k"))
                .as("%s: %s", each, run.output())
                .exists();
    }

    @Test
    void openJpegLosesLayersWhereProgressionsChange() {
        ImageShape shape = new ImageShape(157, 149, 3, 8, false);
        assertThat(losesSamples(shape, "-n 4 -r 8,1 -POC T1=0,0,1,4,3,LRCP/T1=0,0,2,4,3,CPRL"))
                .isTrue();
        assertThat(losesSamples(shape, "-n 4 -r 8,1 -p CPRL")).isFalse();
    }

    @Test
    void openJpegLosesBitsOfVeryDeepSamples() {
        assertThat(losesSamples(new ImageShape(52, 41, 1, 24, false), "-n 4")).isFalse();
        assertThat(losesSamples(new ImageShape(52, 41, 1, 26, false), "-n 4")).isTrue();
    }

    /** Whether the peer itself does not get back what it encoded without loss. */
    private boolean losesSamples(ImageShape shape, String arguments) {
        int[] samples = new SplittableRandom(SEED)
                .ints(shape.samples(), 0, 1 << shape.precision())
                .toArray();
        DecodeCase each = new DecodeCase("", shape, samples, List.of(arguments.split(" ")));
        compress(each, "own");
        PeerTool.of("opj_decompress").run(folder, "-i", "own.j2k", "-o", "own.pgx");
        int[] planes = each.planes();
        int pixels = shape.width() * shape.height();
        for (int component = 0; component < shape.components(); component++) {
            Path file = folder.resolve("own_" + component + ".pgx");
            int[] expected = Arrays.copyOfRange(planes, component * pixels, (component + 1) * pixels);
            if (!Arrays.equals(PeerImages.readPgx(file).samples(), expected)) {
                return true;
            }
        }
        return false;
    }

    /** The arguments that name the image. */
    private List<String> writeImage(DecodeCase each) {
        ImageShape shape = each.shape();
        if (shape.precision() > 16) {
            // The other way round, opj_compress 2.5 takes signed samples of PGX files for narrower ones.
            PeerImages.writePgx(folder.resolve("in.pgx"), shape, each.samples());
            return List.of("-i", "in.pgx");
        }
        PeerImages.write(folder.resolve("in.raw"), "", PeerImages.bigEndian(each.planes(), shape.precision()));
        String format = shape.width() + "," + shape.height() + "," + shape.components() + "," + shape.precision() + ","
                + (shape.signed() ? "s" : "u");
        return List.of("-i", "in.raw", "-F", format);
    }

    private void check(DecodeCase each, String name, List<String> wrong) throws IOException {
        int[] decoded;
        try {
            decoded = Fixtures.decode(Files.readAllBytes(folder.resolve(name + ".j2k")), DecodeOptions.defaults());
        } catch (CodestreamException failure) {
            wrong.add(each + " fails: " + failure.getMessage());
            return;
        }
        if (each.lossless() && !Arrays.equals(decoded, each.planes())) {
            wrong.add(each + " is not lossless");
        }
        int at = 0;
        int largest = 0;
        for (int component = 0; component < each.shape().components(); component++) {
            Path file = folder.resolve(name + "_" + component + ".pgx");
            if (!Files.exists(file)) {
                wrong.add(each + " is not decoded by the peer");
                return;
            }
            PeerImages.Plane plane = PeerImages.readPgx(file);
            for (int sample : plane.samples()) {
                largest = Math.max(largest, Math.abs(sample - decoded[at++]));
            }
        }
        if (largest > each.tolerance() || at != decoded.length) {
            wrong.add(each + " differs by " + largest);
        }
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "case%04d", number);
    }
}
