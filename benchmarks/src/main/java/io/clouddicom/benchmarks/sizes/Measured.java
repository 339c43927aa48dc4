package io.clouddicom.benchmarks.sizes;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How small a picture gets, in bits of a pixel with all its samples.
 *
 * @param name the picture
 * @param modality its modality
 * @param frames how many frames it has
 * @param pixels how many pixels they have
 * @param nativeBits not compressed
 * @param highThroughput HTJ2K as the archive stores it
 * @param part1 JPEG 2000 Part 1 as the archive stores it
 * @param jpegLs JPEG-LS; not a number where nothing encodes it
 * @param found how it lies in the files where it was found
 */
record Measured(
        String name,
        String modality,
        int frames,
        long pixels,
        double nativeBits,
        double highThroughput,
        double part1,
        double jpegLs,
        List<Picture.Found> found) {

    /** What several pictures have on average, each counting once, whatever its size. */
    static Measured mean(String modality, List<Measured> pictures) {
        return new Measured(
                modality,
                modality,
                pictures.stream().mapToInt(Measured::frames).sum(),
                pictures.stream().mapToLong(Measured::pixels).sum(),
                mean(pictures, Measured::nativeBits),
                mean(pictures, Measured::highThroughput),
                mean(pictures, Measured::part1),
                mean(pictures, Measured::jpegLs),
                List.of());
    }

    private static double mean(List<Measured> pictures, ToDoubleFunction<Measured> bits) {
        return pictures.stream().mapToDouble(bits).average().orElse(Double.NaN);
    }
}
