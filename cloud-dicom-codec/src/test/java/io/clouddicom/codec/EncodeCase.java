package io.clouddicom.codec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One image and one way to encode it, of the matrix that peers decode.
 *
 * @param name what is tested
 * @param shape dimensions and sample type
 * @param options how it is encoded
 * @param samples pixel by pixel
 */
record EncodeCase(String name, ImageShape shape, EncodeOptions options, int[] samples) {
    private static final int[][] SIZES = {
        {1, 1}, {1, 97}, {97, 1}, {2, 2}, {3, 5}, {17, 13}, {31, 64}, {64, 64}, {65, 129}, {127, 61}, {3, 1500},
        {1500, 3}
    };

    /** The whole matrix for a way of encoding; images of noise, edges and slopes, seeded. */
    static List<EncodeCase> matrix(EncodeOptions base, long seed) {
        List<EncodeCase> cases = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int[] size : SIZES) {
            cases.add(of("size", new ImageShape(size[0], size[1], 1, 12, false), base, random));
            cases.add(of("size RGB", new ImageShape(size[0], size[1], 3, 8, false), base, random));
        }
        for (int precision = 1; precision <= ImageShape.MOST_PRECISION; precision++) {
            cases.add(of("depth", new ImageShape(53, 41, 1, precision, false), base, random));
            cases.add(of("depth signed", new ImageShape(53, 41, 1, precision, true), base, random));
            cases.add(of("depth RGB", new ImageShape(33, 37, 3, precision, false), base, random));
        }
        for (int components = 2; components <= 5; components++) {
            cases.add(of("components", new ImageShape(40, 30, components, 10, false), base, random));
        }
        for (int levels = 0; levels <= 32; levels++) {
            EncodeOptions options = base.toBuilder().levels(levels).build();
            cases.add(of("levels", new ImageShape(71, 59, 1, 12, levels % 2 == 1), options, random));
        }
        for (int width = 4; width <= 1024; width *= 2) {
            for (int height = 4; height <= 1024 && width * height <= 4096; height *= 2) {
                EncodeOptions options =
                        base.toBuilder().blockSize(width, height).build();
                cases.add(of("block", new ImageShape(233, 211, 1, 12, false), options, random));
            }
        }
        for (ProgressionOrder order : ProgressionOrder.values()) {
            addProgressions(cases, base.toBuilder().progression(order).build(), random);
        }
        return cases;
    }

    /** The matrix of code-block styles of Part 1, each alone and all of them in pairs and together. */
    static List<EncodeCase> styles(long seed) {
        List<EncodeCase> cases = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        CodeblockStyle[] all = CodeblockStyle.values();
        for (int set = 0; set < 1 << all.length; set++) {
            Set<CodeblockStyle> styles = EnumSet.noneOf(CodeblockStyle.class);
            for (CodeblockStyle style : all) {
                if ((set >> style.ordinal() & 1) != 0) {
                    styles.add(style);
                }
            }
            EncodeOptions base = EncodeOptions.part1Lossless().toBuilder()
                    .codeblockStyles(styles)
                    .build();
            EncodeOptions flat = base.toBuilder().blockSize(128, 8).levels(1).build();
            cases.add(of("styles", new ImageShape(117, 99, 1, 12, false), base, random));
            cases.add(of("styles", new ImageShape(90, 61, 3, 8, false), base, random));
            cases.add(of("styles", new ImageShape(131, 46, 1, 16, true), flat, random));
            cases.add(of("styles", new ImageShape(21, 6, 1, 3, false), base, random));
        }
        return cases;
    }

    /** The matrix of quality layers of Part 1, of which the last is lossless. */
    static List<EncodeCase> layers(long seed) {
        List<EncodeCase> cases = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        EncodeOptions base =
                EncodeOptions.part1Lossless().toBuilder().layers(60, 20, 7, 2).build();
        for (int[] size : SIZES) {
            cases.add(of("layers", new ImageShape(size[0], size[1], 1, 12, false), base, random));
        }
        for (ProgressionOrder order : ProgressionOrder.values()) {
            EncodeOptions ordered = base.toBuilder().progression(order).build();
            for (int components : new int[] {1, 3, 4}) {
                ImageShape shape = new ImageShape(157, 149, components, 9, components == 1);
                cases.add(of("layers", shape, ordered, random));
                EncodeOptions divided = ordered.toBuilder()
                        .tileSize(64, 80)
                        .blockSize(16, 16)
                        .precincts(List.of(new EncodeOptions.Size(32, 64)))
                        .endOfHeaderMarkers(true)
                        .startOfPacketMarkers(components == 4)
                        .build();
                cases.add(of("layers, tiles and precincts", shape, divided, random));
            }
        }
        for (CodeblockStyle style : CodeblockStyle.values()) {
            for (CodeblockStyle other : CodeblockStyle.values()) {
                EncodeOptions options = base.toBuilder()
                        .codeblockStyles(EnumSet.of(style, other))
                        .layers(50, 25, 12, 6, 3)
                        .build();
                cases.add(of("layers and styles", new ImageShape(119, 83, 1, 14, true), options, random));
            }
        }
        double[] many = new double[100];
        for (int layer = 0; layer < many.length; layer++) {
            many[layer] = 101 - layer;
        }
        cases.add(of(
                "many layers",
                new ImageShape(200, 170, 1, 12, false),
                base.toBuilder().layers(many).build(),
                random));
        return cases;
    }

    /** The matrix of lossy codestreams of Part 1, with and without a rate. */
    static List<EncodeCase> lossy(long seed) {
        List<EncodeCase> cases = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        EncodeOptions base = EncodeOptions.part1Lossy(1.0 / 512);
        for (int[] size : SIZES) {
            cases.add(of("lossy", new ImageShape(size[0], size[1], 1, 12, false), base, random));
            cases.add(of("lossy RGB", new ImageShape(size[0], size[1], 3, 8, false), base, random));
        }
        for (int precision = 1; precision <= ImageShape.MOST_PRECISION; precision++) {
            ImageShape shape = new ImageShape(153, 141, 1, precision, precision % 2 == 0);
            cases.add(of("lossy depth", shape, base, random));
            cases.add(of("rate", shape, base.toBuilder().ratio(3).build(), random));
        }
        for (int levels = 0; levels <= 15; levels++) {
            EncodeOptions options = base.toBuilder().levels(levels).ratio(6).build();
            cases.add(of("rate", new ImageShape(171, 159, 1, 12, levels % 2 == 1), options, random));
        }
        for (ProgressionOrder order : ProgressionOrder.values()) {
            for (int components : new int[] {1, 3, 4}) {
                EncodeOptions divided = base.toBuilder()
                        .progression(order)
                        .tileSize(100, 90)
                        .blockSize(32, 16)
                        .precincts(List.of(new EncodeOptions.Size(64, 64)))
                        .codeblockStyles(
                                components == 1
                                        ? EnumSet.of(CodeblockStyle.BYPASS, CodeblockStyle.TERMINATE_ALL)
                                        : EnumSet.of(CodeblockStyle.BYPASS))
                        .layers(40, 20, 10)
                        .ratio(5)
                        .build();
                cases.add(of("rate and layers", new ImageShape(257, 249, components, 10, false), divided, random));
            }
        }
        return cases;
    }

    private static void addProgressions(List<EncodeCase> cases, EncodeOptions base, SplittableRandom random) {
        ImageShape gray = new ImageShape(157, 149, 1, 12, false);
        ImageShape colour = new ImageShape(157, 149, 3, 8, false);
        for (ImageShape shape : List.of(gray, colour)) {
            cases.add(of("progression", shape, base, random));
            for (int[] precinct : new int[][] {{64, 64}, {32, 128}, {128, 16}}) {
                EncodeOptions options = base.toBuilder()
                        .precincts(List.of(
                                new EncodeOptions.Size(precinct[0], precinct[1]), new EncodeOptions.Size(32, 32)))
                        .build();
                cases.add(of("precincts", shape, options, random));
            }
            for (int[] tile : new int[][] {{157, 50}, {64, 64}, {37, 149}, {61, 53}}) {
                EncodeOptions.Builder options = base.toBuilder().tileSize(tile[0], tile[1]);
                cases.add(of("tiles", shape, options.levels(3).build(), random));
                EncodeOptions.Builder divided = options.levels(2).precincts(List.of(new EncodeOptions.Size(32, 32)));
                cases.add(of("tiles and precincts", shape, divided.build(), random));
            }
        }
        EncodeOptions marked = base.toBuilder()
                .startOfPacketMarkers(true)
                .endOfHeaderMarkers(true)
                .tileSize(90, 90)
                .build();
        cases.add(of("SOP and EPH", gray, marked, random));
        cases.add(
                of("EPH", colour, marked.toBuilder().startOfPacketMarkers(false).build(), random));
        EncodeOptions bare =
                base.toBuilder().tilePartLengths(false).packetLengths(false).build();
        cases.add(of("no TLM or PLT", gray, bare, random));
        if (base.progression() == ProgressionOrder.RPCL || base.progression() == ProgressionOrder.RLCP) {
            EncodeOptions parts = base.toBuilder().tilePartsByResolution(true).build();
            cases.add(of("tile-parts", gray, parts, random));
            cases.add(of(
                    "tile-parts",
                    colour,
                    parts.toBuilder().tileSize(100, 90).comment("parts").build(),
                    random));
        }
    }

    private static EncodeCase of(String what, ImageShape shape, EncodeOptions options, SplittableRandom random) {
        return new EncodeCase(what, shape, options, image(shape, random));
    }

    /** An image of noise, edges or slopes, pixel by pixel. */
    static int[] image(ImageShape shape, SplittableRandom random) {
        int[] samples = new int[(int) shape.samples()];
        int least = shape.signed() ? -1 << shape.precision() - 1 : 0;
        int range = 1 << shape.precision();
        int kind = random.nextInt(3);
        for (int index = 0; index < samples.length; index++) {
            int pixel = index / shape.components();
            int x = pixel % shape.width();
            int y = pixel / shape.width();
            long value = switch (kind) {
                case 0 -> random.nextInt(range);
                case 1 -> (x / 9 + y / 7) % 3 == 0 ? range - 1 : 0;
                default ->
                    (long) range
                                    * (x + y + index % shape.components())
                                    / (shape.width() + shape.height() + shape.components())
                            + random.nextInt(Math.max(1, range >> 6));
            };
            samples[index] = (int) Math.min(range - 1, value) + least;
        }
        return samples;
    }

    /** Samples plane by plane. */
    int[] planes() {
        int pixels = shape.width() * shape.height();
        int[] planes = new int[samples.length];
        for (int index = 0; index < samples.length; index++) {
            planes[index % shape.components() * pixels + index / shape.components()] = samples[index];
        }
        return planes;
    }

    @Override
    public String toString() {
        return name + ": " + shape + ", levels " + options.levels() + ", block " + options.blockSize() + ", "
                + options.progression() + ", precincts " + options.precincts() + ", tiles " + options.tileSize()
                + ", styles "
                + options.codeblockStyles() + ", layers " + options.layerRatios();
    }
}
