package io.clouddicom.codec;

import java.util.List;

/**
 * What a decode left in the caller's array.
 *
 * @param planes one per component, in the codestream's sequence
 * @param complete whether all of the image was there; false only when {@link DecodeOptions#toleratesTruncation()}
 */
public record DecodedImage(List<Plane> planes, boolean complete) {
    /** Keeps a copy of the list. */
    public DecodedImage {
        planes = List.copyOf(planes);
    }

    /**
     * The samples of one component.
     *
     * @param width columns, after reduction and cut to the region
     * @param height rows
     * @param precision bits per sample
     * @param signed whether samples are signed
     */
    public record Plane(int width, int height, int precision, boolean signed) {
        /** Number of samples. */
        public long samples() {
            return (long) width * height;
        }
    }

    /** Number of samples of all planes. */
    public long samples() {
        return planes.stream().mapToLong(Plane::samples).sum();
    }
}
