package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real files through {@code ImageIO} alone. */
class ImageIoSharedTest {
    private final Path folder = SharedData.codestreams();

    /** Images whose components are the bands have the reference's samples; all have their size. */
    @TestFactory
    Stream<DynamicTest> readsEveryFile() {
        List<Map<String, String>> components = SharedData.table(folder.resolve("COMPONENTS.tsv"));
        return SharedData.table(folder.resolve("MANIFEST.tsv")).stream()
                .filter(row -> !row.get("path").startsWith("broken/"))
                .map(row -> DynamicTest.dynamicTest(row.get("path"), () -> {
                    List<Map<String, String>> own = components.stream()
                            .filter(component -> component.get("path").equals(row.get("path")))
                            .toList();
                    check(row, own);
                }));
    }

    private void check(Map<String, String> row, List<Map<String, String>> components) throws Exception {
        File file = folder.resolve(row.get("path")).toFile();
        BufferedImage image = ImageIO.read(file);
        assertThat(image).isNotNull();
        boolean uniform = components.stream()
                        .map(component -> component.get("width") + " " + component.get("height"))
                        .distinct()
                        .count()
                == 1;
        if (!uniform) {
            assertThat(image.getWidth() + " x " + image.getHeight()).isEqualTo(row.get("image_size"));
            return;
        }
        Map<String, String> first = components.get(0);
        assertThat(image.getWidth()).isEqualTo(Integer.parseInt(first.get("width")));
        assertThat(image.getHeight()).isEqualTo(Integer.parseInt(first.get("height")));
        boolean plain = !row.get("boxes").contains("pclr")
                && !row.get("boxes").contains("cdef")
                && (components.size() == 1 || components.size() == 3);
        Raster raster = plain ? image.getRaster() : readRaster(file);
        if (row.get("compare").equals("exact")) {
            assertThat(md5(raster, components)).isEqualTo(row.get("planes_md5"));
        } else {
            byte[] bytes = Files.readAllBytes(file.toPath());
            int[] planes = new int[(int) ImageIoReadTest.shape(bytes).samples()];
            new J2kDecoder().decode(ByteBuffer.wrap(bytes), planes, 0, true);
            assertThat(Arrays.equals(ImageIoReadTest.planes(raster), planes)).isTrue();
        }
    }

    private static Raster readRaster(File file) throws IOException {
        try (ImageInputStream stream = ImageIO.createImageInputStream(file)) {
            ImageReader reader = ImageIO.getImageReaders(stream).next();
            reader.setInput(stream);
            return reader.readRaster(0, null);
        }
    }

    private static String md5(Raster raster, List<Map<String, String>> components) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        int[] planes = ImageIoReadTest.planes(raster);
        int pixels = planes.length / components.size();
        for (int index = 0; index < components.size(); index++) {
            int bits = Integer.parseInt(components.get(index).get("sample_bits"));
            byte[] bytes = new byte[pixels * bits / 8];
            int at = 0;
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (int shift = 0; shift < bits; shift += 8) {
                    bytes[at++] = (byte) (planes[index * pixels + pixel] >> shift);
                }
            }
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @TestFactory
    Stream<DynamicTest> refusesOrReadsWhatIsBroken() {
        return SharedData.table(folder.resolve("MANIFEST.tsv")).stream()
                .filter(row -> row.get("path").startsWith("broken/"))
                .map(row -> DynamicTest.dynamicTest(row.get("path"), () -> {
                    try {
                        BufferedImage image =
                                ImageIO.read(folder.resolve(row.get("path")).toFile());
                        // Null is what ImageIO answers to a file that begins like no image.
                        assertThat(image == null || image.getWidth() > 0).isTrue();
                    } catch (IIOException refused) {
                        assertThat(refused).hasMessageContaining("at byte");
                    }
                }));
    }

    @Test
    void coloursAreThoseThatTheFileMeans() throws IOException {
        // Blue first, by its channel definition.
        BufferedImage swapped = read("jp2/bgr-cdef-16x16.jp2");
        int[] planes = ImageIoReadTest.planes(
                readRaster(folder.resolve("jp2/bgr-cdef-16x16.jp2").toFile()));
        assertThat(swapped.getRGB(5, 6))
                .isEqualTo(0xFF000000
                        | planes[2 * 256 + 6 * 16 + 5] << 16
                        | planes[256 + 6 * 16 + 5] << 8
                        | planes[6 * 16 + 5]);
        // A palette of 17 colours.
        BufferedImage palette = read("jp2/pal-32x24.jp2");
        assertThat(palette.getRaster().getNumBands()).isEqualTo(3);
        assertThat(Arrays.stream(palette.getRGB(0, 0, 32, 24, null, 0, 32))
                        .distinct()
                        .count())
                .isBetween(2L, 17L);
        // Grey with opacity, RGB with opacity, a grey profile.
        assertThat(read("jp2/Marrin.jp2").getColorModel().hasAlpha()).isTrue();
        assertThat(read("jp2/basn6a08.jp2").getColorModel().hasAlpha()).isTrue();
        assertThat(read("jp2/mono_icc.jp2").getColorModel().getNumComponents()).isEqualTo(1);
        // The same photograph in sYCC, Cr and Cb exchanged by definition, and in sub-sampled sYCC, against its RGB
        // peers.
        assertThat(read("jp2/file2.jp2").getColorModel().getColorSpace().isCS_sRGB())
                .isTrue();
        assertThat(read("jp2/issue411-ycc420.jp2").getType()).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
    }

    private BufferedImage read(String path) throws IOException {
        return ImageIO.read(folder.resolve(path).toFile());
    }
}
