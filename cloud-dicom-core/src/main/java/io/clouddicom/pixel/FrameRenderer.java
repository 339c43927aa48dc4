package io.clouddicom.pixel;

import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Dataset;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Renders a decoded frame as a picture of 8 bits a sample: modality and VOI transformation (PS3.3 C.11.1, C.11.2),
 * MONOCHROME1 and inverse presentation, palette and YCbCr colour. The Java runtime must have the module {@code
 * java.desktop}, which nothing else of this library needs.
 */
public final class FrameRenderer {
    private FrameRenderer() {}

    /**
     * Renders one frame.
     *
     * @param dataset the instance's metadata; pixels need not be loaded, palettes and tables have to be
     * @param description what the decoded frame is: {@link PixelDescription#reduced} as it is, with the photometric
     *     interpretation that decoding gives ({@link FrameDecoder#photometricInterpretation})
     * @param frameIndex which frame, from 0, for what functional groups say of single frames
     * @param samples the decoded frame, as {@link FrameDecoder#decode} gives it
     * @param options how it becomes a picture
     * @return the bytes of the picture
     * @throws UnsupportedFeatureException the photometric interpretation or the size cannot be rendered
     * @throws io.clouddicom.InvalidRequestException there is no such VOI transformation
     * @throws io.clouddicom.CorruptDataException samples and description disagree, or a table is damaged
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public static byte[] render(
            Dataset dataset, PixelDescription description, int frameIndex, byte[] samples, RenderingOptions options)
            throws IOException {
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
        int channels = grey ? 1 : 3;
        byte[] picture = new byte[(int) description.pixels() * channels];
        if (grey) {
            GreyRendering.render(dataset, frameIndex, description, samples, picture, options);
        } else {
            ColourRendering.render(dataset, description, samples, picture);
        }
        RenderingOptions.Size size = options.size(description.columns(), description.rows());
        if (size.columns() < description.columns() || size.rows() < description.rows()) {
            picture = PictureScaling.shrink(picture, channels, description.columns(), description.rows(), size);
        }
        return written(picture, grey, size, options);
    }

    private static byte[] written(byte[] picture, boolean grey, RenderingOptions.Size size, RenderingOptions options)
            throws IOException {
        BufferedImage image = new BufferedImage(
                size.columns(), size.rows(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        byte[] target = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        System.arraycopy(picture, 0, target, 0, target.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String format = options.format().name().toLowerCase(Locale.ROOT);
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (options.format() == RenderingOptions.Format.JPEG) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(options.quality() / 100f);
            }
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
