package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Vr;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Pictures of a few pixels whose values are worked out by hand. */
class PngRendererTest {

    private static Dataset.Builder grey(String photometric, int columns, int bitsAllocated, int bitsStored) {
        return Dataset.builder()
                .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, 1)
                .string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, photometric)
                .integers(Tag.ROWS, Vr.US, 1)
                .integers(Tag.COLUMNS, Vr.US, columns)
                .integers(Tag.BITS_ALLOCATED, Vr.US, bitsAllocated)
                .integers(Tag.BITS_STORED, Vr.US, bitsStored)
                .integers(Tag.HIGH_BIT, Vr.US, bitsStored - 1);
    }

    private static byte[] words(int... values) {
        byte[] bytes = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[2 * i] = (byte) values[i];
            bytes[2 * i + 1] = (byte) (values[i] >> 8);
        }
        return bytes;
    }

    private static int[] rendered(Dataset dataset, byte[] samples) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(PngRenderer.render(dataset, 0, samples)));
        int bands = image.getRaster().getNumBands();
        return image.getRaster()
                .getPixels(0, 0, image.getWidth(), image.getHeight(), new int[image.getWidth() * bands]);
    }

    @Test
    void aWindowAfterRescale() throws IOException {
        Dataset dataset = grey("MONOCHROME2", 4, 16, 12)
                .string(Tag.RESCALE_INTERCEPT, Vr.DS, "-1000")
                .string(Tag.RESCALE_SLOPE, Vr.DS, "1")
                .string(Tag.WINDOW_CENTER, Vr.DS, "0")
                .string(Tag.WINDOW_WIDTH, Vr.DS, "256")
                .build();
        // Values -1000, -128, 0, 127: below, darkest, just above the middle, brightest.
        assertThat(rendered(dataset, words(0, 872, 1000, 1127))).containsExactly(0, 0, 128, 255);
    }

    @Test
    void withoutAWindowTheRangeIsSpreadAndPaddingDoesNotCount() throws IOException {
        Dataset dataset = grey("MONOCHROME2", 4, 16, 16)
                .integers(Tag.PIXEL_REPRESENTATION, Vr.US, 1)
                .integers(Tag.PIXEL_PADDING_VALUE, Vr.SS, -2000)
                .build();
        assertThat(rendered(dataset, words(-2000, -100, 0, 100))).containsExactly(0, 0, 128, 255);
    }

    @Test
    void monochrome1IsInverted() throws IOException {
        assertThat(rendered(grey("MONOCHROME1", 3, 8, 8).build(), new byte[] {0, 10, 20}))
                .containsExactly(255, 127, 0);
    }

    @Test
    void bitsAboveTheHighBitDoNotCount() throws IOException {
        assertThat(rendered(grey("MONOCHROME2", 2, 16, 12).build(), words(0xF000, 0x0FFF)))
                .containsExactly(0, 255);
    }

    @Test
    void paletteOfSixteenBits() throws IOException {
        Dataset.Builder dataset = grey("PALETTE COLOR", 2, 8, 8);
        for (int colour = 0; colour < 3; colour++) {
            dataset.integers(Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR + colour, Vr.US, 2, 5, 16);
            dataset.bytes(
                    Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA + colour, Vr.OW, words(0x1000 * colour, 0x8000 + colour));
        }
        assertThat(rendered(dataset.build(), new byte[] {5, 6})).containsExactly(0, 0x10, 0x20, 0x80, 0x80, 0x80);
    }

    @Test
    void luminanceAndChrominanceBecomeColours() throws IOException {
        Dataset dataset = grey("YBR_FULL", 2, 8, 8)
                .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, 3)
                .build();
        byte[] samples = {76, 85, (byte) 255, (byte) 200, (byte) 128, (byte) 128};
        assertThat(rendered(dataset, samples)).containsExactly(254, 0, 0, 200, 200, 200);
    }

    @Test
    void anUnknownInterpretationIsNamed() {
        Dataset dataset =
                grey("CMYK", 1, 8, 8).integers(Tag.SAMPLES_PER_PIXEL, Vr.US, 3).build();
        assertThatThrownBy(() -> PngRenderer.render(dataset, 0, new byte[3]))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("CMYK");
    }
}
