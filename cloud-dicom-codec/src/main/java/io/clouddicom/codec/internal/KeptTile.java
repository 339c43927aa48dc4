package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import org.jspecify.annotations.Nullable;

/** The layout of a tile, kept for the next image that has the same. */
final class KeptTile {
    private @Nullable Tile tile;
    private @Nullable ImageSize size;
    private @Nullable CodingParameters parameters;

    /**
     * A tile of which nothing is told yet.
     *
     * @param memoryLimit refused when the layout takes more bytes
     * @param offset where the tile begins in the input, for errors
     */
    Tile layOut(ImageSize image, CodingParameters coding, int index, long memoryLimit, long offset)
            throws CodestreamException {
        Tile present = tile;
        if (present != null
                && present.index == index
                && image.equals(size)
                && parameters != null
                && parameters.sameCoding(coding)) {
            present.reset();
            return present;
        }
        tile = null;
        Tile laidOut =
                new Tile(index, coding.packetStyle(), TileGeometry.build(image, coding, index, memoryLimit, offset));
        tile = laidOut;
        size = image;
        parameters = coding;
        return laidOut;
    }
}
