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
 *   <li>Compression types are {@value #HT_LOSSLESS}, {@value #HT}, {@value #PART_1_LOSSLESS} and {@value #PART_1}.
 *       Writers of .jhc and .jph begin with the first, those of .j2k and .jp2 with the third. Lossy ones have a quality
 *       from 0 to 1, which halves the quantiser step eight times: 0 is an eighth of the range of samples, 1 a 2048th.
 *   <li>Progressive mode: by resolution, so that any prefix is a smaller image, which is the default; disabled: from top
 *       to bottom.
 *   <li>Tiling: as set; one tile is the default.
 * </ul>
 *
 * <pre>{@code
 * J2kImageWriteParam param = new J2kImageWriteParam();
 * param.encodeOptions(EncodeOptions.htLosslessRpcl().toBuilder().blockSize(32, 32).build());
 * writer.write(null, new IIOImage(image, null, null), param);
 * }</pre>
 */
public final class J2kImageWriteParam extends ImageWriteParam {
    /** HTJ2K with the reversible wavelet: every sample comes back. */
    public static final String HT_LOSSLESS = "HTJ2K lossless";

    /** HTJ2K with the irreversible wavelet. */
    public static final String HT = "HTJ2K";

    /** JPEG 2000 Part 1 with the reversible wavelet: every sample comes back. */
    public static final String PART_1_LOSSLESS = "JPEG 2000 lossless";

    /** JPEG 2000 Part 1 with the irreversible wavelet. */
    public static final String PART_1 = "JPEG 2000";

    private static final float[] QUALITY_VALUES = {0f, 0.4f, 0.6f, 0.8f, 1f};
    private static final String[] QUALITY_DESCRIPTIONS = {
        "Low quality", "Medium quality", "High quality", "Near lossless"
    };

    private final String defaultType;
    private Optional<EncodeOptions> encodeOptions = Optional.empty();

    /** Parameters of lossless compression with HTJ2K. */
    public J2kImageWriteParam() {
        this(HT_LOSSLESS, null);
    }

    /** Descriptions are English in all locales. */
    J2kImageWriteParam(String defaultType, @Nullable Locale locale) {
        super(locale);
        this.defaultType = defaultType;
        canWriteTiles = true;
        canWriteProgressive = true;
        progressiveMode = MODE_DEFAULT;
        canWriteCompressed = true;
        compressionTypes = new String[] {HT_LOSSLESS, HT, PART_1_LOSSLESS, PART_1};
        compressionType = defaultType;
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
        return !compressionType.equals(HT) && !compressionType.equals(PART_1);
    }

    @Override
    public void unsetCompression() {
        super.unsetCompression();
        compressionType = defaultType;
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
    static EncodeOptions optionsOf(@Nullable ImageWriteParam param, String defaultType) {
        if (param == null) {
            return options(defaultType, 1);
        }
        if (param instanceof J2kImageWriteParam own && own.encodeOptions.isPresent()) {
            return own.encodeOptions.get();
        }
        boolean explicit = param.canWriteCompressed()
                && param.getCompressionMode() == MODE_EXPLICIT
                && param.getCompressionType() != null;
        EncodeOptions.Builder builder = (explicit
                        ? options(param.getCompressionType(), param.getCompressionQuality())
                        : options(defaultType, 1))
                .toBuilder();
        if (param.canWriteProgressive() && param.getProgressiveMode() == MODE_DISABLED) {
            builder.progression(ProgressionOrder.PCRL);
        }
        if (param.canWriteTiles() && param.getTilingMode() == MODE_EXPLICIT) {
            builder.tileSize(param.getTileWidth(), param.getTileHeight());
        }
        return builder.build();
    }

    private static EncodeOptions options(String type, float quality) {
        double step = Math.pow(2, -3 - 8 * quality);
        return switch (type) {
            case HT -> EncodeOptions.htLossy(step);
            case PART_1_LOSSLESS -> EncodeOptions.part1Lossless();
            case PART_1 -> EncodeOptions.part1Lossy(step);
            default -> EncodeOptions.htLosslessRpcl();
        };
    }
}
