package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.codec.imageio.J2kImageWriteParam;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Writing through {@code ImageIO} as any program does. */
class ImageIoWriteTest {
    private static final List<String> FORMATS = List.of("j2k", "jhc", "jp2", "jph");

    @TempDir
    private Path folder;

    static Stream<Arguments> typesAndFormats() {
        return IntStream.rangeClosed(BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_INDEXED)
                .boxed()
                .flatMap(type -> FORMATS.stream().map(format -> Arguments.of(type, format)));
    }

    @ParameterizedTest
    @MethodSource("typesAndFormats")
    void everyTypeOfBufferedImageComesBack(int type, String format) throws IOException {
        BufferedImage image = randomImage(type, 23, 19);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        BufferedImage again = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));

        assertThat(again.getColorModel().hasAlpha())
                .isEqualTo(image.getColorModel().hasAlpha());
        // What a codestream alone cannot tell is that colours are multiplied by opacity.
        if (image.isAlphaPremultiplied() && (format.equals("j2k") || format.equals("jhc"))) {
            assertThat(ImageIoReadTest.planes(again.getRaster())).isEqualTo(ImageIoReadTest.planes(image.getRaster()));
            return;
        }
        assertThat(again.isAlphaPremultiplied()).isEqualTo(image.isAlphaPremultiplied());
        if (image.isAlphaPremultiplied()) {
            // Java's models divide by opacity each in its own way.
            assertThat(ImageIoReadTest.planes(again.getRaster())).isEqualTo(ImageIoReadTest.planes(image.getRaster()));
        } else {
            assertThat(rgb(again)).isEqualTo(rgb(image));
        }
        if (image.getColorModel() instanceof ComponentColorModel) {
            assertThat(again.getType()).isEqualTo(image.getType());
            assertThat(ImageIoReadTest.planes(again.getRaster())).isEqualTo(ImageIoReadTest.planes(image.getRaster()));
        }
    }

    private static int[] rgb(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    /** Bits at random, where the type allows it: colours at most opacity where they are multiplied by it. */
    private static BufferedImage randomImage(int type, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, type);
        Random random = new Random(type);
        if (image.isAlphaPremultiplied() || image.getColorModel().getNumComponents() == 1 || type == 13) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    image.setRGB(x, y, random.nextInt());
                }
            }
            return image;
        }
        WritableRaster raster = image.getRaster();
        for (int band = 0; band < raster.getNumBands(); band++) {
            int range = 1 << raster.getSampleModel().getSampleSize(band);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    raster.setSample(x, y, band, random.nextInt(range));
                }
            }
        }
        return image;
    }

    static Stream<Arguments> samples() {
        return Stream.of(
                Arguments.of(DataBuffer.TYPE_BYTE, 1, 5),
                Arguments.of(DataBuffer.TYPE_USHORT, 1, 12),
                Arguments.of(DataBuffer.TYPE_USHORT, 3, 16),
                Arguments.of(DataBuffer.TYPE_USHORT, 4, 10),
                Arguments.of(DataBuffer.TYPE_SHORT, 1, 16),
                Arguments.of(DataBuffer.TYPE_SHORT, 3, 16),
                Arguments.of(DataBuffer.TYPE_INT, 1, 24),
                Arguments.of(DataBuffer.TYPE_BYTE, 7, 8),
                Arguments.of(DataBuffer.TYPE_USHORT, 20, 9));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void samplesOfOtherTypesComeBack(int dataType, int bands, int bits) throws IOException {
        BufferedImage image = banded(dataType, bands, bits);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "jhc", bytes)).isTrue();
        BufferedImage again = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(again.getRaster().getDataBuffer().getDataType()).isEqualTo(dataType);
        assertThat(again.getColorModel().getComponentSize(0)).isEqualTo(bits);
        assertThat(ImageIoReadTest.planes(again.getRaster())).isEqualTo(ImageIoReadTest.planes(image.getRaster()));
        // Shown without an error, whatever it shows.
        assertThat(again.getRGB(0, 0) >>> 24).isBetween(0, 255);
    }

    private static BufferedImage banded(int dataType, int bands, int bits) {
        int[] offsets = IntStream.range(0, bands).toArray();
        int[] sizes = IntStream.range(0, bands).map(band -> bits).toArray();
        ColorSpace space = switch (bands) {
            case 1 -> ColorSpace.getInstance(ColorSpace.CS_GRAY);
            case 3, 4 -> ColorSpace.getInstance(ColorSpace.CS_sRGB);
            default -> new Bands(bands);
        };
        ColorModel colors = new ComponentColorModel(
                space, sizes, bands == 4, false, bands == 4 ? Transparency.TRANSLUCENT : Transparency.OPAQUE, dataType);
        WritableRaster raster = Raster.createWritableRaster(
                new PixelInterleavedSampleModel(dataType, 21, 17, bands, 21 * bands, offsets), new Point());
        Random random = new Random(bands * 100L + bits);
        for (int y = 0; y < 17; y++) {
            for (int x = 0; x < 21; x++) {
                for (int band = 0; band < bands; band++) {
                    int value = random.nextInt(1 << bits);
                    raster.setSample(x, y, band, dataType == DataBuffer.TYPE_SHORT ? (short) value : value);
                }
            }
        }
        return new BufferedImage(colors, raster, false, null);
    }

    private static final class Bands extends ColorSpace {
        private static final long serialVersionUID = 1L;

        Bands(int bands) {
            super(TYPE_FCLR, bands);
        }

        @Override
        public float[] toRGB(float[] values) {
            return new float[] {values[0], values[0], values[0]};
        }

        @Override
        public float[] fromRGB(float[] rgb) {
            return new float[getNumComponents()];
        }

        @Override
        public float[] toCIEXYZ(float[] values) {
            return toRGB(values);
        }

        @Override
        public float[] fromCIEXYZ(float[] xyz) {
            return fromRGB(xyz);
        }
    }

    @Test
    void whatAFileCannotTellIsNotWrittenToAFile() throws IOException {
        BufferedImage bands = banded(DataBuffer.TYPE_BYTE, 7, 8);
        assertThat(ImageIO.write(bands, "jph", new ByteArrayOutputStream())).isFalse();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jph").next();
        writer.setOutput(ImageIO.createImageOutputStream(new ByteArrayOutputStream()));
        assertThatThrownBy(() -> writer.write(bands))
                .isInstanceOf(IIOException.class)
                .hasMessageContaining("7 bands");
    }

    @Test
    void profilesComeBack() throws IOException {
        ColorSpace linear = ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB);
        ColorModel colors = new ComponentColorModel(linear, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        BufferedImage image = new BufferedImage(colors, colors.createCompatibleWritableRaster(9, 8), false, null);
        image.getRaster().setSample(3, 4, 1, 77);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "jph", bytes)).isTrue();
        BufferedImage again = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(ImageIoReadTest.planes(again.getRaster())).isEqualTo(ImageIoReadTest.planes(image.getRaster()));
        assertThat(rgb(again)).isEqualTo(rgb(image));
        assertThat(again.getColorModel().getColorSpace().isCS_sRGB()).isFalse();
    }

    @Test
    void writesPartsAndBandsAndRasters() throws IOException {
        BufferedImage image = randomImage(BufferedImage.TYPE_3BYTE_BGR, 40, 30);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("j2k").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setSourceRegion(new Rectangle(3, 5, 30, 20));
        param.setSourceSubsampling(2, 3, 1, 2);
        BufferedImage part = ImageIO.read(new ByteArrayInputStream(write(writer, image, param)));
        assertThat(part.getWidth()).isEqualTo(15);
        assertThat(part.getHeight()).isEqualTo(6);
        assertThat(part.getRGB(14, 5)).isEqualTo(image.getRGB(3 + 1 + 28, 5 + 2 + 15));

        ImageWriteParam band = writer.getDefaultWriteParam();
        band.setSourceBands(new int[] {1});
        BufferedImage green = ImageIO.read(new ByteArrayInputStream(write(writer, image, band)));
        assertThat(green.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
        assertThat(green.getRaster().getSample(7, 8, 0))
                .isEqualTo(image.getRaster().getSample(7, 8, 1));

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            assertThat(writer.canWriteRasters()).isTrue();
            writer.write(new IIOImage(image.getRaster(), null, null));
        }
        BufferedImage fromRaster = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(rgb(fromRaster)).isEqualTo(rgb(image));
    }

    private static byte[] write(ImageWriter writer, BufferedImage image, ImageWriteParam param) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        }
        return bytes.toByteArray();
    }

    @Test
    void parametersReachTheCodestream() throws IOException {
        BufferedImage image = smooth(200, 150);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jhc").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
        param.setTiling(64, 50, 0, 0);
        param.setProgressiveMode(ImageWriteParam.MODE_DISABLED);
        J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(write(writer, image, param)));
        assertThat(info.tilesAcross()).isEqualTo(4);
        assertThat(info.tilesDown()).isEqualTo(3);
        assertThat(info.progression()).isEqualTo(ProgressionOrder.PCRL);
        assertThat(info.reversible()).isTrue();

        J2kImageWriteParam own = (J2kImageWriteParam) writer.getDefaultWriteParam();
        own.encodeOptions(EncodeOptions.htLosslessRpcl().toBuilder().levels(2).build());
        assertThat(new J2kDecoder()
                        .info(ByteBuffer.wrap(write(writer, image, own)))
                        .levels())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void compressionTypesAreWhatTheirNamesSay(String format) throws IOException {
        BufferedImage image = smooth(200, 150);
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        boolean highThroughput = format.equals("jhc") || format.equals("jph");
        assertThat(new J2kDecoder()
                        .info(ByteBuffer.wrap(write(writer, image, writer.getDefaultWriteParam())))
                        .highThroughput())
                .isEqualTo(highThroughput);
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        assertThat(param.getCompressionType())
                .isEqualTo(highThroughput ? J2kImageWriteParam.HT_LOSSLESS : J2kImageWriteParam.PART_1_LOSSLESS);
        for (String type : param.getCompressionTypes()) {
            param.setCompressionType(type);
            assertThat(param.isCompressionLossless()).isEqualTo(type.endsWith("lossless"));
            int longest = Integer.MAX_VALUE;
            double largest = 0;
            for (float quality :
                    param.isCompressionLossless() ? new float[] {1f} : new float[] {1f, 0.8f, 0.5f, 0.2f}) {
                param.setCompressionQuality(quality);
                byte[] bytes = write(writer, image, param);
                J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(bytes));
                assertThat(info.highThroughput()).isEqualTo(type.startsWith("HTJ2K"));
                assertThat(info.reversible()).isEqualTo(param.isCompressionLossless());
                assertThat(bytes.length).isLessThan(longest);
                longest = bytes.length;
                double error = error(image, ImageIO.read(new ByteArrayInputStream(bytes)));
                assertThat(error).isGreaterThanOrEqualTo(largest);
                largest = error;
                if (quality == 1f) {
                    assertThat(error).isLessThan(param.isCompressionLossless() ? 1e-9 : 0.5);
                }
            }
        }
    }

    static Stream<String> formats() {
        return FORMATS.stream();
    }

    private static BufferedImage smooth(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, (int) (128 + 60 * Math.sin(x / 9.0) + 60 * Math.cos(y / 7.0)));
            }
        }
        return image;
    }

    /** Root of the mean square error. */
    private static double error(BufferedImage one, BufferedImage other) {
        int[] expected = ImageIoReadTest.planes(one.getRaster());
        int[] actual = ImageIoReadTest.planes(other.getRaster());
        double sum = 0;
        for (int index = 0; index < expected.length; index++) {
            sum += Math.pow(expected[index] - actual[index], 2);
        }
        return Math.sqrt(sum / expected.length);
    }

    /** Metadata of another plug-in that tells sizes of pixels. */
    private static final class PixelSizes extends IIOMetadata {
        private final String width;
        private final String height;

        PixelSizes(String width, String height) {
            super(true, null, null, null, null);
            this.width = width;
            this.height = height;
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public Node getAsTree(String formatName) {
            return getStandardTree();
        }

        @Override
        public void mergeTree(String formatName, Node root) {
            throw new IllegalStateException();
        }

        @Override
        public void reset() {
            throw new IllegalStateException();
        }

        @Override
        protected IIOMetadataNode getStandardDimensionNode() {
            IIOMetadataNode dimension = new IIOMetadataNode("Dimension");
            IIOMetadataNode horizontal = new IIOMetadataNode("HorizontalPixelSize");
            horizontal.setAttribute("value", width);
            dimension.appendChild(horizontal);
            IIOMetadataNode vertical = new IIOMetadataNode("VerticalPixelSize");
            vertical.setAttribute("value", height);
            dimension.appendChild(vertical);
            return dimension;
        }
    }

    @Test
    void sizesOfPixelsComeBack() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jp2").next();
        BufferedImage image = smooth(20, 20);
        IIOMetadata metadata = new PixelSizes("0.1", "0.25");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(image, null, metadata));
        }
        ImageReader reader = ImageIO.getImageReadersByFormatName("jp2").next();
        reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        Element tree = (Element) reader.getImageMetadata(0).getAsTree("javax_imageio_1.0");
        assertThat(pixelSize(tree, "HorizontalPixelSize")).isCloseTo(0.1, Percentage.withPercentage(0.01));
        assertThat(pixelSize(tree, "VerticalPixelSize")).isCloseTo(0.25, Percentage.withPercentage(0.01));
    }

    private static double pixelSize(Element tree, String name) {
        return Double.parseDouble(((Element) tree.getElementsByTagName(name).item(0)).getAttribute("value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"j2k", "jp2", "jph"})
    void openJpegReadsWhatIsWritten(String format) throws IOException {
        PeerTool decompress = PeerTool.of("opj_decompress");
        PeerTool dump = PeerTool.of("opj_dump");
        for (int type :
                new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_3BYTE_BGR
                }) {
            BufferedImage image = randomImage(type, 61, 47);
            Path file = folder.resolve("written." + format);
            ImageIO.write(image, format, file.toFile());
            PeerTool.Run dumped = dump.run(folder, "-i", file.toString());
            assertThat(dumped.exit()).as(dumped.output()).isZero();
            assertThat(dumped.output())
                    .contains("x1=61, y1=47", "numcomps=" + image.getRaster().getNumBands());
            Path png = folder.resolve("peer.png");
            PeerTool.Run run = decompress.run(folder, "-i", file.toString(), "-o", png.toString());
            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(ImageIoReadTest.planes(ImageIO.read(png.toFile()).getRaster()))
                    .isEqualTo(ImageIoReadTest.planes(image.getRaster()));
            Files.delete(png);
        }
    }
}
