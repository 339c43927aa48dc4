package io.clouddicom.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One image and the arguments with which {@code opj_compress} is to encode it, of the matrix that is decoded here.
 *
 * @param name what is tested
 * @param shape dimensions and sample type; of the reference grid where components are sub-sampled
 * @param samples pixel by pixel
 * @param arguments arguments beside files and dimensions
 */
record DecodeCase(String name, ImageShape shape, int[] samples, List<String> arguments) {
    private static final int[][] SIZES = {
        {1, 1}, {1, 97}, {97, 1}, {2, 2}, {3, 5}, {17, 13}, {31, 64}, {64, 64}, {65, 129}, {127, 61}, {3, 1500},
        {1500, 3}
    };
    private static final ImageShape GRAY = new ImageShape(157, 149, 1, 12, false);
    private static final ImageShape COLOUR = new ImageShape(157, 149, 3, 8, false);

    /** Whether nothing is lost. */
    boolean lossless() {
        int rates = arguments.indexOf("-r");
        boolean cut = arguments.contains("-q")
                || rates >= 0 && !arguments.get(rates + 1).endsWith(",1");
        // See DecoderPeersTest.openJpegLosesLayersWhereProgressionsChange.
        boolean lost = rates >= 0 && arguments.contains("-POC");
        return !irreversible() && !cut && !lost;
    }

    boolean irreversible() {
        return arguments.contains("-I");
    }

    int tolerance() {
        return irreversible() ? irreversibleTolerance(shape.precision()) : 0;
    }

    /**
     * By how much decoders of the irreversible wavelet may differ. opj_decompress 2.5 multiplies the high-pass with
     * 1.625732422, where 2/K is 1.62578613: one part in 30000 of the range.
     */
    static int irreversibleTolerance(int precision) {
        return Math.max(1, 1 << Math.max(0, precision - 14));
    }

    /** The whole matrix; images of noise, edges and slopes, seeded. */
    static List<DecodeCase> matrix(long seed) {
        Cases cases = new Cases(new SplittableRandom(seed));
        for (int[] size : SIZES) {
            int smaller = Math.min(size[0], size[1]);
            int most = Math.min(6, 32 - Integer.numberOfLeadingZeros(smaller));
            for (String wavelet : new String[] {"", " -I"}) {
                cases.add("size", new ImageShape(size[0], size[1], 1, 12, false), "-n " + most + wavelet);
                cases.add("size RGB", new ImageShape(size[0], size[1], 3, 8, false), "-n " + most + wavelet);
            }
        }
        // opj_compress takes no raw image whose width, height, components and precision have a bit in common.
        for (int precision = 1; precision <= 24; precision++) {
            cases.add("depth", new ImageShape(52, 41, 1, precision, false), "-n 4");
            cases.add("depth lossy", new ImageShape(52, 41, 1, precision, false), "-n 4 -I -r 2");
            if (precision <= 16) {
                cases.add("depth signed", new ImageShape(52, 41, 1, precision, true), "-n 4");
                cases.add("depth RGB", new ImageShape(32, 36, 3, precision, precision % 2 == 0), "-n 4");
            }
        }
        for (int components = 2; components <= 5; components++) {
            cases.add("components", new ImageShape(40, 30, components, 10, false), "-n 3 -mct 0");
            cases.add("components", new ImageShape(40, 30, components, 10, true), "-n 3 -mct 0 -I");
        }
        for (int resolutions = 1; resolutions <= 9; resolutions++) {
            cases.add("resolutions", new ImageShape(271, 259, 1, 12, false), "-n " + resolutions);
            cases.add("resolutions", new ImageShape(271, 259, 1, 12, true), "-I -n " + resolutions);
        }
        for (int width = 4; width <= 1024; width *= 2) {
            for (int height = 4; height <= 1024 && width * height <= 4096; height *= 2) {
                cases.add("block", new ImageShape(233, 211, 1, 12, false), "-b " + width + "," + height);
            }
        }
        for (int modes = 0; modes < 64; modes++) {
            cases.add("modes", new ImageShape(117, 99, 1, 12, modes % 2 == 0), "-M " + modes);
            cases.add("modes", new ImageShape(90, 61, 3, 8, false), "-n 3 -b 16,16 -r 20,5,1 -M " + modes);
        }
        for (String order : new String[] {"LRCP", "RLCP", "RPCL", "PCRL", "CPRL"}) {
            addProgressions(cases, order);
        }
        addLayersAndRegions(cases);
        addOffsets(cases);
        return cases.list;
    }

