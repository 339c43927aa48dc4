package io.clouddicom.codec.internal;

import io.clouddicom.codec.BlockCoder;
import io.clouddicom.codec.CodeblockStyle;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import java.util.Arrays;
import java.util.List;

/**
 * What the main header will say of an image: SIZ, COD and QCD, derived from shape and options.
 *
 * @param size the SIZ marker segment
 * @param parameters COD and QCD of all components
 * @param packets the part of COD common to all components
 * @param style the part of COD that components may differ in
 * @param quantization QCD
 */
record EncodingPlan(
        ImageSize size,
        CodingParameters parameters,
        PacketStyle packets,
        CodingStyle style,
        Quantization quantization) {
    private static final int GUARD_BITS = 2;
    /** With two guard bits no subband has more bit-planes than a block coder takes. */
    private static final int MOST_EXPONENT = HtBlockEncoder.MOST_PLANES - GUARD_BITS + 1;
    /** The smallest resolution that DICOM wants (PS3.5 10.18). */
    private static final int SMALL = 64;

    static EncodingPlan of(ImageShape shape, EncodeOptions options, double quantizerStep) {
        ImageSize size = size(shape, options);
        int levels = options.levels().orElseGet(() -> levels(size));
        boolean transform = options.componentTransform() && shape.components() == 3;
        if (options.reversible() && transform && shape.precision() == ImageShape.MOST_PRECISION) {
            // The transform takes one bit more, which the block coder does not have.
            transform = false;
        }
        PacketStyle packets = new PacketStyle(
                options.startOfPacketMarkers(),
                options.endOfHeaderMarkers(),
                options.progression(),
                options.layerRatios().size() + 1,
                transform);
        CodingStyle style = new CodingStyle(
                levels,
                exponent(options.blockSize().width()),
                exponent(options.blockSize().height()),
                blockStyle(options),
                options.reversible(),
                precincts(options.precincts(), levels));
        Quantization quantization = options.reversible()
                ? reversible(levels, shape.precision() + (transform ? 1 : 0))
                : irreversible(levels, quantizerStep);
        return of(size, packets, style, quantization);
    }

    static EncodingPlan of(ImageSize size, PacketStyle packets, CodingStyle style, Quantization quantization) {
        CodingParameters parameters = new CodingParameters(size.components().length);
        parameters.packets = packets;
        parameters.commonStyle(style);
        parameters.commonQuantization(quantization);
        return new EncodingPlan(size, parameters, packets, style, quantization);
    }

    private static ImageSize size(ImageShape shape, EncodeOptions options) {
        int tileWidth = options.tileSize().map(EncodeOptions.Size::width).orElse(shape.width());
        int tileHeight = options.tileSize().map(EncodeOptions.Size::height).orElse(shape.height());
        ImageSize.Component[] components = new ImageSize.Component[shape.components()];
        Arrays.fill(components, new ImageSize.Component(shape.precision(), shape.signed(), 1, 1));
        int capabilities = options.blockCoder() == BlockCoder.HIGH_THROUGHPUT ? MarkerSegments.PART_15 : 0;
        ImageSize size = new ImageSize(
                capabilities, 0, 0, shape.width(), shape.height(), 0, 0, tileWidth, tileHeight, components);
        long tiles = ImageSize.ceilDiv(shape.width(), tileWidth) * ImageSize.ceilDiv(shape.height(), tileHeight);
        if (tiles > 65535) {
            throw new IllegalArgumentException(tiles + " tiles; 65535 are the most");
        }
        return size;
    }

    private static int blockStyle(EncodeOptions options) {
        if (options.blockCoder() == BlockCoder.HIGH_THROUGHPUT) {
            return CodingStyle.HIGH_THROUGHPUT;
        }
        int bits = 0;
        for (CodeblockStyle style : options.codeblockStyles()) {
            bits |= 1 << style.ordinal();
        }
        return bits;
    }

    private static int exponent(int powerOfTwo) {
        return Integer.numberOfTrailingZeros(powerOfTwo);
    }

    /** Until the smallest resolution is small enough; then up to five as long as it is more than a few samples. */
    private static int levels(ImageSize size) {
        long width = Math.min(size.width(), size.tileWidth());
        long height = Math.min(size.height(), size.tileHeight());
        int levels = 0;
        while (Math.max(width, height) > (long) SMALL << levels) {
            levels++;
        }
        while (levels < 5 && Math.min(width, height) >> levels + 1 >= 8) {
            levels++;
        }
        return levels;
    }

    /** Exponents of precincts by resolution, of sizes from the highest resolution down. */
    static byte[] precincts(List<EncodeOptions.Size> sizes, int levels) {
        byte[] precincts = new byte[levels + 1];
        Arrays.fill(precincts, (byte) 0xFF);
        for (int resolution = 0; resolution <= levels && !sizes.isEmpty(); resolution++) {
            EncodeOptions.Size size = sizes.get(Math.min(levels - resolution, sizes.size() - 1));
            precincts[resolution] = (byte) (exponent(size.width()) | exponent(size.height()) << 4);
        }
        return precincts;
    }

    /**
     * Exponents of the reversible transform. Samples of b bits have magnitudes up to 2^(b-1). At any depth the low-pass
     * of the 5/3 wavelet multiplies them at most by 1.7, the high-pass by 2.9: both directions together by less than 4,
     * 8 and 16 for LL, HL or LH, and HH, so that b + 1, b + 2 and b + 3 bit-planes suffice.
     */
    private static Quantization reversible(int levels, int bits) {
        int[] steps = new int[3 * levels + 1];
        for (int band = 0; band < steps.length; band++) {
            steps[band] = bits + gain(band) << 11;
        }
        return new Quantization(Quantization.NONE, GUARD_BITS, steps);
    }

    /** Binary logarithm of the nominal gain of a subband by its index in QCD (T.800 Table E.1). */
    private static int gain(int band) {
        return band == 0 ? 0 : band % 3 == 0 ? 2 : 1;
    }

    /** Steps that let the errors of all subbands count alike in the image. */
    private static Quantization irreversible(int levels, double quantizerStep) {
        int[] steps = new int[3 * levels + 1];
        for (int band = 0; band < steps.length; band++) {
            int orientation = band == 0 ? Subband.LL : (band - 1) % 3 + 1;
            int depth = band == 0 ? levels : levels - (band - 1) / 3;
            double step = quantizerStep / SynthesisNorms.norm(false, orientation, depth);
            steps[band] = stepSize(Math.scalb(step, -gain(band)));
        }
        return new Quantization(2, GUARD_BITS, steps);
    }

    /** Exponent and mantissa of a step that is given as a part of the nominal range (equation E-3). */
    private static int stepSize(double step) {
        int exponent = -Math.getExponent(step);
        int mantissa = (int) Math.rint((Math.scalb(step, exponent) - 1) * 2048);
        if (mantissa == 2048) {
            mantissa = 0;
            exponent--;
        }
        if (exponent > MOST_EXPONENT) {
            return MOST_EXPONENT << 11;
        }
        return exponent < 0 ? 0x7FF : exponent << 11 | mantissa;
    }
}
