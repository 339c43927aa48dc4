package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Vr;
import io.clouddicom.pixel.RenderingOptions.Function;
import io.clouddicom.pixel.RenderingOptions.Window;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Pictures with options, of a few pixels whose values are worked out by hand. */
class FrameRendererTest {

    private static Dataset.Builder grey(int rows, int columns) {
        return Dataset.builder()
                .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, 1)
                .string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "MONOCHROME2")
                .integers(Tag.ROWS, Vr.US, rows)
                .integers(Tag.COLUMNS, Vr.US, columns)
                .integers(Tag.BITS_ALLOCATED, Vr.US, 8)
                .integers(Tag.BITS_STORED, Vr.US, 8)
                .integers(Tag.HIGH_BIT, Vr.US, 7);
    }

    private static BufferedImage image(Dataset dataset, byte[] samples, RenderingOptions options) throws IOException {
        byte[] picture = FrameRenderer.render(dataset, PixelDescription.of(dataset), 0, samples, options);
        return ImageIO.read(new ByteArrayInputStream(picture));
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    }

    @Test
    void aWindowOfTheCallerComesBeforeThatOfTheDataset() throws IOException {
        Dataset dataset = grey(1, 5)
                .string(Tag.WINDOW_CENTER, Vr.DS, "200")
                .string(Tag.WINDOW_WIDTH, Vr.DS, "2")
                .build();
        byte[] samples = {0, 50, 75, 100, (byte) 200};
        assertThat(pixels(image(
                        dataset, samples, RenderingOptions.PNG.withWindow(new Window(75, 50, Function.LINEAR_EXACT)))))
                .containsExactly(0, 0, 128, 255, 255);
        assertThat(pixels(image(
                        dataset, samples, RenderingOptions.PNG.withWindow(new Window(75.5, 51, Function.LINEAR)))))
                .containsExactly(0, 0, 128, 255, 255);
        // 255 / (1 + e^(-4 (50 - 75) / 50)) and so on.
        assertThat(pixels(
                        image(dataset, samples, RenderingOptions.PNG.withWindow(new Window(75, 50, Function.SIGMOID)))))
                .containsExactly(1, 30, 128, 225, 255);
    }

    @Test
    void windowsAndTablesBehindThemAreChosenByNumber() throws IOException {
        Dataset table = Dataset.builder()
                .integers(Tag.LUT_DESCRIPTOR, Vr.US, 3, 10, 8)
                .bytes(Tag.LUT_DATA, Vr.OW, new byte[] {0, 0, (byte) 200, 0, 100, 0})
                .build();
        Dataset dataset = grey(1, 3)
                .string(Tag.WINDOW_CENTER, Vr.DS, "11", "100")
                .string(Tag.WINDOW_WIDTH, Vr.DS, "2", "1")
                .sequence(Tag.VOI_LUT_SEQUENCE, table)
                .build();
        byte[] samples = {9, 11, 20};
        assertThat(pixels(image(dataset, samples, RenderingOptions.PNG))).containsExactly(0, 255, 255);
        assertThat(pixels(image(dataset, samples, RenderingOptions.PNG.withVoi(1))))
                .containsExactly(0, 0, 0);
        assertThat(pixels(image(dataset, samples, RenderingOptions.PNG.withVoi(2))))
                .containsExactly(0, 200, 100);
        assertThatThrownBy(() -> image(dataset, samples, RenderingOptions.PNG.withVoi(3)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("there are 3 VOI transformations");
    }

    @Test
    void aSmallerPictureIsMadeOfMeansAndNeverALargerOne() throws IOException {
        Dataset dataset = grey(2, 6)
                .string(Tag.WINDOW_CENTER, Vr.DS, "128")
                .string(Tag.WINDOW_WIDTH, Vr.DS, "256")
                .build();
        byte[] samples = {0, 30, 60, 90, 120, (byte) 150, 10, 40, 70, 100, (byte) 130, (byte) 160};
        BufferedImage small = image(dataset, samples, RenderingOptions.PNG.within(3, 100));
        assertThat(small.getWidth()).isEqualTo(3);
        assertThat(small.getHeight()).isEqualTo(1);
        assertThat(pixels(small)).containsExactly(20, 80, 140);
        // Parts of pixels: each of the four is one and a half wide.
        BufferedImage parts = image(dataset, samples, RenderingOptions.PNG.within(4, 2));
        assertThat(parts.getHeight()).isEqualTo(1);
        assertThat(pixels(parts)).containsExactly(15, 55, 105, 145);
        BufferedImage same = image(dataset, samples, RenderingOptions.PNG.within(100, 100));
        assertThat(same.getWidth()).isEqualTo(6);
    }

    @Test
    void jpegIsNearAndSmallerWithLessQuality() throws IOException {
        Dataset colour = grey(64, 64)
                .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, 3)
                .string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "RGB")
                .build();
        byte[] samples = new byte[64 * 64 * 3];
        for (int i = 0; i < 64 * 64; i++) {
            samples[3 * i] = (byte) (i % 64 * 4);
            samples[3 * i + 1] = (byte) (i / 64 * 4);
            samples[3 * i + 2] = 77;
        }
        byte[] fine = FrameRenderer.render(
                colour, PixelDescription.of(colour), 0, samples, RenderingOptions.JPEG.withQuality(98));
        byte[] coarse = FrameRenderer.render(
                colour, PixelDescription.of(colour), 0, samples, RenderingOptions.JPEG.withQuality(20));
        assertThat(Arrays.copyOf(fine, 3)).containsExactly(0xFF, 0xD8, 0xFF);
        assertThat(coarse.length).isLessThan(fine.length);
        int[] pixels = pixels(ImageIO.read(new ByteArrayInputStream(fine)));
        for (int i = 0; i < 64 * 64 * 3; i += 61) {
            assertThat(pixels[i]).isCloseTo(samples[i] & 0xFF, within(12));
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> RenderingOptions.PNG.within(0, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RenderingOptions.JPEG.withQuality(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RenderingOptions.PNG.withVoi(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Window(0, 0, Function.LINEAR)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Window(Double.NaN, 4, Function.LINEAR))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
