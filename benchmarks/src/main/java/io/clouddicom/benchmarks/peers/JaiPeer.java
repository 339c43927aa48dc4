package io.clouddicom.benchmarks.peers;

import com.github.jaiimageio.jpeg2000.J2KImageWriteParam;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** jai-imageio-jpeg2000, which decodes and encodes Part 1: commands {@code decode} and {@code encode}. */
final class JaiPeer extends PeerLoop {
    private @Nullable Raster raster;
    private byte[] codestream = new byte[0];

    private JaiPeer() {}

    /** Reads commands to the end of input. */
    public static void main(String[] arguments) throws IOException {
        new JaiPeer().serve();
    }

    @Override
    Run decoding(String command, byte[] file) throws IOException {
        ImageReader reader = new J2KImageReaderSpi().createReaderInstance();
        return () -> {
            try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
                reader.setInput(input);
                raster = reader.readRaster(0, null);
            }
        };
    }

    @Override
    int[] decoded() {
        Raster decoded = raster;
        if (decoded == null) {
            return new int[0];
        }
        int pixels = decoded.getWidth() * decoded.getHeight();
        int[] samples = new int[pixels * decoded.getNumBands()];
        for (int band = 0; band < decoded.getNumBands(); band++) {
            int[] plane = decoded.getSamples(0, 0, decoded.getWidth(), decoded.getHeight(), band, (int[]) null);
            System.arraycopy(plane, 0, samples, band * pixels, pixels);
        }
        return samples;
    }

    @Override
    Run encoding(String command, Image image) throws IOException {
        int bands = image.components();
        int type = image.bits() <= 8
                ? DataBuffer.TYPE_BYTE
                : image.signed() ? DataBuffer.TYPE_SHORT : DataBuffer.TYPE_USHORT;
        WritableRaster source = Raster.createWritableRaster(
                new PixelInterleavedSampleModel(
                        type,
                        image.width(),
                        image.height(),
                        bands,
                        image.width() * bands,
                        IntStream.range(0, bands).toArray()),
                new Point());
        int pixels = image.width() * image.height();
        for (int band = 0; band < bands; band++) {
            int[] plane = java.util.Arrays.copyOfRange(image.samples(), band * pixels, (band + 1) * pixels);
            source.setSamples(0, 0, image.width(), image.height(), band, plane);
        }
        ColorSpace space = ColorSpace.getInstance(bands == 3 ? ColorSpace.CS_sRGB : ColorSpace.CS_GRAY);
        int[] bits = IntStream.range(0, bands).map(band -> image.bits()).toArray();
        BufferedImage picture = new BufferedImage(
                new ComponentColorModel(space, bits, false, false, Transparency.OPAQUE, type), source, false, null);
        ImageWriter writer = new J2KImageWriterSpi().createWriterInstance();
        J2KImageWriteParam param = (J2KImageWriteParam) writer.getDefaultWriteParam();
        param.setLossless(true);
        param.setFilter(J2KImageWriteParam.FILTER_53);
        param.setEncodingRate(Double.MAX_VALUE);
        param.setNumDecompositionLevels(5);
        param.setComponentTransformation(bands == 3);
        param.setWriteCodeStreamOnly(true);
        return () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
                writer.setOutput(output);
                writer.write(null, new IIOImage(picture, null, null), param);
            }
            codestream = bytes.toByteArray();
        };
    }

    @Override
    byte[] encoded() {
        return codestream;
    }
}