    private static void addProgressions(Cases cases, String order) {
        for (ImageShape shape : List.of(GRAY, COLOUR)) {
            cases.add("progression", shape, "-p " + order + " -SOP -EPH");
            cases.add("precincts", shape, "-c [64,64],[32,128] -PLT -p " + order);
            cases.add("precincts", shape, "-c [128,64] -n 4 -b 16,16 -EPH -r 9,3,1 -p " + order);
            cases.add("tiles", shape, "-t 64,64 -n 4 -TLM -PLT -p " + order);
            cases.add("tiles", shape, "-t 37,149 -n 3 -SOP -I -p " + order);
            cases.add("tiles", shape, "-t 61,53 -n 3 -c [32,32] -r 10,1 -p " + order);
            for (String division : new String[] {"R", "L", "C"}) {
                cases.add("tile-parts", shape, "-t 80,149 -n 4 -r 12,4,1 -TP " + division + " -p " + order);
            }
        }
        cases.add("changes", COLOUR, "-n 4 -r 8,1 -POC T1=0,0,1,4,3," + order + "/T1=0,0,2,4,3,CPRL");
        cases.add("changes", COLOUR, "-n 4 -t 100,100 -POC T1=0,0,1,2,3," + order + "/T1=2,0,1,4,3,RLCP");
    }

    private static void addLayersAndRegions(Cases cases) {
        for (ImageShape shape : List.of(GRAY, COLOUR, new ImageShape(130, 90, 1, 16, true))) {
            for (String rate : new String[] {"-r 20,10,1", "-r 30", "-r 40,20,10,5", "-q 30,40,50", "-q 25,35"}) {
                cases.add("layers", shape, rate);
                cases.add("layers", shape, "-I " + rate);
            }
            int most = 30 - shape.precision() - 5;
            for (int shift = 1; shift <= most; shift += 3) {
                cases.add("region", shape, "-ROI c=0,U=" + shift);
                cases.add("region", shape, "-I -r 12 -n 3 -ROI c=" + (shape.components() - 1) + ",U=" + shift);
            }
        }
    }

    private static void addOffsets(Cases cases) {
        for (int[] offset : new int[][] {{1, 0}, {0, 1}, {3, 5}, {17, 30}, {63, 64}}) {
            String image = "-d " + offset[0] + "," + offset[1];
            cases.add("offset", GRAY, image);
            cases.add("offset", COLOUR, image + " -I");
            cases.add("offset, tiles", GRAY, image + " -t 70,65 -n 3");
            cases.add("offset, tiles", COLOUR, image + " -T " + offset[0] / 2 + "," + offset[1] + " -t 70,70 -n 3");
            cases.add("offset, precincts", GRAY, image + " -c [32,32] -n 4 -b 16,16 -p PCRL");
        }
    }

    /** The image as planes one after the other. */
    int[] planes() {
        return new EncodeCase("", shape, EncodeOptions.part1Lossless(), samples).planes();
    }

    @Override
    public String toString() {
        return name + ": " + shape + " " + String.join(" ", arguments);
    }

    /** A list that makes images. */
    private static final class Cases {
        private final List<DecodeCase> list = new ArrayList<>();
        private final SplittableRandom random;

        Cases(SplittableRandom random) {
            this.random = random;
        }

        void add(String name, ImageShape shape, String arguments) {
            list.add(new DecodeCase(
                    name,
                    shape,
                    EncodeCase.image(shape, random),
                    Arrays.asList(arguments.trim().split(" +"))));
        }
    }
}
