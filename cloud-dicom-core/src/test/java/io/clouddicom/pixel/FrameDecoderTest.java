package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Vr;
import io.clouddicom.pixel.PixelDescription.SampleType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** Frames whose bytes are worked out by hand from the standard. */
class FrameDecoderTest {
    private final FrameDecoder decoder = FrameDecoder.standard();

    private static PixelDescription description(int rows, int columns, int samples, int bits, boolean planar, Vr vr) {
        return new PixelDescription(
                rows,
                columns,
                samples,
                samples == 3 ? "RGB" : "MONOCHROME2",
                planar,
                bits,
                bits,
                bits - 1,
                false,
                1,
                SampleType.INTEGER,
                vr);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void planesBecomePixels() throws Exception {
        byte[] planes = bytes(1, 2, 11, 12, 21, 22);
        assertThat(decoder.decode(
                        description(1, 2, 3, 8, true, Vr.OB), TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, planes, 0))
                .isEqualTo(bytes(1, 11, 21, 2, 12, 22));
    }

    @Test
    void planesOfSixteenBitsBecomePixels() throws Exception {
        byte[] planes = bytes(1, 91, 2, 92, 11, 81, 12, 82, 21, 71, 22, 72);
        assertThat(decoder.decode(
                        description(1, 2, 3, 16, true, Vr.OW), TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, planes, 0))
                .isEqualTo(bytes(1, 91, 11, 81, 21, 71, 2, 92, 12, 82, 22, 72));
    }

    private static PixelDescription cells(int columns, int bits, boolean signed, Vr vr) {
        return new PixelDescription(
                1, columns, 1, "MONOCHROME2", false, bits, bits, bits - 1, signed, 1, SampleType.INTEGER, vr);
    }

    @Test
    void packedCellsBecomeWholeBytes() throws Exception {
        byte[] frame = bytes(0x21, 0x43, 0x65, 0x87, 0xA9);
        assertThat(decoder.decode(cells(3, 12, false, Vr.OW), TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN, frame, 0))
                .isEqualTo(bytes(0x21, 0x03, 0x54, 0x06, 0x87, 0x09));
        assertThat(decoder.decode(cells(3, 12, true, Vr.OW), TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN, frame, 4))
                .isEqualTo(bytes(0x32, 0x04, 0x65, 0x07, 0x98, 0xFA));
        assertThat(decoder.decode(
                        cells(2, 12, false, Vr.OW),
                        TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
                        bytes(0x43, 0x21, 0x87, 0x65),
                        0))
                .isEqualTo(bytes(0x21, 0x03, 0x54, 0x06));
        assertThat(decoder.decode(cells(5, 4, true, Vr.OB), TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, frame, 0))
                .isEqualTo(bytes(1, 2, 3, 4, 5));
        assertThatThrownBy(() ->
                        decoder.decode(cells(4, 12, false, Vr.OW), TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN, frame, 0))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void bitsStoredAndHighBitThatDoNotFitAreTakenForWhatFits() throws Exception {
        int[][] found = {
            {16, 17, 16, 16, 15}, {16, 0, 0, 16, 15}, {16, 12, 7, 12, 11}, {16, 12, 16, 12, 11}, {16, 12, 15, 12, 15}
        };
        for (int[] bits : found) {
            Dataset dataset = Dataset.builder()
                    .integers(Tag.ROWS, Vr.US, 1)
                    .integers(Tag.COLUMNS, Vr.US, 1)
                    .integers(Tag.BITS_ALLOCATED, Vr.US, bits[0])
                    .integers(Tag.BITS_STORED, Vr.US, bits[1])
                    .integers(Tag.HIGH_BIT, Vr.US, bits[2])
                    .build();
            PixelDescription description = PixelDescription.of(dataset);
            assertThat(new int[] {description.bitsStored(), description.highBit()})
                    .containsExactly(bits[3], bits[4]);
        }
    }

    @Test
    void bigEndianWordsAreReversed() throws Exception {
        assertThat(decoder.decode(
                        description(1, 2, 1, 16, false, Vr.OW),
                        TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
                        bytes(1, 2, 3, 4),
                        0))
                .isEqualTo(bytes(2, 1, 4, 3));
    }

    @Test
    void bytesInBigEndianWordsChangePlacesInPairs() throws Exception {
        assertThat(decoder.decode(
                        description(1, 3, 1, 8, false, Vr.OW),
                        TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
                        bytes(2, 1, 0, 3),
                        0))
                .isEqualTo(bytes(1, 2, 3));
        assertThat(decoder.decode(
                        description(1, 3, 1, 8, false, Vr.OB),
                        TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
                        bytes(1, 2, 3, 0),
                        0))
                .isEqualTo(bytes(1, 2, 3));
    }

    @Test
    void bitsAreUnpackedFromTheLeastSignificantAndFromWithinAByte() throws Exception {
        PixelDescription nine = description(3, 3, 1, 1, false, Vr.OB);
        assertThat(decoder.decode(nine, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, bytes(0b1000_0101, 0b1), 0))
                .isEqualTo(bytes(1, 0, 1, 0, 0, 0, 0, 1, 1));
        assertThat(decoder.decode(nine, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, bytes(0b1000_0101, 0b10), 1))
                .isEqualTo(bytes(0, 1, 0, 0, 0, 0, 1, 0, 1));
    }

    @Test
    void rleSegmentsAreBytePlanesMostSignificantFirst() throws Exception {
        ByteBuffer frame = ByteBuffer.allocate(64 + 4 + 6).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0, 2).putInt(4, 64).putInt(8, 68);
        // Four times 1; then literally 9 8, a code that means nothing, and twice 7.
        frame.position(64).put(bytes(-3, 1, -128, 0)).put(bytes(1, 9, 8, -128, -1, 7));
        assertThat(decoder.decode(
                        description(2, 2, 1, 16, false, Vr.OW), TransferSyntax.RLE_LOSSLESS, frame.array(), 0))
                .isEqualTo(bytes(9, 1, 8, 1, 7, 1, 7, 1));
    }

    @Test
    void damagedRleIsCorruptAndNothingElse() {
        PixelDescription grey = description(16, 16, 1, 16, false, Vr.OW);
        long seed = 20261124;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = new byte[random.nextInt(400)];
            random.nextBytes(frame);
            if (frame.length > 12 && random.nextBoolean()) {
                ByteBuffer.wrap(frame)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0, 2)
                        .putInt(4, 64)
                        .putInt(8, 70);
            }
            try {
                assertThat(decoder.decode(grey, TransferSyntax.RLE_LOSSLESS, frame, 0))
                        .hasSize(512);
            } catch (CorruptDataException expected) {
                assertThat(expected.operation()).isEqualTo("decode");
            } catch (java.io.IOException e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
    }

    @Test
    void deflatedFramesAreInflated() throws Exception {
        byte[] pixels = bytes(1, 2, 3, 4, 5, 6);
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated, new Deflater(9, true))) {
            out.write(pixels);
        }
        PixelDescription description = description(2, 3, 1, 8, false, Vr.OB);
        assertThat(decoder.decode(description, TransferSyntax.DEFLATED_IMAGE_FRAME, deflated.toByteArray(), 0))
                .isEqualTo(pixels);
        byte[] cut = java.util.Arrays.copyOf(deflated.toByteArray(), 3);
        assertThatThrownBy(() -> decoder.decode(description, TransferSyntax.DEFLATED_IMAGE_FRAME, cut, 0))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void aFrameThatIsTooShortIsCorrupt() {
        assertThatThrownBy(() -> decoder.decode(
                        description(2, 2, 1, 16, false, Vr.OW),
                        TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN,
                        new byte[7],
                        0))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("7 bytes, not 8");
    }

    @Test
    void whatCannotBeDecodedIsNamed() {
        TransferSyntax jpegXl = TransferSyntax.of(new Uid("1.2.840.10008.1.2.4.110"));
        assertThat(decoder.decodes(jpegXl)).isFalse();
        assertThatThrownBy(() -> decoder.decode(description(2, 2, 1, 8, false, Vr.OB), jpegXl, new byte[8], 0))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("JPEG XL Lossless")
                .hasMessageContaining("1.2.840.10008.1.2.4.110");
    }

    @Test
    void aDescriptionThatContradictsItselfNamesTheAttribute() {
        Dataset dataset = Dataset.builder()
                .integers(Tag.ROWS, Vr.US, 0)
                .integers(Tag.COLUMNS, Vr.US, 5)
                .integers(Tag.BITS_ALLOCATED, Vr.US, 8)
                .build();
        assertThatThrownBy(() -> PixelDescription.of(dataset)).hasMessageContaining("Rows is 0");
        assertThatThrownBy(() -> PixelDescription.of(
                        dataset.toBuilder().remove(Tag.COLUMNS).build()))
                .hasMessageContaining("(0028,0011)");
    }
}
