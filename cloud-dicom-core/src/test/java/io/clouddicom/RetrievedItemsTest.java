package io.clouddicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.DicomReaderOptions;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies beside the pixels of an image, pixels of its icon and long values, when it is retrieved in another form. */
class RetrievedItemsTest {
    private static final int PRIVATE_AFTER_THE_PIXELS = 0x7FE3_1010;

    private DicomArchive archive;

    @BeforeEach
    void open() throws IOException {
        archive =
                DicomArchive.builder("mem:").storage(StoragePolicy.AS_RECEIVED).open();
    }

    @AfterEach
    void close() throws IOException {
        archive.close();
    }

    private Dataset retrieved(Receipt receipt, TransferSyntax to) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.study(receipt.study()).instance(receipt.instance()).retrieve(new RetrievalForm.Encoded(to), out);
        DicomReaderOptions loadAll = DicomReaderOptions.DEFAULT.withInlineLimitBytes(1 << 24);
        DicomFile file =
                DicomReader.of(RangeSource.of(out.toByteArray()), loadAll).read();
        assertThat(file.transferSyntax()).isEqualTo(to);
        return file.dataset();
    }

    private static int find(byte[] file, byte[] wanted) {
        int at = 0;
        while (!Arrays.equals(wanted, 0, wanted.length, file, at, at + wanted.length)) {
            at++;
        }
        return at;
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 12})
    void theEncapsulatedPixelsOfAnIconAreDecoded(int bits) throws Exception {
        TestImage image = new TestImage(1, bits == 8 ? 3 : 1, bits == 8 ? "RGB" : "MONOCHROME2", bits, 1);
        TestImage icon = new TestImage(2, 1, "MONOCHROME2", bits, 1);
        byte[] iconFile = icon.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(icon.rle(icon.frame(7))), 2);
        Receipt receipt = archive.put(withIcon(image, icon, iconFile));
        for (TransferSyntax to : List.of(
                TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN,
                TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN,
                TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
                TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
                TransferSyntax.HTJ2K_LOSSLESS_RPCL)) {
            Dataset found =
                    retrieved(receipt, to).items(Tag.ICON_IMAGE_SEQUENCE).get(0);
            assertThat(found.integer(Tag.ROWS)).hasValue(TestImage.ROWS);
            Element pixels = found.element(Tag.PIXEL_DATA).orElseThrow();
            assertThat(littleEndian((Value.Bytes) pixels.value(), bits))
                    .as(to.name())
                    .startsWith(icon.frame(7));
        }
    }

    private static byte[] littleEndian(Value.Bytes value, int bits) {
        ByteBuffer bytes = value.buffer();
        ByteBuffer turned = ByteBuffer.allocate(value.length()).order(ByteOrder.LITTLE_ENDIAN);
        while (bits > 8 && bytes.hasRemaining()) {
            turned.putShort(bytes.getShort());
        }
        return bits > 8 ? turned.array() : value.toByteArray();
    }

    /** The image, RLE, with an icon whose attributes and pixel data are those of another. */
    private static byte[] withIcon(TestImage image, TestImage icon, byte[] iconFile) throws IOException {
        byte[] file = image.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(image.rle(image.frame(5))), 1);
        byte[] pixelData = {(byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0, -1, -1, -1, -1};
        int image28 = find(iconFile, new byte[] {0x28, 0, 2, 0, 'U', 'S'});
        int at = find(file, pixelData);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, at);
        out.writeBytes(new byte[] {(byte) 0x88, 0, 0, 2, 'S', 'Q', 0, 0, -1, -1, -1, -1});
        out.writeBytes(new byte[] {(byte) 0xFE, -1, 0, (byte) 0xE0, -1, -1, -1, -1});
        out.write(iconFile, image28, iconFile.length - image28);
        out.writeBytes(new byte[] {(byte) 0xFE, -1, 0x0D, (byte) 0xE0, 0, 0, 0, 0});
        out.writeBytes(new byte[] {(byte) 0xFE, -1, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0});
        out.write(file, at, file.length - at);
        return out.toByteArray();
    }

    @Test
    void pixelsOfAnIconThatCannotBeDecodedAreNotDroppedInSilence() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        TestImage icon = new TestImage(2, 1, "MONOCHROME2", 12, 1);
        byte[] iconFile = icon.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(new byte[] {1, 2}), 1);
        byte[] file = withIcon(image, icon, iconFile);
        Receipt receipt = archive.put(file);
        assertThatThrownBy(() -> retrieved(receipt, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN))
                .isInstanceOf(CloudDicomException.class);
        ByteArrayOutputStream original = new ByteArrayOutputStream();
        archive.restore(receipt.instance(), original);
        assertThat(original.toByteArray()).isEqualTo(file);
    }

    @Test
    void aLongValueBehindThePixelsIsFound() throws Exception {
        byte[] secret = new byte[300_000];
        new Random(20261124).nextBytes(secret);
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 16, 1);
        image.dataset.bytes(PRIVATE_AFTER_THE_PIXELS, Vr.OB, secret);
        Receipt receipt = archive.put(image.nativeFile(List.of(image.frame(3))));
        for (TransferSyntax to : List.of(
                TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN,
                TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
                TransferSyntax.HTJ2K_LOSSLESS_RPCL)) {
            Element found =
                    retrieved(receipt, to).element(PRIVATE_AFTER_THE_PIXELS).orElseThrow();
            assertThat(((Value.Bytes) found.value()).toByteArray())
                    .as(to.name())
                    .isEqualTo(secret);
        }
    }
}
