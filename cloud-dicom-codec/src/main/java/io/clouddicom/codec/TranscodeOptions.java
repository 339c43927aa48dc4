package io.clouddicom.codec;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a {@link J2kTranscoder} makes of a codestream. Immutable; begin with a preset, change with {@link #toBuilder()}.
 *
 * <pre>{@code
 * TranscodeOptions options = TranscodeOptions.part1().toBuilder().progression(ProgressionOrder.LRCP).build();
 * }</pre>
 */
public final class TranscodeOptions {
    private final BlockCoder target;
    private final Optional<ProgressionOrder> progression;
    private final Optional<List<EncodeOptions.Size>> precincts;
    private final Optional<Boolean> tilePartLengths;
    private final Optional<Boolean> packetLengths;
    private final boolean tilePartsByResolution;
    private final Optional<Executor> executor;
    private final long mostPixels;
    private final int mostComponents;
    private final long mostMemoryBytes;

    private TranscodeOptions(Builder builder) {
        target = builder.target;
        progression = builder.progression;
        precincts = builder.precincts;
        tilePartLengths = builder.tilePartLengths;
        packetLengths = builder.packetLengths;
        tilePartsByResolution = builder.tilePartsByResolution;
        executor = builder.executor;
        mostPixels = builder.mostPixels;
        mostComponents = builder.mostComponents;
        mostMemoryBytes = builder.mostMemoryBytes;
    }

    /** HTJ2K, laid out as the source. */
    public static TranscodeOptions highThroughput() {
        return new Builder(BlockCoder.HIGH_THROUGHPUT).build();
    }

    /**
     * HTJ2K in the sequence of resolutions, a tile-part for each, with TLM and PLT, of which any prefix is a smaller
     * image; for lossless codestreams what the DICOM transfer syntax 1.2.840.10008.1.2.4.202 wants.
     */
    public static TranscodeOptions htRpcl() {
        return new Builder(BlockCoder.HIGH_THROUGHPUT)
                .progression(ProgressionOrder.RPCL)
                .tilePartLengths(true)
                .packetLengths(true)
                .tilePartsByResolution(true)
                .build();
    }

    /** JPEG 2000 Part 1, laid out as the source. */
    public static TranscodeOptions part1() {
        return new Builder(BlockCoder.PART_1).build();
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder(target);
        builder.progression = progression;
        builder.precincts = precincts;
        builder.tilePartLengths = tilePartLengths;
        builder.packetLengths = packetLengths;
        builder.tilePartsByResolution = tilePartsByResolution;
        builder.executor = executor;
        builder.mostPixels = mostPixels;
        builder.mostComponents = mostComponents;
        builder.mostMemoryBytes = mostMemoryBytes;
        return builder;
    }

    /** How code-blocks are encoded. */
    public BlockCoder target() {
        return target;
    }

    /** Order of packets; the source's, with its changes on the way, when empty. */
    public Optional<ProgressionOrder> progression() {
        return progression;
    }

    /** Sizes of precincts from the highest resolution down, the last for all below it; the source's when empty. */
    public Optional<List<EncodeOptions.Size>> precincts() {
        return precincts;
    }

    /** Whether TLM is written; as the source has it when empty. */
    public Optional<Boolean> tilePartLengths() {
        return tilePartLengths;
    }

    /** Whether PLT is written; as the source has PLT or PLM when empty. */
    public Optional<Boolean> packetLengths() {
        return packetLengths;
    }

    /** Whether each resolution is a tile-part of its own; else each tile is one. */
    public boolean tilePartsByResolution() {
        return tilePartsByResolution;
    }

    /** Whose threads transcode code-blocks beside the caller's. */
    public Optional<Executor> executor() {
        return executor;
    }

    /** Most pixels of an image's area. */
    public long mostPixels() {
        return mostPixels;
    }

    /** Most components. */
    public int mostComponents() {
        return mostComponents;
    }

    /** Most memory for a tile's work, an estimate in bytes; neither the source nor the result count. */
    public long mostMemoryBytes() {
        return mostMemoryBytes;
    }

    /** Makes {@link TranscodeOptions}. */
    public static final class Builder {
        private final BlockCoder target;
        private Optional<ProgressionOrder> progression = Optional.empty();
        private Optional<List<EncodeOptions.Size>> precincts = Optional.empty();
        private Optional<Boolean> tilePartLengths = Optional.empty();
        private Optional<Boolean> packetLengths = Optional.empty();
        private boolean tilePartsByResolution;
        private Optional<Executor> executor = Optional.empty();
        private long mostPixels = DecodeOptions.defaults().mostPixels();
        private int mostComponents = DecodeOptions.defaults().mostComponents();
        private long mostMemoryBytes = DecodeOptions.defaults().mostMemoryBytes();

        private Builder(BlockCoder target) {
            this.target = target;
        }

        /** Puts all packets into one order. */
        public Builder progression(ProgressionOrder order) {
            progression = Optional.of(order);
            return this;
        }

        /**
         * Divides resolutions into other precincts: powers of two from 2 to 32768, from the highest resolution down, the
         * last for all below it; undivided for none. A codestream is refused whose code-blocks would get another size by
         * it, since precincts limit code-blocks.
         *
         * @throws IllegalArgumentException if a size is another
         */
        public Builder precincts(List<EncodeOptions.Size> sizes) {
            precincts = Optional.of(EncodeOptions.checkedPrecincts(sizes));
            return this;
        }

        /** Whether TLM is written. */
        public Builder tilePartLengths(boolean written) {
            tilePartLengths = Optional.of(written);
            return this;
        }

        /** Whether PLT is written. */
        public Builder packetLengths(boolean written) {
            packetLengths = Optional.of(written);
            return this;
        }

        /** Whether each resolution is a tile-part of its own; needs a progression that begins with the resolution. */
        public Builder tilePartsByResolution(boolean divided) {
            tilePartsByResolution = divided;
            return this;
        }

        /** Spreads code-blocks over the executor's threads; the caller's thread works too and never depends on them. */
        public Builder executor(Executor threads) {
            executor = Optional.of(Objects.requireNonNull(threads));
            return this;
        }

        /** Refuses images of more pixels. */
        public Builder mostPixels(long pixels) {
            mostPixels = pixels;
            return this;
        }

        /** Refuses images of more components. */
        public Builder mostComponents(int components) {
            mostComponents = components;
            return this;
        }

        /** Refuses tiles whose work would take more memory. */
        public Builder mostMemoryBytes(long bytes) {
            mostMemoryBytes = bytes;
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException if they contradict each other
         */
        public TranscodeOptions build() {
            boolean resolutionFirst = progression
                    .filter(order -> order == ProgressionOrder.RPCL || order == ProgressionOrder.RLCP)
                    .isPresent();
            if (tilePartsByResolution && !resolutionFirst) {
                throw new IllegalArgumentException("tile-parts by resolution need RPCL or RLCP to be chosen");
            }
            return new TranscodeOptions(this);
        }
    }
}
