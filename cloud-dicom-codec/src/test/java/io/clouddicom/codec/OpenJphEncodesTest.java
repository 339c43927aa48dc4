package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ojph_compress} encodes over a matrix is decoded here: exactly, or as {@code ojph_expand} does. */
class OpenJphEncodesTest {
    private static final long SEED = 20_261_124L;
    private static final int[][] SIZES = {
        {1, 1}, {1, 97}, {97, 1}, {2, 2}, {3, 5}, {17, 13}, {31, 64}, {64, 64}, {65, 129}, {127, 61}, {3, 1500},
        {1500, 3}
    };
    private static final ImageShape GRAY = new ImageShape(157, 149, 1, 12, false);
    private static final ImageShape COLOUR = new ImageShape(157, 149, 3, 8, false);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<String> wrong = new ArrayList<>();
    private int cases;

    @TempDir
    Path folder;

    @Test
    void sizesAndSamples() throws IOException {
        for (int[] size : SIZES) {
            int levels = Math.min(5, 31 - Integer.numberOfLeadingZeros(Math.max(size[0], size[1])));
            both(new ImageShape(size[0], size[1], 1, 12, false), "-num_decomps " + levels);
            both(new ImageShape(size[0], size[1], 3, 8, false), "-num_decomps " + levels);
        }
        for (int precision = 1; precision <= 16; precision++) {
            both(new ImageShape(53, 41, 1, precision, false), "");
            exact(new ImageShape(53, 41, 1, precision, true), "");
            both(new ImageShape(33, 37, 3, precision, false), "");
        }
        // The peer reads images of one component, and of three in PPM files.
        exact(new ImageShape(40, 30, 3, 8, false), "-colour_trans false");
        finish();
    }

    @Test
    void blocksAndProgressions() throws IOException {
        for (int levels = 0; levels <= 9; levels++) {
            both(new ImageShape(271, 259, 1, 12, false), "-num_decomps " + levels);
        }
        for (int width = 4; width <= 1024; width *= 2) {
            for (int height = 4; height <= 1024 && width * height <= 4096; height *= 2) {
                exact(new ImageShape(233, 211, 1, 12, false), "-block_size {" + width + "," + height + "}");
            }
        }
        for (String order : new String[] {"LRCP", "RLCP", "RPCL", "PCRL", "CPRL"}) {
            for (ImageShape shape : List.of(GRAY, COLOUR)) {
                String arguments = "-prog_order " + order;
                both(shape, arguments);
                both(shape, arguments + " -precincts {32,32},{64,64}");
                both(shape, arguments + " -precincts {16,128} -block_size {16,16}");
                exact(shape, arguments + " -tile_size {157,50} -num_decomps 3");
                exact(shape, arguments + " -tile_size {64,64} -num_decomps 3");
                exact(shape, arguments + " -tile_size {61,53} -num_decomps 2 -precincts {32,32}");
                exact(shape, arguments + " -image_offset {3,5}");
                exact(shape, arguments + " -image_offset {17,30} -tile_offset {5,9} -tile_size {70,90} -num_decomps 3");
            }
        }
        finish();
    }

    private void finish() {
        System.out.println("ojph_compress encoded " + cases + " codestreams");
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    /** Reversible, and irreversible beside the peer's own decoder. */
    private void both(ImageShape shape, String arguments) throws IOException {
        exact(shape, arguments);
        int[] samples = EncodeCase.image(shape, random);
        Path coded = compress(shape, samples, arguments + " -reversible false -qstep 0.01");
        String ending = shape.components() == 1 ? ".yuv" : ".ppm";
        Path expanded = folder.resolve("out" + ending);
        PeerTool.Run run = PeerTool.of("ojph_expand").run(folder, "-i", coded.toString(), "-o", expanded.toString());
        assertThat(run.exit()).as(run.output()).isZero();
        int[] decoded = Fixtures.decode(Files.readAllBytes(coded), DecodeOptions.defaults());
        int[] peers = OpenJphImages.read(expanded, shape);
        int largest = 0;
        for (int index = 0; index < decoded.length; index++) {
            largest = Math.max(largest, Math.abs(decoded[index] - peers[index]));
        }
        if (largest > 1 << Math.max(0, shape.precision() - 14)) {
            wrong.add(shape + " irreversible " + arguments + " differs by " + largest);
        }
        cases++;
    }

    private void exact(ImageShape shape, String arguments) throws IOException {
        int[] samples = EncodeCase.image(shape, random);
        if (shape.signed()) {
            // The peer reads no negative samples.
            Arrays.setAll(samples, index -> samples[index] & ~(-1 << shape.precision() - 1));
        }
        Path coded = compress(shape, samples, arguments + " -reversible true");
        int[] decoded = Fixtures.decode(Files.readAllBytes(coded), DecodeOptions.defaults());
        int[] planes = new EncodeCase("", shape, EncodeOptions.htLosslessRpcl(), samples).planes();
        if (!Arrays.equals(decoded, planes)) {
            wrong.add(shape + " " + arguments);
        }
        cases++;
    }

    private Path compress(ImageShape shape, int[] samples, String arguments) {
        List<String> all = new ArrayList<>(OpenJphImages.write(folder, shape, samples));
        all.addAll(List.of("-o", "in.j2c"));
        all.addAll(Arrays.asList(arguments.trim().split(" +")));
        PeerTool.Run run = PeerTool.of("ojph_compress").run(folder, all.toArray(String[]::new));
        assertThat(run.exit()).as("%s %s: %s", shape, arguments, run.output()).isZero();
        return folder.resolve("in.j2c");
    }

    /** Files of the peer: planes, little-endian, or PPM of three components. */
    private static final class OpenJphImages {
        static List<String> write(Path folder, ImageShape shape, int[] samples) {
            if (shape.components() == 3 && !shape.signed()) {
                PeerImages.writeNetpbm(folder.resolve("in.ppm"), shape, samples);
                return List.of("-i", "in.ppm");
            }
            int[] planes = new EncodeCase("", shape, EncodeOptions.htLosslessRpcl(), samples).planes();
            byte[] bytes = PeerImages.swapped(PeerImages.bigEndian(planes, shape.precision()), shape.precision());
            PeerImages.write(folder.resolve("in.yuv"), "", bytes);
            int count = shape.components();
            return List.of(
                    "-i",
                    "in.yuv",
                    "-dims",
                    "{" + shape.width() + "," + shape.height() + "}",
                    "-num_comps",
                    Integer.toString(count),
                    "-signed",
                    String.join(",", Collections.nCopies(count, Boolean.toString(shape.signed()))),
                    "-bit_depth",
                    String.join(",", Collections.nCopies(count, Integer.toString(shape.precision()))),
                    "-downsamp",
                    String.join(",", Collections.nCopies(count, "{1,1}")));
        }

        static int[] read(Path file, ImageShape shape) {
            byte[] bytes = PeerImages.read(file);
            int count = (int) shape.samples();
            if (shape.components() == 1) {
                return PeerImages.bigEndian(
                        PeerImages.swapped(bytes, shape.precision()), 0, count, shape.precision(), shape.signed());
            }
            int from = bytes.length - count * (shape.precision() <= 8 ? 1 : 2);
            int[] interleaved = PeerImages.bigEndian(bytes, from, count, shape.precision(), false);
            return new EncodeCase("", shape, EncodeOptions.htLosslessRpcl(), interleaved).planes();
        }

        private OpenJphImages() {}
    }
}
