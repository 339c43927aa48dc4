package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.codec.imageio.J2kImageReadParam;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.stream.FileCacheImageInputStream;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

/** Reading through {@code ImageIO} as any program does. */
class ImageIoReadTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Fixtures.class)
    void readsWhatTheCodecDecodes(Fixtures fixture) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(fixture.bytes()));

        assertThat(image.getType())
                .isEqualTo(
                        fixture.components == 3
                                ? BufferedImage.TYPE_3BYTE_BGR
                                : fixture == Fixtures.DEEP_STYLES
                                        ? BufferedImage.TYPE_USHORT_GRAY
                                        : BufferedImage.TYPE_BYTE_GRAY);
        assertThat(planes(image.getRaster())).isEqualTo(Fixtures.decode(fixture.bytes(), DecodeOptions.defaults()));
    }

    @Test
    void readsFromEveryKindOfStreamAndLeavesItOpen() throws IOException {
        byte[] file = Fixtures.GRAY_JP2.bytes();
        Path path = folder.resolve("image.jp2");
        Files.write(path, file);
        int[] expected = Fixtures.GRAY_JP2.planes();
        assertThat(planes(ImageIO.read(path.toFile()).getRaster())).isEqualTo(expected);
        assertThat(planes(ImageIO.read(path.toUri().toURL()).getRaster())).isEqualTo(expected);
        List<ImageInputStream> streams = List.of(
                new FileImageInputStream(path.toFile()),
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file)),
                new FileCacheImageInputStream(new ByteArrayInputStream(file), folder.toFile()),
                new MemoryCacheImageInputStream(new OneByteAtATime(file)));
        for (ImageInputStream stream : streams) {
            ImageReader reader = readerOf(stream);
            reader.setInput(stream, true, true);
            assertThat(planes(reader.read(0).getRaster())).isEqualTo(expected);
            reader.dispose();
            stream.seek(0);
            assertThat(stream.read()).isZero();
            stream.close();
        }
    }

    /** An image in the middle of a stream begins where the stream stands. */
    @Test
    void beginsAtThePositionOfTheStream() throws IOException {
        byte[] file = Fixtures.HT_GRAY.bytes();
        byte[] shifted = new byte[file.length + 5];
        System.arraycopy(file, 0, shifted, 5, file.length);
        ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(shifted));
        stream.seek(5);
        assertThat(planes(readerOf(stream, stream).read(0).getRaster())).isEqualTo(Fixtures.HT_GRAY.planes());
    }

    private static final class OneByteAtATime extends ByteArrayInputStream {
        OneByteAtATime(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, 1));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fixtures.class,
            names = {"GRAY_LAYERS", "COLOUR_TILES", "HT_COLOUR_LOSSY", "DEEP_STYLES"})
    void regionsAndSubsamplingAreTakenFromTheWhole(Fixtures fixture) throws IOException {
        BufferedImage whole = ImageIO.read(new ByteArrayInputStream(fixture.bytes()));
        long seed = 20261124;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            ImageReader reader = reader(fixture);
            ImageReadParam param = reader.getDefaultReadParam();
            int x = random.nextInt(Fixtures.WIDTH);
            int y = random.nextInt(Fixtures.HEIGHT);
            int width = 1 + random.nextInt(Fixtures.WIDTH - x);
            int height = 1 + random.nextInt(Fixtures.HEIGHT - y);
            int stepX = 1 + random.nextInt(3);
            int stepY = 1 + random.nextInt(3);
            int offsetX = random.nextInt(Math.min(stepX, width));
            int offsetY = random.nextInt(Math.min(stepY, height));
            param.setSourceRegion(new Rectangle(x, y, width, height));
            param.setSourceSubsampling(stepX, stepY, offsetX, offsetY);
            BufferedImage part = reader.read(0, param);
            assertThat(part.getWidth()).isEqualTo((width - offsetX + stepX - 1) / stepX);
            assertThat(part.getHeight()).isEqualTo((height - offsetY + stepY - 1) / stepY);
            for (int row = 0; row < part.getHeight(); row++) {
                for (int column = 0; column < part.getWidth(); column++) {
                    assertThat(part.getRGB(column, row))
                            .as("%d,%d of %s by %d,%d", column, row, param.getSourceRegion(), stepX, stepY)
                            .isEqualTo(whole.getRGB(x + offsetX + column * stepX, y + offsetY + row * stepY));
                }
            }
        }
    }

    @Test
    void readsIntoAGivenDestinationAndBands() throws IOException {
        ImageReader reader = reader(Fixtures.COLOUR_TILES);
        BufferedImage whole = reader.read(0);
        ImageReadParam param = reader.getDefaultReadParam();
        BufferedImage destination = new BufferedImage(60, 50, BufferedImage.TYPE_INT_RGB);
        param.setDestination(destination);
        param.setDestinationOffset(new Point(7, 9));
        assertThat(reader.read(0, param)).isSameAs(destination);
        assertThat(destination.getRGB(0, 0)).isEqualTo(0xFF000000);
        assertThat(destination.getRGB(7 + 36, 9 + 28)).isEqualTo(whole.getRGB(36, 28));

        ImageReadParam bands = reader.getDefaultReadParam();
        bands.setSourceBands(new int[] {2, 0});
        bands.setDestinationBands(new int[] {0, 1});
        BufferedImage swapped = new BufferedImage(37, 29, BufferedImage.TYPE_3BYTE_BGR);
        bands.setDestination(swapped);
        reader.read(0, bands);
        int original = whole.getRGB(20, 10);
        assertThat(swapped.getRGB(20, 10)).isEqualTo(0xFF000000 | (original & 0xFF) << 16 | original >> 8 & 0xFF00);

        ImageReadParam typed = reader.getDefaultReadParam();
        typed.setDestinationType(ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_INT_RGB));
        BufferedImage packed = reader.read(0, typed);
        assertThat(packed.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        assertThat(packed.getRGB(3, 4)).isEqualTo(whole.getRGB(3, 4));
    }

    @Test
    void tilesAreThePartsOfTheWhole() throws IOException {
        ImageReader reader = reader(Fixtures.COLOUR_TILES);
        BufferedImage whole = reader.read(0);
        assertThat(reader.isImageTiled(0)).isTrue();
        int pixels = 0;
        int left = reader.getTileGridXOffset(0);
        int top = reader.getTileGridYOffset(0);
        int across = (37 - left + reader.getTileWidth(0) - 1) / reader.getTileWidth(0);
        int down = (29 - top + reader.getTileHeight(0) - 1) / reader.getTileHeight(0);
        for (int tileY = 0; tileY < down; tileY++) {
            for (int tileX = 0; tileX < across; tileX++) {
                BufferedImage tile = reader.readTile(0, tileX, tileY);
                int x = Math.max(0, left + tileX * reader.getTileWidth(0));
                int y = Math.max(0, top + tileY * reader.getTileHeight(0));
                assertThat(tile.getRGB(0, 0, tile.getWidth(), tile.getHeight(), null, 0, tile.getWidth()))
                        .isEqualTo(whole.getRGB(x, y, tile.getWidth(), tile.getHeight(), null, 0, tile.getWidth()));
                pixels += tile.getWidth() * tile.getHeight();
            }
        }
        assertThat(pixels).isEqualTo(37 * 29);
        assertThatThrownBy(() -> reader.readTile(0, across, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thumbnailsAreTheReducedImage() throws IOException {
        for (Fixtures fixture : List.of(Fixtures.GRAY_LAYERS, Fixtures.COLOUR_TILES, Fixtures.HT_COLOUR_LOSSY)) {
            ImageReader reader = reader(fixture);
            assertThat(reader.hasThumbnails(0)).isTrue();
            for (int index = 0; index < reader.getNumThumbnails(0); index++) {
                BufferedImage thumbnail = reader.readThumbnail(0, index);
                DecodeOptions reduced =
                        DecodeOptions.builder().reduction(index + 1).build();
                assertThat(planes(thumbnail.getRaster())).isEqualTo(Fixtures.decode(fixture.bytes(), reduced));
                assertThat(thumbnail.getWidth()).isEqualTo(reader.getThumbnailWidth(0, index));
                assertThat(thumbnail.getHeight()).isEqualTo(reader.getThumbnailHeight(0, index));

                J2kImageReadParam param = (J2kImageReadParam) reader.getDefaultReadParam();
                param.decodeOptions(reduced);
                param.setSourceRegion(new Rectangle(1, 1, 3, 2));
                BufferedImage part = reader.read(0, param);
                assertThat(part.getRGB(0, 0, 3, 2, null, 0, 3)).isEqualTo(thumbnail.getRGB(1, 1, 3, 2, null, 0, 3));
            }
            assertThatThrownBy(() -> reader.readThumbnail(0, 32)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void rastersHoldTheComponents() throws IOException {
        ImageReader reader = reader(Fixtures.COLOUR_TILES);
        assertThat(reader.canReadRaster()).isTrue();
        assertThat(planes(reader.readRaster(0, null))).isEqualTo(Fixtures.COLOUR_TILES.planes());
        ImageTypeSpecifier raw = reader.getRawImageType(0);
        assertThat(raw).isNotNull();
        assertThat(raw.getNumBands()).isEqualTo(3);
    }

    @Test
    void tellsProgressAndStopsWhenAborted() throws IOException {
        ImageReader reader = reader(Fixtures.COLOUR_TILES);
        Recorder recorder = new Recorder();
        reader.addIIOReadProgressListener(recorder);
        reader.read(0);
        assertThat(recorder.events).startsWith("started 0", "0.0").endsWith("100.0", "complete");
        assertThat(recorder.events).as("two rows of tiles").hasSize(5);

        recorder.events.clear();
        recorder.abortAt = 20;
        reader.read(0);
        assertThat(recorder.events).endsWith("aborted").doesNotContain("100.0", "complete");

        recorder.abortAt = 200;
        recorder.events.clear();
        reader.readThumbnail(0, 0);
        assertThat(recorder.events).startsWith("thumbnail 0 0").endsWith("thumbnail complete");
    }

    private static final class Recorder implements IIOReadProgressListener {
        private final List<String> events = new ArrayList<>();
        private float abortAt = 200;

        @Override
        public void sequenceStarted(ImageReader source, int minIndex) {
            events.add("sequence");
        }

        @Override
        public void sequenceComplete(ImageReader source) {
            events.add("sequence complete");
        }

        @Override
        public void imageStarted(ImageReader source, int imageIndex) {
            events.add("started " + imageIndex);
        }

        @Override
        public void imageProgress(ImageReader source, float percentageDone) {
            events.add(Float.toString(percentageDone));
            if (percentageDone > abortAt) {
                source.abort();
            }
        }

        @Override
        public void imageComplete(ImageReader source) {
            events.add("complete");
        }

        @Override
        public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {
            events.add("thumbnail " + imageIndex + " " + thumbnailIndex);
        }

        @Override
        public void thumbnailProgress(ImageReader source, float percentageDone) {
            events.add("thumbnail " + percentageDone);
        }

        @Override
        public void thumbnailComplete(ImageReader source) {
            events.add("thumbnail complete");
        }

        @Override
        public void readAborted(ImageReader source) {
            events.add("aborted");
        }
    }

    @Test
    void refusesWithPlaceOffsetAndCause() throws IOException {
        byte[] file = Fixtures.HT_GRAY.bytes();
        for (int length = 12; length < file.length; length += 7) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> ImageIO.read(new ByteArrayInputStream(cut)))
                    .isInstanceOf(IIOException.class)
                    .hasMessageContaining("at byte")
                    .hasCauseInstanceOf(CodestreamException.class);
        }
        ImageReader reader = reader(Fixtures.HT_GRAY);
        J2kImageReadParam param = (J2kImageReadParam) reader.getDefaultReadParam();
        param.decodeOptions(DecodeOptions.builder().mostPixels(1000).build());
        assertThatThrownBy(() -> reader.read(0, param))
                .isInstanceOf(IIOException.class)
                .hasMessage("SIZ at byte 2: 37 by 29 pixels; the limit is 1000")
                .cause()
                .isInstanceOfSatisfying(
                        CodestreamException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(CodestreamException.Kind.LIMIT));
    }

    /** Mutated files are read or refused, with no other error and within the limits, and what is read can be shown. */
    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        long seed = 4711;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ImageReader reader = reader(Fixtures.GRAY_JP2);
        byte[] profile = withProfile();
        for (byte[] original : List.of(Fixtures.GRAY_JP2.bytes(), Fixtures.COLOUR_TILES.bytes(), profile)) {
            int read = 0;
            for (int round = 0; round < 1500; round++) {
                byte[] mutant = original.clone();
                for (int change = random.nextInt(4); change >= 0; change--) {
                    mutant[random.nextInt(Math.min(mutant.length, original == profile ? 1000 : 160))] =
                            (byte) random.nextInt(256);
                }
                reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(mutant)));
                J2kImageReadParam param = (J2kImageReadParam) reader.getDefaultReadParam();
                param.decodeOptions(Fixtures.SMALL);
                try {
                    assertThat(reader.read(0, param).getRGB(0, 0) >>> 24).isBetween(0, 255);
                    read++;
                } catch (IIOException refused) {
                    assertThat(refused.getMessage()).isNotEmpty();
                }
            }
            assertThat(read).isPositive();
        }
    }

    /** A file with an embedded profile of linear RGB. */
    private static byte[] withProfile() throws IOException {
        ColorModel colors = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB),
                false,
                false,
                Transparency.OPAQUE,
                DataBuffer.TYPE_BYTE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(
                new BufferedImage(colors, colors.createCompatibleWritableRaster(8, 8), false, null), "jph", bytes);
        return bytes.toByteArray();
    }

    /** Programs without {@code java.desktop} can use the codec as a module. */
    @Test
    void theModuleResolvesWithoutJavaDesktop() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules",
                        "java.base",
                        "--module-path",
                        classes(),
                        "--add-modules",
                        "io.clouddicom.codec",
                        "--version")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static String classes() throws URISyntaxException {
        return Path.of(J2kDecoder.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }

    @Test
    void passesOverWhatIsNoneOfItsFormats() throws IOException {
        assertThat(ImageIO.read(new ByteArrayInputStream(new byte[0]))).isNull();
        assertThat(ImageIO.read(new ByteArrayInputStream(new byte[] {(byte) 0xFF, 0x4F, (byte) 0xFF})))
                .isNull();
        assertThat(ImageIO.read(new ByteArrayInputStream("not an image at all".getBytes("US-ASCII"))))
                .isNull();
    }

    @Test
    void metadataTellsOfTheImage() throws IOException {
        IIOMetadata metadata = reader(Fixtures.COLOUR_TILES).getImageMetadata(0);
        Element standard = (Element) metadata.getAsTree(IIOMetadataFormatImpl.standardMetadataFormatName);
        assertThat(value(standard, "ColorSpaceType", "name")).isEqualTo("RGB");
        assertThat(value(standard, "NumChannels", "value")).isEqualTo("3");
        assertThat(value(standard, "BitsPerSample", "value")).isEqualTo("8 8 8");
        assertThat(value(standard, "Lossless", "value")).isEqualTo("TRUE");
        assertThat(value(standard, "CompressionTypeName", "value")).isEqualTo("JPEG 2000");
        Element own = (Element) metadata.getAsTree("io_clouddicom_jpeg2000_1.0");
        assertThat(value(own, "codestream", "progression")).isEqualTo("PCRL");
        assertThat(value(own, "codestream", "levels")).isEqualTo("2");
        assertThat(own.getElementsByTagName("component").getLength()).isEqualTo(3);
        assertThat(metadata.isReadOnly()).isTrue();
        assertThat(metadata.getMetadataFormat("io_clouddicom_jpeg2000_1.0").getAttributeNames("component"))
                .contains("precision");
    }

    private static String value(Element tree, String element, String attribute) {
        return ((Element) tree.getElementsByTagName(element).item(0)).getAttribute(attribute);
    }

    @Test
    void isFoundByNameSuffixAndType() {
        for (String suffix : List.of("j2k", "j2c", "jpc", "jp2", "jph", "jhc", "JP2")) {
            assertThat(ImageIO.getImageReadersBySuffix(suffix).hasNext())
                    .as(suffix)
                    .isTrue();
        }
        assertThat(ImageIO.getImageReadersByMIMEType("image/jp2").hasNext()).isTrue();
        assertThat(ImageIO.getReaderFormatNames()).contains("jph", "JPEG 2000", "htj2k");
    }

    /** A program that knows nothing but {@code ImageIO}, with the codec on its class path. */
    @Test
    void aProgramWithTheJarOnItsClassPathReadsAndWrites() throws Exception {
        Path program = folder.resolve("Convert.java");
        Files.writeString(program, """
                import java.io.ByteArrayOutputStream;
import java.io.File;
                import javax.imageio.ImageIO;

                class Convert {
                    public static void main(String[] names) throws Exception {
                        var image = ImageIO.read(new File(names[0]));
                        System.out.println(image.getWidth() + " x " + image.getHeight());
                        for (String suffix : new String[] {"j2k", "jhc", "jp2", "jph", "png"}) {
                            File file = new File(names[1], "again." + suffix);
                            if (!ImageIO.write(image, suffix, file)) throw new Error("no writer for " + suffix);
                            var again = ImageIO.read(file);
                            for (int y = 0; y < image.getHeight(); y++)
                                for (int x = 0; x < image.getWidth(); x++)
                                    if (again.getRGB(x, y) != image.getRGB(x, y)) throw new Error("differs: " + suffix);
                        }
                    }
                }
                """);
        Files.write(folder.resolve("in.jp2"), Fixtures.GRAY_JP2.bytes());
        File log = folder.resolve("log").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        classes(),
                        program.toString(),
                        folder.resolve("in.jp2").toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertThat(process.waitFor()).as(Files.readString(log.toPath())).isZero();
        assertThat(Files.readString(log.toPath())).isEqualTo("37 x 29\n");
    }

    private static ImageReader reader(Fixtures fixture) throws IOException {
        ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(fixture.bytes()));
        return readerOf(stream, stream);
    }

    private static ImageReader readerOf(ImageInputStream stream, ImageInputStream input) {
        ImageReader reader = readerOf(stream);
        reader.setInput(input);
        return reader;
    }

    private static ImageReader readerOf(ImageInputStream stream) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        assertThat(readers.hasNext()).isTrue();
        return readers.next();
    }

    /** All samples, band by band. */
    static int[] planes(Raster raster) {
        int bands = raster.getNumBands();
        int pixels = raster.getWidth() * raster.getHeight();
        int[] planes = new int[bands * pixels];
        for (int band = 0; band < bands; band++) {
            int[] samples = raster.getSamples(
                    raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), band, (int[]) null);
            System.arraycopy(samples, 0, planes, band * pixels, pixels);
        }
        return planes;
    }

    /** The codec's own decoding, for comparison. */
    static DecodedImage shape(byte[] file) throws IOException {
        return new J2kDecoder().shape(ByteBuffer.wrap(file));
    }
}
