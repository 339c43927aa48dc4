package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Dataset;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Renders a decoded frame as a PNG picture of 8 bits a sample, as a viewer would show it first: modality and VOI
 * transformation (PS3.3 C.11.1, C.11.2), MONOCHROME1 and inverse presentation, palette and YCbCr colour.
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
        PixelDescription description = PixelDescription.of(dataset);
        if (description.pixels() * 3 > Integer.MAX_VALUE - 8) {
            throw new UnsupportedFeatureException(
                    "render", "frame", description.columns() + " x " + description.rows() + " pixels are too many");
        }
        long subsampled = description.pixels() * 2 * description.bytesPerSample();
        long expected = description.subsampledNatively() && samples.length == subsampled
                ? subsampled
                : description.pixels() * description.samplesPerPixel() * description.bytesPerSample();
        if (samples.length != expected) {
            throw NativeFrames.tooShort(samples.length, expected);
        }
        boolean grey = description.samplesPerPixel() == 1
                && !description.photometricInterpretation().equals("PALETTE COLOR");
        BufferedImage image = new BufferedImage(
                description.columns(),
                description.rows(),
                grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        byte[] target = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        if (grey) {
            GreyRendering.render(dataset, frameIndex, description, samples, target);
        } else {
            ColourRendering.render(dataset, description, samples, target);
        }
        return png(image);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(image);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
