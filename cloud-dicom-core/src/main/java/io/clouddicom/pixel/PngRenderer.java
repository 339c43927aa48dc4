package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Dataset;
import java.io.IOException;

/**
 * Renders a decoded frame as a PNG picture in its own size, as a viewer would show it first; {@link FrameRenderer} does so
 * with options.
 */
public final class PngRenderer {
    private PngRenderer() {}

    /**
     * Renders one frame.
     *
     * @param dataset the instance's metadata; pixels need not be loaded, palettes have to be
     * @param frameIndex which frame, from 0, for what functional groups say of single frames
     * @param samples the decoded frame, as {@link FrameDecoder#decode} gives it
     * @return the bytes of a PNG file, columns × rows
     * @throws UnsupportedFeatureException the photometric interpretation or the size cannot be rendered
     * @throws CorruptDataException samples and description disagree, or a table is damaged
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public static byte[] render(Dataset dataset, int frameIndex, byte[] samples) throws IOException {
        return FrameRenderer.render(dataset, PixelDescription.of(dataset), frameIndex, samples, RenderingOptions.PNG);
    }
}
