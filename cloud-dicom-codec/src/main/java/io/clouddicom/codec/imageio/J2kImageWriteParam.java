package io.clouddicom.codec.imageio;

import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ProgressionOrder;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageWriteParam;
import org.jspecify.annotations.Nullable;

/**
 * How an image is written: what every {@link ImageWriteParam} can say, or the codec's own options instead.
 *
 * <ul>
 *   <li>Compression types are {@value #HT_LOSSLESS}, the default, and {@value #HT}, which is lossy, with a quality from 0
 *       to 1. The quality halves the quantiser step eight times: 0 is an eighth of the range of samples, 1 a 2048th.
 *   <li>Progressive mode: by resolution, so that any prefix is a smaller image, which is the default; disabled: from top
 *       to bottom.
 *   <li>Tiling: as set; one tile is the default.
 * </ul>
 *
 * <pre>{@code
 * J2kImageWriteParam param = new J2kImageWriteParam(Locale.ROOT);
 * param.encodeOptions(EncodeOptions.htLosslessRpcl().toBuilder().blockSize(32, 32).build());
 * writer.write(null, new IIOImage(image, null, null), param);
 * }</pre>
 */
public final class J2kImageWriteParam extends ImageWriteParam {
    /** HTJ2K with the reversible wavelet: every sample comes back. */
    public static final String HT_LOSSLESS = "HTJ2K lossless";

    /** HTJ2K with the irreversible wavelet. */
    public static final String HT = "HTJ2K";

    private static final float[] QUALITY_VALUES = {0f, 0.4f, 0.6f, 0.8f, 1f};
    private static final String[] QUALITY_DESCRIPTIONS = {
        "Low quality", "Medium quality", "High quality", "Near lossless"
    };

    private Optional<EncodeOptions> encodeOptions = Optional.empty();

    /**
     * Parameters of lossless compression.
     *
     * @param locale of descriptions; they are English in all
     */
    public J2kImageWriteParam(@Nullable Locale locale) {
        super(locale);
        canWriteTiles = true;
        canWriteProgressive = true;
        progressiveMode = MODE_DEFAULT;
        canWriteCompressed = true;
        compressionTypes = new String[] {HT_LOSSLESS, HT};
        compressionType = HT_LOSSLESS;
        compressionQuality = 0.8f;
    }

    /** The codec's options, when they are set. */
    public Optional<EncodeOptions> encodeOptions() {
        return encodeOptions;
    }

    /**
     * Sets the codec's options. They stand in place of compression, progressive mode and tiling.
     *
     * @param options how to encode
     */
    public void encodeOptions(EncodeOptions options) {
        encodeOptions = Optional.of(options);
    }

    @Override
    public boolean isCompressionLossless() {
        super.isCompressionLossless();
        return !compressionType.equals(HT);
    }

    @Override
    public void unsetCompression() {
        super.unsetCompression();
        compressionType = HT_LOSSLESS;
        compressionQuality = 0.8f;
    }

    @Override
    public String[] getCompressionQualityDescriptions() {
        super.getCompressionQualityDescriptions();
        return QUALITY_DESCRIPTIONS.clone();
    }

    @Override
    public float[] getCompressionQualityValues() {
        super.getCompressionQualityValues();
        return QUALITY_VALUES.clone();
    }

    /** The codec's options that any parameters amount to. */
    static EncodeOptions optionsOf(@Nullable ImageWriteParam param) {
        if (param == null) {
            return EncodeOptions.htLosslessRpcl();
        }
        if (param instanceof J2kImageWriteParam own && own.encodeOptions.isPresent()) {
            return own.encodeOptions.get();
        }
        EncodeOptions options = EncodeOptions.htLosslessRpcl();
        if (param.canWriteCompressed()
                && param.getCompressionMode() == MODE_EXPLICIT
                && HT.equals(param.getCompressionType())) {
            options = EncodeOptions.htLossy(Math.scalb(1.0, -3) * Math.pow(2, -8 * param.getCompressionQuality()));
        }
        EncodeOptions.Builder builder = options.toBuilder();
        if (param.canWriteProgressive() && param.getProgressiveMode() == MODE_DISABLED) {
            builder.progression(ProgressionOrder.PCRL);
        }
        if (param.canWriteTiles() && param.getTilingMode() == MODE_EXPLICIT) {
            builder.tileSize(param.getTileWidth(), param.getTileHeight());
        }
        return builder.build();
    }
}
