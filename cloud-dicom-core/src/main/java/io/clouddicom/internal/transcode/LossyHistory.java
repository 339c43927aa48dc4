package io.clouddicom.internal.transcode;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Vr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lossy Image Compression Method and Ratio (PS3.3 C.7.6.1.1.5) of frames that have become lossy HTJ2K: one value more each,
 * in the order of the steps. Where the dataset does not say that it is lossy, nothing is said.
 */
final class LossyHistory {
    private static final String LOSSY = "01";
    private static final String JPEG_2000 = "ISO_15444_1";
    private static final String HTJ2K = "ISO_15444_15";

    private LossyHistory() {}

    /**
     * Appends the step.
     *
     * @param before the dataset as it was
     * @param dataset where it is set
     * @param ratio bytes of the decoded frames against those of the encoded
     */
    static void append(Dataset before, Dataset.Builder dataset, double ratio) {
        if (!before.string(Tag.LOSSY_IMAGE_COMPRESSION)
                .map(String::trim)
                .orElse("")
                .equals(LOSSY)) {
            return;
        }
        List<String> methods = new ArrayList<>(before.strings(Tag.LOSSY_IMAGE_COMPRESSION_METHOD));
        List<String> ratios = new ArrayList<>(before.strings(Tag.LOSSY_IMAGE_COMPRESSION_RATIO));
        if (methods.isEmpty() && ratios.size() <= 1) {
            methods.add(JPEG_2000);
        }
        methods.add(HTJ2K);
        dataset.string(Tag.LOSSY_IMAGE_COMPRESSION_METHOD, Vr.CS, methods.toArray(String[]::new));
        if (ratios.size() == methods.size() - 1) {
            ratios.add(String.format(Locale.ROOT, "%.2f", ratio));
            dataset.string(Tag.LOSSY_IMAGE_COMPRESSION_RATIO, Vr.DS, ratios.toArray(String[]::new));
        }
    }
}
