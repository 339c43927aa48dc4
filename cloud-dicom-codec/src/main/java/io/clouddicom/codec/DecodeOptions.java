package io.clouddicom.codec;

import java.util.Optional;
import java.util.concurrent.Executor;

/** What of an image is decoded, and what it may take. Immutable; the default decodes all of an image of common size. */
public final class DecodeOptions {
    private static final DecodeOptions DEFAULT = new Builder().build();

    private final int reduction;
    private final Optional<Region> region;
    private final boolean tolerateTruncation;
    private final Optional<Executor> executor;
    private final long mostPixels;
    private final int mostComponents;
    private final long mostMemoryBytes;

    private DecodeOptions(Builder builder) {
        reduction = builder.reduction;
        region = builder.region;
        tolerateTruncation = builder.tolerateTruncation;
        executor = builder.executor;
        mostPixels = builder.mostPixels;
        mostComponents = builder.mostComponents;
        mostMemoryBytes = builder.mostMemoryBytes;
    }

    /**
     * A part of the image.
     *
     * @param x left edge in pixels of the full-size image, from its left
     * @param y top edge, from its top
     * @param width columns
     * @param height rows
     */
    public record Region(int x, int y, int width, int height) {
        /**
         * Checks that the region is not empty.
         *
         * @throws IllegalArgumentException if an edge is negative or the region is empty
         */
        public Region {
            if (x < 0 || y < 0 || width <= 0 || height <= 0) {
                throw new IllegalArgumentException("region " + x + "," + y + "," + width + "," + height);
            }
        }
    }

    /** Everything, at full size, with limits of 2^28 pixels, 256 components and 2 GiB of work space. */
    public static DecodeOptions defaults() {
        return DEFAULT;
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.reduction = reduction;
        builder.region = region;
        builder.tolerateTruncation = tolerateTruncation;
        builder.executor = executor;
        builder.mostPixels = mostPixels;
        builder.mostComponents = mostComponents;
        builder.mostMemoryBytes = mostMemoryBytes;
        return builder;
    }

    /** How often the image is halved. */
    public int reduction() {
        return reduction;
    }

    /** The part of the image that is wanted; all of it when empty. */
    public Optional<Region> region() {
        return region;
    }

    /** Whether an input that ends early is decoded as far as it goes. */
    public boolean toleratesTruncation() {
        return tolerateTruncation;
    }

    /** Whose threads decode code-blocks beside the caller's. */
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

    /** Most memory for a tile's work, an estimate in bytes; the caller's arrays do not count. */
    public long mostMemoryBytes() {
        return mostMemoryBytes;
    }

    /** Makes {@link DecodeOptions}. */
    public static final class Builder {
        private int reduction;
        private Optional<Region> region = Optional.empty();
        private boolean tolerateTruncation;
        private Optional<Executor> executor = Optional.empty();
        private long mostPixels = 1L << 28;
        private int mostComponents = 256;
        private long mostMemoryBytes = 1L << 31;

        private Builder() {}

        /**
         * Halves the image so many times, by leaving out resolution levels.
         *
         * @throws IllegalArgumentException if not 0 to 32
         */
        public Builder reduction(int levels) {
            if (levels < 0 || levels > 32) {
                throw new IllegalArgumentException("reduction by " + levels + " levels");
            }
            reduction = levels;
            return this;
        }

        /** Decodes a part of the image. */
        public Builder region(Region part) {
            region = Optional.of(part);
            return this;
        }

        /** Decodes an input that ends early as far as it goes, instead of refusing it. */
        public Builder tolerateTruncation(boolean tolerate) {
            tolerateTruncation = tolerate;
            return this;
        }

        /** Spreads code-blocks and rows over the executor's threads; the caller's thread works too and never depends on them. */
        public Builder executor(Executor threads) {
            executor = Optional.of(threads);
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

        /** The options. */
        public DecodeOptions build() {
            return new DecodeOptions(this);
        }
    }
}
