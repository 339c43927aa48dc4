package io.clouddicom.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * How an image is encoded. Immutable; begin with a preset, change with {@link #toBuilder()}. Longer than other classes, since
 * it is all that there is to choose, each with its words.
 *
 * <pre>{@code
 * EncodeOptions options = EncodeOptions.htLosslessRpcl().toBuilder().blockSize(32, 32).build();
 * }</pre>
 */
public final class EncodeOptions {
    private final BlockCoder blockCoder;
    private final Set<CodeblockStyle> codeblockStyles;
    private final boolean reversible;
    private final double quantizerStep;
    private final OptionalDouble ratio;
    private final OptionalDouble targetPsnr;
    private final List<Double> layerRatios;
    private final OptionalInt levels;
    private final Size blockSize;
    private final List<Size> precincts;
    private final Optional<Size> tileSize;
    private final ProgressionOrder progression;
    private final boolean componentTransform;
    private final boolean tilePartLengths;
    private final boolean packetLengths;
    private final Optional<Boolean> tilePartsByResolution;
    private final boolean startOfPacketMarkers;
    private final boolean endOfHeaderMarkers;
    private final String comment;
    private final Optional<Executor> executor;

    private EncodeOptions(Builder builder) {
        blockCoder = builder.blockCoder;
        codeblockStyles = builder.codeblockStyles;
        reversible = builder.reversible;
        quantizerStep = builder.quantizerStep;
        ratio = builder.ratio;
        targetPsnr = builder.targetPsnr;
        layerRatios = builder.layerRatios;
        levels = builder.levels;
        blockSize = builder.blockSize;
        precincts = builder.precincts;
        tileSize = builder.tileSize;
        progression = builder.progression;
        componentTransform = builder.componentTransform;
        tilePartLengths = builder.tilePartLengths;
        packetLengths = builder.packetLengths;
        tilePartsByResolution = builder.tilePartsByResolution;
        startOfPacketMarkers = builder.startOfPacketMarkers;
        endOfHeaderMarkers = builder.endOfHeaderMarkers;
        comment = builder.comment;
        executor = builder.executor;
    }

    /**
     * Width and height.
     *
     * @param width columns
     * @param height rows
     */
    public record Size(int width, int height) {}

    /**
     * Lossless HTJ2K in the sequence of resolutions, a tile-part for each, with TLM and PLT: what the DICOM transfer
     * syntax 1.2.840.10008.1.2.4.202 wants, of which any prefix is a smaller image.
     */
    public static EncodeOptions htLosslessRpcl() {
        return new Builder().build();
    }

    /**
     * Lossy HTJ2K with the 9/7 wavelet, otherwise as {@link #htLosslessRpcl()}.
     *
     * @param quantizerStep see {@link Builder#quantizerStep}
     */
    public static EncodeOptions htLossy(double quantizerStep) {
        return new Builder().reversible(false).quantizerStep(quantizerStep).build();
    }

    /**
     * Lossless JPEG 2000 Part 1, otherwise as {@link #htLosslessRpcl()}: for those who have no HTJ2K. What the DICOM
     * transfer syntax 1.2.840.10008.1.2.4.90 wants.
     */
    public static EncodeOptions part1Lossless() {
        return new Builder().blockCoder(BlockCoder.PART_1).build();
    }

    /**
     * Lossy JPEG 2000 Part 1 with the 9/7 wavelet, otherwise as {@link #part1Lossless()}.
     *
     * @param quantizerStep see {@link Builder#quantizerStep}
     */
    public static EncodeOptions part1Lossy(double quantizerStep) {
        return part1Lossless().toBuilder()
                .reversible(false)
                .quantizerStep(quantizerStep)
                .build();
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.blockCoder = blockCoder;
        builder.codeblockStyles = codeblockStyles;
        builder.reversible = reversible;
        builder.quantizerStep = quantizerStep;
        builder.ratio = ratio;
        builder.targetPsnr = targetPsnr;
        builder.layerRatios = layerRatios;
        builder.levels = levels;
        builder.blockSize = blockSize;
        builder.precincts = precincts;
        builder.tileSize = tileSize;
        builder.progression = progression;
        builder.componentTransform = componentTransform;
        builder.tilePartLengths = tilePartLengths;
        builder.packetLengths = packetLengths;
        builder.tilePartsByResolution = tilePartsByResolution;
        builder.startOfPacketMarkers = startOfPacketMarkers;
        builder.endOfHeaderMarkers = endOfHeaderMarkers;
        builder.comment = comment;
        builder.executor = executor;
        return builder;
    }

    /** How code-blocks are encoded. */
    public BlockCoder blockCoder() {
        return blockCoder;
    }

    /** What is particular about the code-blocks of Part 1. */
    public Set<CodeblockStyle> codeblockStyles() {
        return codeblockStyles;
    }

    /** Whether the reversible 5/3 wavelet is used, which loses nothing; else the irreversible 9/7 wavelet. */
    public boolean reversible() {
        return reversible;
    }

    /** See {@link Builder#quantizerStep}. */
    public double quantizerStep() {
        return quantizerStep;
    }

    /** See {@link Builder#ratio}. */
    public OptionalDouble ratio() {
        return ratio;
    }

    /** See {@link Builder#targetPsnr}. */
    public OptionalDouble targetPsnr() {
        return targetPsnr;
    }

    /** Compression ratios at which quality layers before the last end; see {@link Builder#layers}. */
    public List<Double> layerRatios() {
        return layerRatios;
    }

    /** Number of wavelet decompositions; chosen by the size of the image when empty. */
    public OptionalInt levels() {
        return levels;
    }

    /** Nominal size of code-blocks. */
    public Size blockSize() {
        return blockSize;
    }

    /** Sizes of precincts from the highest resolution down, the last for all below it; undivided when empty. */
    public List<Size> precincts() {
        return precincts;
    }

    /** Size of tiles; one tile when empty. */
    public Optional<Size> tileSize() {
        return tileSize;
    }

    /** Order of packets. */
    public ProgressionOrder progression() {
        return progression;
    }

    /** Whether three components are transformed together, as colours. */
    public boolean componentTransform() {
        return componentTransform;
    }

    /** Whether a TLM marker segment tells where tile-parts lie. */
    public boolean tilePartLengths() {
        return tilePartLengths;
    }

    /** Whether PLT marker segments tell where packets lie. */
    public boolean packetLengths() {
        return packetLengths;
    }

    /** Whether each resolution is a tile-part of its own; see {@link Builder#tilePartsByResolution}. */
    public boolean tilePartsByResolution() {
        return tilePartsByResolution.orElse(tilePartLengths && tileSize.isEmpty() && resolutionFirst(progression));
    }

    private static boolean resolutionFirst(ProgressionOrder order) {
        return order == ProgressionOrder.RPCL || order == ProgressionOrder.RLCP;
    }

    /** Whether a SOP marker segment begins each packet. */
    public boolean startOfPacketMarkers() {
        return startOfPacketMarkers;
    }

    /** Whether an EPH marker ends each packet header. */
    public boolean endOfHeaderMarkers() {
        return endOfHeaderMarkers;
    }

    /** Text of a COM marker segment; none when empty. */
    public String comment() {
        return comment;
    }

    /** Whose threads encode code-blocks beside the caller's. */
    public Optional<Executor> executor() {
        return executor;
    }

    /** A copy, if all are sizes that precincts can have. */
    static List<Size> checkedPrecincts(List<Size> sizes) {
        for (Size size : sizes) {
            if (!Builder.isPowerOfTwo(size.width, 2, 32768) || !Builder.isPowerOfTwo(size.height, 2, 32768)) {
                throw new IllegalArgumentException("precincts of " + size.width + " by " + size.height);
            }
        }
        return List.copyOf(sizes);
    }

    /** Makes {@link EncodeOptions}. */
    public static final class Builder {
        private BlockCoder blockCoder = BlockCoder.HIGH_THROUGHPUT;
        private Set<CodeblockStyle> codeblockStyles = Set.of();
        private boolean reversible = true;
        private double quantizerStep = 1.0 / 256;
        private OptionalDouble ratio = OptionalDouble.empty();
        private OptionalDouble targetPsnr = OptionalDouble.empty();
        private List<Double> layerRatios = List.of();
        private OptionalInt levels = OptionalInt.empty();
        private Size blockSize = new Size(64, 64);
        private List<Size> precincts = List.of();
        private Optional<Size> tileSize = Optional.empty();
        private ProgressionOrder progression = ProgressionOrder.RPCL;
        private boolean componentTransform = true;
        private boolean tilePartLengths = true;
        private boolean packetLengths = true;
        private Optional<Boolean> tilePartsByResolution = Optional.empty();
        private boolean startOfPacketMarkers;
        private boolean endOfHeaderMarkers;
        private String comment = "";
        private Optional<Executor> executor = Optional.empty();

        private Builder() {}

        /** How code-blocks are encoded, and with it whether the codestream is one of HTJ2K or of Part 1. */
        public Builder blockCoder(BlockCoder coder) {
            blockCoder = Objects.requireNonNull(coder);
            return this;
        }

        /** What is particular about code-blocks; needs {@link BlockCoder#PART_1}. */
        public Builder codeblockStyles(Set<CodeblockStyle> styles) {
            codeblockStyles = Set.copyOf(styles);
            return this;
        }

        /** Chooses between the reversible 5/3 and the irreversible 9/7 wavelet. */
        public Builder reversible(boolean lossless) {
            reversible = lossless;
            return this;
        }

        /**
         * The quantiser step of the irreversible wavelet, as a part of the range of samples: the smaller, the better and
         * the longer. Subbands are weighted so that their errors count alike in the image; the error of a sample is about
         * the step times the range, divided by the square root of twelve.
         *
         * @throws IllegalArgumentException unless above 0 and at most 1
         */
        public Builder quantizerStep(double step) {
            if (!(step > 0 && step <= 1)) {
                throw new IllegalArgumentException("a quantiser step of " + step);
            }
            quantizerStep = step;
            return this;
        }

        /**
         * The codestream is at most the samples' own bits divided by the ratio, as good as it can be with that; needs the
         * irreversible wavelet. Of Part 1 those coding passes are left out that matter least, and the quantiser's step is
         * one unit of the samples if not finer; of HTJ2K the finest quantiser step is sought, which takes several times as
         * long.
         *
         * @throws IllegalArgumentException unless above 1
         */
        public Builder ratio(double compressionRatio) {
            if (!(compressionRatio > 1 && compressionRatio < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a compression ratio of " + compressionRatio);
            }
            ratio = OptionalDouble.of(compressionRatio);
            return this;
        }

        /**
         * The decoded image has at least this peak signal-to-noise ratio, and passes it by at most 0.1 dB where a quantiser
         * step does so; with the finest step where none reaches it. The peak is 2ᵇ - 1 for samples of b bits, the error that of
         * all components together. Needs the irreversible wavelet. Steps are tried, encoded and decoded until one fits, which
         * takes several times as long.
         *
         * @throws IllegalArgumentException unless above 0 and finite
         */
        public Builder targetPsnr(double decibels) {
            if (!(decibels > 0 && decibels < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a peak signal-to-noise ratio of " + decibels + " dB");
            }
            targetPsnr = OptionalDouble.of(decibels);
            return this;
        }

        /**
         * Adds quality layers: the first so many bytes of them, in a progression that begins with the layer, are the image
         * at these compression ratios, each as good as it can be. One more layer takes the rest, so that it is lossless
         * when the wavelet is reversible. Needs {@link BlockCoder#PART_1}.
         *
         * @param ratios falling
         * @throws IllegalArgumentException unless they are above 1 and fall
         */
        public Builder layers(double... ratios) {
            List<Double> list = new ArrayList<>();
            double last = Double.POSITIVE_INFINITY;
            for (double next : ratios) {
                if (!(next > 1 && next < last)) {
                    throw new IllegalArgumentException("quality layers at compression ratios of " + last + ", " + next);
                }
                list.add(next);
                last = next;
            }
            if (list.size() > 65534) {
                throw new IllegalArgumentException(list.size() + " quality layers");
            }
            layerRatios = List.copyOf(list);
            return this;
        }

        /**
         * Number of wavelet decompositions. By itself it is five, more for images whose smallest resolution would be
         * larger than 64 by 64, fewer for small ones.
         *
         * @throws IllegalArgumentException if not 0 to 32
         */
        public Builder levels(int decompositions) {
            if (decompositions < 0 || decompositions > 32) {
                throw new IllegalArgumentException(decompositions + " decompositions");
            }
            levels = OptionalInt.of(decompositions);
            return this;
        }

        /**
         * Nominal size of code-blocks: powers of two from 4 to 1024 with a product of at most 4096.
         *
         * @throws IllegalArgumentException if the size is another
         */
        public Builder blockSize(int width, int height) {
            if (!isPowerOfTwo(width, 4, 1024) || !isPowerOfTwo(height, 4, 1024) || width * height > 4096) {
                throw new IllegalArgumentException("code-blocks of " + width + " by " + height);
            }
            blockSize = new Size(width, height);
            return this;
        }

        /**
         * Sizes of precincts from the highest resolution down, the last for all below it: powers of two from 2 to 32768.
         *
         * @throws IllegalArgumentException if a size is another
         */
        public Builder precincts(List<Size> sizes) {
            precincts = checkedPrecincts(sizes);
            return this;
        }

        /**
         * Divides the image into tiles.
         *
         * @throws IllegalArgumentException if a tile is empty
         */
        public Builder tileSize(int width, int height) {
            if (width <= 0 || height <= 0) {
                throw new IllegalArgumentException("tiles of " + width + " by " + height);
            }
            tileSize = Optional.of(new Size(width, height));
            return this;
        }

        /** Order of packets. */
        public Builder progression(ProgressionOrder order) {
            progression = Objects.requireNonNull(order);
            return this;
        }

        /** Whether images of exactly three components are taken for red, green and blue and transformed together. */
        public Builder componentTransform(boolean colours) {
            componentTransform = colours;
            return this;
        }

        /** Whether TLM is written. */
        public Builder tilePartLengths(boolean written) {
            tilePartLengths = written;
            return this;
        }

        /** Whether PLT is written. */
        public Builder packetLengths(boolean written) {
            packetLengths = written;
            return this;
        }

        /**
         * Whether each resolution is a tile-part of its own, so that TLM tells where it ends; needs a progression that
         * begins with the resolution. By itself it is so with such a progression, TLM, and a single tile.
         */
        public Builder tilePartsByResolution(boolean divided) {
            tilePartsByResolution = Optional.of(divided);
            return this;
        }

        /** Whether a SOP marker segment begins each packet: decoders find packets again after an error. */
        public Builder startOfPacketMarkers(boolean written) {
            startOfPacketMarkers = written;
            return this;
        }

        /** Whether an EPH marker ends each packet header. */
        public Builder endOfHeaderMarkers(boolean written) {
            endOfHeaderMarkers = written;
            return this;
        }

        /**
         * Text of a COM marker segment, in ISO 8859-1.
         *
         * @throws IllegalArgumentException if it cannot be written so, or is longer than 65531 characters
         */
        public Builder comment(String text) {
            if (text.length() > 65531
                    || !StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
                throw new IllegalArgumentException("a comment that COM cannot hold");
            }
            comment = text;
            return this;
        }

        /** Spreads code-blocks and rows over the executor's threads; the caller's thread works too and never depends on them. */
        public Builder executor(Executor threads) {
            executor = Optional.of(threads);
            return this;
        }

        private static boolean isPowerOfTwo(int value, int least, int most) {
            return value >= least && value <= most && Integer.bitCount(value) == 1;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException if they contradict each other
         */
        public EncodeOptions build() {
            if (ratio.isPresent() && reversible) {
                throw new IllegalArgumentException("a ratio needs the irreversible wavelet");
            }
            if (targetPsnr.isPresent() && reversible) {
                throw new IllegalArgumentException("a peak signal-to-noise ratio needs the irreversible wavelet");
            }
            if (targetPsnr.isPresent() && ratio.isPresent()) {
                throw new IllegalArgumentException("a compression ratio and a peak signal-to-noise ratio");
            }
            if (blockCoder != BlockCoder.PART_1 && !codeblockStyles.isEmpty()) {
                throw new IllegalArgumentException("code-block styles need the block coder of Part 1");
            }
            if (blockCoder != BlockCoder.PART_1 && !layerRatios.isEmpty()) {
                throw new IllegalArgumentException("quality layers need the block coder of Part 1");
            }
            if (ratio.isPresent()
                    && !layerRatios.isEmpty()
                    && layerRatios.get(layerRatios.size() - 1) <= ratio.getAsDouble()) {
                throw new IllegalArgumentException("a quality layer at a compression ratio of "
                        + layerRatios.get(layerRatios.size() - 1) + " when that of all is " + ratio.getAsDouble());
            }
            if (tilePartsByResolution.orElse(false) && !resolutionFirst(progression)) {
                throw new IllegalArgumentException("tile-parts by resolution need RPCL or RLCP, not " + progression);
            }
            return new EncodeOptions(this);
        }
    }
}
