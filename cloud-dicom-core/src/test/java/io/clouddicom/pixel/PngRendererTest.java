package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                .getPixels(
                        0,
                        0,
                        image.getWidth(),
                        image.getHeight(),
                        new int[image.getWidth() * image.getHeight() * bands]);
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
    void luminanceAndChrominanceOfMoreBitsBecomeColours() throws IOException {
        Dataset dataset = grey("YBR_FULL", 2, 16, 12)
                .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, 3)
                .build();
        // Y, Cb, Cr of red, and of a grey: those of eight bits times 4095 / 255.
        byte[] samples = words(1224, 1358, 4095, 3212, 2048, 2048);
        assertThat(rendered(dataset, samples)).containsExactly(255, 0, 0, 200, 200, 200);
    }

    @Test
    void subsampledColoursOfAnOddNumberOfColumnsContinueWithTheNextRow() throws IOException {
        Dataset dataset = grey("YBR_FULL_422", 3, 8, 8)
                .integers(Tag.ROWS, Vr.US, 2)
                .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, 3)
                .build();
        byte[] samples = {10, 20, (byte) 128, (byte) 128, 76, 76, 85, (byte) 255, 50, 60, (byte) 128, (byte) 128};
        assertThat(rendered(dataset, samples))
                .containsExactly(10, 10, 10, 20, 20, 20, 254, 0, 0, 254, 0, 0, 50, 50, 50, 60, 60, 60);
    }

    @Test
    void subsampledColoursOfAnOddNumberOfPixelsEndWithTheLastPair() throws IOException {
        Dataset dataset = grey("YBR_FULL_422", 3, 8, 8)
                .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, 3)
                .build();
        assertThat(rendered(dataset, new byte[] {76, 76, 85, (byte) 255, 76, 85}))
                .containsExactly(254, 0, 0, 254, 0, 0, 254, 0, 0);
    }

    @Test
    void aWindowOfFloatingPointValuesHasNoMiddlesOfWholeNumbers() throws IOException {
        for (String function : new String[] {"", "LINEAR", "LINEAR_EXACT"}) {
            Dataset dataset = Dataset.builder()
                    .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, 1)
                    .string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "MONOCHROME2")
                    .integers(Tag.ROWS, Vr.US, 1)
                    .integers(Tag.COLUMNS, Vr.US, 5)
                    .string(Tag.WINDOW_CENTER, Vr.DS, "0.5")
                    .string(Tag.WINDOW_WIDTH, Vr.DS, "1.0")
                    .string(Tag.VOI_LUT_FUNCTION, Vr.CS, function)
                    .numbers(Tag.FLOAT_PIXEL_DATA, Vr.OF, 0, 0.25, 0.5, 1, 2)
                    .build();
            byte[] samples = ((Value.Bytes)
                            dataset.element(Tag.FLOAT_PIXEL_DATA).orElseThrow().value())
                    .toByteArray();
            assertThat(rendered(dataset, samples)).as(function).containsExactly(0, 64, 128, 255, 255);
        }
    }

    private static Dataset segmented(int bits, int entries, byte[] data) {
        Dataset.Builder dataset = grey("PALETTE COLOR", entries, 8, 8);
        for (int colour = 0; colour < 3; colour++) {
            dataset.integers(Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR + colour, Vr.US, entries, 0, bits);
            dataset.bytes(Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA + SegmentedTable.DISTANCE + colour, Vr.OW, data);
        }
        return dataset.build();
    }

    private static int[] red(int[] pixels) {
        int[] red = new int[pixels.length / 3];
        Arrays.setAll(red, i -> pixels[3 * i]);
        return red;
    }

    @Test
    void segmentedPalettesAreExpanded() throws IOException {
        byte[] indices = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        // Two discrete entries, four on the way to 100, then both segments' first again, and two on the way to 0.
        byte[] bytes = {0, 2, 10, 20, 1, 4, 100, 2, 1, 0, 0, 0, 0, 1, 2, 0};
        assertThat(red(rendered(segmented(8, 10, bytes), indices)))
                .containsExactly(10, 20, 40, 60, 80, 100, 10, 20, 10, 0);
        byte[] words = words(0, 2, 0x0A00, 0x1400, 1, 4, 0x6400, 2, 1, 0, 0, 1, 2, 0);
        assertThat(red(rendered(segmented(16, 10, words), indices)))
                .containsExactly(10, 20, 40, 60, 80, 100, 10, 20, 10, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00 02 10",
                "01 04 64",
                "00 0B 00 00 00 00 00 00 00 00 00 00",
                "00 00 00 00",
                "03 01 00 00",
                "00 01 05 02 01 40 00 00 00",
                "00 01 05 02 00 00 00 00 00",
                "00 01 05 02 01 03 00 00 00",
                "00 01 05 02 FF 00 00 00 00"
            })
    void damagedSegmentsAreRefused(String hexadecimal) {
        byte[] data = HexFormat.ofDelimiter(" ").parseHex(hexadecimal);
        assertThatThrownBy(() -> PngRenderer.render(segmented(8, 10, data), 0, new byte[10]))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("(0028,122");
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
