package io.clouddicom.codec.imageio;

import io.clouddicom.codec.DecodeOptions;
import javax.imageio.ImageReadParam;

/**
 * How an image is read: what every {@link ImageReadParam} can say, and the codec's own options, such as limits, threads,
 * tolerance of inputs that end early, and reduction.
 *
 * <pre>{@code
 * J2kImageReadParam param = new J2kImageReadParam();
 * param.decodeOptions(DecodeOptions.builder().reduction(2).build());
 * BufferedImage quarter = reader.read(0, param);
 * }</pre>
 */
public final class J2kImageReadParam extends ImageReadParam {
    private DecodeOptions decodeOptions = DecodeOptions.defaults();

    /** Parameters that read all of an image. */
    public J2kImageReadParam() {}

    /** The codec's options; by themselves {@link DecodeOptions#defaults()}. */
    public DecodeOptions decodeOptions() {
        return decodeOptions;
    }

    /**
     * Sets the codec's options. Source region, source subsampling and destination relate to the image as it is after the
     * options' reduction.
     *
     * @param options how to decode
     * @throws IllegalArgumentException if they name a region: that is what {@link #setSourceRegion} is for
     */
    public void decodeOptions(DecodeOptions options) {
        if (options.region().isPresent()) {
            throw new IllegalArgumentException("the region is set by setSourceRegion");
        }
        decodeOptions = options;
    }
}
