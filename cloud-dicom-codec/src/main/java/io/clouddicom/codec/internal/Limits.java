package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;

/**
 * What a decoder may take, checked before it is taken.
 *
 * @param pixels most pixels of the image area
 * @param components most components
 * @param memoryBytes most memory for the work of one decode, an estimate
 */
public record Limits(long pixels, int components, long memoryBytes) {

    void checkComponents(int count, long offset) throws CodestreamException {
        if (count > components) {
            throw Faults.limit("SIZ", offset, count + " components; the limit is " + components);
        }
    }

    void checkImage(ImageSize size, long offset) throws CodestreamException {
        long area = (long) size.width() * size.height();
        if (area > pixels) {
            throw Faults.limit(
                    "SIZ", offset, size.width() + " by " + size.height() + " pixels; the limit is " + pixels);
        }
    }
}
