package io.clouddicom.benchmarks.sizes;

import io.clouddicom.benchmarks.peers.Frame;
import java.util.List;

/**
 * One image to encode, or one of several frames.
 *
 * @param name what it is called in the table
 * @param modality such as CT
 * @param colour whether its samples are red, green and blue
 * @param nativeBits bits of a pixel that is not compressed
 * @param frames its frames
 * @param found how it lies in the files where it was found
 */
record Picture(String name, String modality, boolean colour, int nativeBits, List<Frame> frames, List<Found> found) {
    /**
     * The same image as a file has it.
     *
     * @param coding a short name of its transfer syntax
     * @param bits bits of a pixel
     */
    record Found(String coding, double bits) {}

    long pixels() {
        return frames.stream()
                .mapToLong(frame -> (long) frame.width() * frame.height())
                .sum();
    }
}
