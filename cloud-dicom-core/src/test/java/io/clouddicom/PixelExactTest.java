package io.clouddicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.J2kInfo;
import io.clouddicom.codec.ProgressionOrder;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances whose frames came compressed, and are stored in another transfer syntax. */
class PixelExactTest {
    private static final PutOptions HTJ2K = PutOptions.DEFAULT.withStorage(StoragePolicy.HTJ2K_LOSSLESS_RPCL);

    private ObjectStore store;
    private DicomArchive archive;

    @BeforeEach
    void open() throws IOException {
        store = ObjectStores.memory();
        archive = DicomArchive.builder(store).storage(StoragePolicy.AS_RECEIVED).open();
    }

    @AfterEach
    void verifyAndClose() throws IOException {
        archive.close();
        store.close();
    }

    private void assertClean() throws IOException {
        assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE).problems())
                .isEmpty();
    }

    private Receipt put(byte[] file, PutOptions options) throws IOException {
        return archive.put(InstanceSource.of(file), options);
    }

    private byte[] restored(Receipt receipt) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.restore(receipt.instance(), out);
        return out.toByteArray();
    }

    @Test
    void rleBecomesHtj2kWithTheSameSamplesAndAttributes() throws Exception {
        TestImage image = new TestImage(1, 3, "RGB", 8, 3);
        List<byte[]> frames = List.of(image.frame(1), image.frame(2), image.frame(3));
        byte[] file = image.encapsulated(
                TransferSyntax.RLE_LOSSLESS, frames.stream().map(image::rle).toList(), 1);
        Receipt receipt = put(file, HTJ2K);
        assertThat(receipt.keptAsReceived()).isEmpty();
        assertThat(receipt.fidelity()).isEqualTo(Fidelity.PIXEL_EXACT);
        assertThat(receipt.originalBytes()).isEqualTo(file.length);

        Instance instance = archive.instance(receipt.instance());
        assertThat(instance.fidelity()).isEqualTo(Fidelity.PIXEL_EXACT);
        assertThat(instance.transferSyntax()).isEqualTo(TransferSyntax.HTJ2K_LOSSLESS_RPCL);
        assertThat(instance.sha256()).isEqualTo(receipt.sha256());
        for (int i = 0; i < 3; i++) {
            assertThat(instance.frame(i + 1).decode()).isEqualTo(frames.get(i));
        }
        assertThat(instance.frame(2).reduced(1).storedBytes())
                .isLessThan(instance.frame(2).storedBytes() / 2);

        DicomFile restored =
                DicomReader.of(new ByteArrayInputStream(restored(receipt))).readRest();
        assertThat(restored.transferSyntax()).isEqualTo(TransferSyntax.HTJ2K_LOSSLESS_RPCL);
        assertThat(restored.trailingPadding()).isEmpty();
        Dataset expected = image.dataset.build().toBuilder()
                .string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "YBR_RCT")
                .build();
        Dataset.Builder without = restored.dataset().toBuilder();
        for (int tag : new int[] {Tag.PIXEL_DATA, Tag.EXTENDED_OFFSET_TABLE, Tag.EXTENDED_OFFSET_TABLE_LENGTHS}) {
            without.remove(tag);
        }
        assertThat(without.build()).isEqualTo(expected);
        assertClean();
    }

    /** In another transfer syntax, nobody could tell any more how the icon is coded. */
    @Test
    void anImageWithACompressedIconStaysAsReceived() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        byte[] file = image.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(image.rle(image.frame(5))), 1);
        byte[] icon = HexFormat.of()
                .parseHex("88000002" + "53510000" + "ffffffff" // Icon Image Sequence
                        + "feff00e0" + "ffffffff" // its item
                        + "e07f1000" + "4f420000" + "ffffffff" // Pixel Data
                        + "feff00e0" + "00000000" + "feff00e0" + "02000000" + "0102" + "feffdde0" + "00000000"
                        + "feff0de0" + "00000000" + "feffdde0" + "00000000");
        byte[] pixelData = HexFormat.of().parseHex("e07f1000" + "4f420000" + "ffffffff");
        int at = 0;
        while (!Arrays.equals(pixelData, Arrays.copyOfRange(file, at, at + pixelData.length))) {
            at++;
        }
        ByteArrayOutputStream withIcon = new ByteArrayOutputStream();
        withIcon.write(file, 0, at);
        withIcon.writeBytes(icon);
        withIcon.write(file, at, file.length - at);
        Receipt receipt = put(withIcon.toByteArray(), HTJ2K);
        assertThat(receipt.keptAsReceived())
                .hasValueSatisfying(reason -> assertThat(reason).contains("within an item"));
        assertThat(receipt.fidelity()).isEqualTo(Fidelity.BYTE_EXACT);
        assertThat(restored(receipt)).isEqualTo(withIcon.toByteArray());
        assertClean();
    }

    @Test
    void theOriginalAndWhatComesBackForItAreBothRecognised() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        byte[] file = image.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(image.rle(image.frame(5))), 1);
        Receipt first = put(file, HTJ2K);
        Receipt again = put(file, HTJ2K);
        assertThat(again.outcome()).isEqualTo(Receipt.Outcome.ALREADY_PRESENT);
        assertThat(again.sha256()).isEqualTo(first.sha256());
        assertThat(again.fidelity()).isEqualTo(Fidelity.PIXEL_EXACT);
        // Whatever the policy of the second put.
        assertThat(put(file, PutOptions.DEFAULT).outcome()).isEqualTo(Receipt.Outcome.ALREADY_PRESENT);
        assertThat(put(restored(first), HTJ2K).outcome()).isEqualTo(Receipt.Outcome.ALREADY_PRESENT);
        byte[] other = image.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(image.rle(image.frame(6))), 1);
        assertThatThrownBy(() -> put(other, HTJ2K)).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void wantedByteExactItStaysAsReceived() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        byte[] file = image.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(image.rle(image.frame(5))), 1);
        Receipt receipt = put(file, HTJ2K.withLeastFidelity(Fidelity.BYTE_EXACT));
        assertThat(receipt.fidelity()).isEqualTo(Fidelity.BYTE_EXACT);
        assertThat(receipt.keptAsReceived())
                .hasValueSatisfying(reason -> assertThat(reason).contains("bit for bit"));
        assertThat(restored(receipt)).isEqualTo(file);
        // Native pixels are byte-exact in any case.
        TestImage plain = new TestImage(2, 1, "MONOCHROME2", 12, 1);
        byte[] nativeFile = plain.nativeFile(List.of(plain.frame(5)));
        Receipt second = put(nativeFile, HTJ2K.withLeastFidelity(Fidelity.BYTE_EXACT));
        assertThat(second.keptAsReceived()).isEmpty();
        assertThat(second.storedBytes()).isLessThan(nativeFile.length);
        assertThat(restored(second)).isEqualTo(nativeFile);
    }

    @Test
    void anArchiveRemembersTheLeastFidelity() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        byte[] file = image.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(image.rle(image.frame(5))), 1);
        try (ObjectStore memory = ObjectStores.memory()) {
            DicomArchive.builder(memory)
                    .storage(StoragePolicy.HTJ2K_LOSSLESS)
                    .leastFidelity(Fidelity.BYTE_EXACT)
                    .open()
                    .close();
            try (DicomArchive second = DicomArchive.builder(memory).open()) {
                assertThat(second.put(file).fidelity()).isEqualTo(Fidelity.BYTE_EXACT);
            }
        }
    }

    @Test
    void damageToAPixelExactObjectIsFound() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        Receipt receipt =
                put(image.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(image.rle(image.frame(5))), 1), HTJ2K);
        var key = ObjectNames.instance(receipt.instance(), receipt.revision());
        byte[] object;
        try (ObjectReader reader = store.get(key, ByteRange.suffix(1 << 20))) {
            object = reader.readAllBytes();
        }
        object[1200] ^= 1;
        store.put(key, ObjectContent.of(object), PutCondition.any());
        assertThatThrownBy(() -> restored(receipt))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("SHA-256");
        assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE).clean())
                .isFalse();
    }

    /** Encodes frames of an image as JPEG 2000. */
    private static List<byte[]> j2k(TestImage image, int samples, int bits, EncodeOptions options, int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> new J2kEncoder(options)
                        .encode(
                                new ImageShape(TestImage.COLUMNS, TestImage.ROWS, samples, bits, false),
                                image.frame(i),
                                0,
                                SampleLayout.interleaved(image.bytesPerSample())))
                .toList();
    }

    @Test
    void losslessJpeg2000IsTranscodedBlockByBlock() throws Exception {
        TestImage image = new TestImage(1, 3, "YBR_RCT", 8, 2);
        EncodeOptions options = EncodeOptions.part1Lossless().toBuilder()
                .progression(ProgressionOrder.LRCP)
                .layers(20, 5)
                .blockSize(32, 32)
                .build();
        byte[] file = image.encapsulated(TransferSyntax.JPEG_2000_LOSSLESS, j2k(image, 3, 8, options, 2), 3);
        for (StoragePolicy policy : List.of(StoragePolicy.HTJ2K_LOSSLESS_RPCL, StoragePolicy.HTJ2K_LOSSLESS)) {
            Receipt receipt = put(file, HTJ2K.withStorage(policy).withDuplicates(DuplicatePolicy.REPLACE));
            archive.delete(receipt.instance());
            archive.undelete(receipt.instance());
            assertThat(receipt.fidelity()).isEqualTo(Fidelity.PIXEL_EXACT);
            Instance instance = archive.instance(receipt.instance());
            for (int i = 0; i < 2; i++) {
                byte[] codestream = instance.frame(i + 1).fetch();
                J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(codestream));
                assertThat(info.highThroughput()).isTrue();
                assertThat(info.layers()).isEqualTo(1);
                assertThat(info.componentTransform()).isTrue();
                if (policy == StoragePolicy.HTJ2K_LOSSLESS_RPCL) {
                    assertThat(info.progression()).isEqualTo(ProgressionOrder.RPCL);
                    assertThat(info.tilePartLengths()).isTrue();
                }
                assertThat(instance.frame(i + 1).decode()).isEqualTo(image.frame(i));
            }
            archive.delete(receipt.instance());
        }
        // What the policy wants already stays, without a reason.
        Receipt stays = put(file, HTJ2K.withStorage(StoragePolicy.J2K_LOSSLESS));
        assertThat(stays.keptAsReceived()).isEmpty();
        assertThat(stays.fidelity()).isEqualTo(Fidelity.BYTE_EXACT);
        assertThat(restored(stays)).isEqualTo(file);
        assertClean();
    }

    @Test
    void aCodestreamWithTooFewResolutionsForRpclIsDecodedAndEncoded() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        EncodeOptions options =
                EncodeOptions.part1Lossless().toBuilder().levels(0).build();
        byte[] file = image.encapsulated(TransferSyntax.JPEG_2000_LOSSLESS, j2k(image, 1, 12, options, 1), 1);
        Receipt receipt = put(file, HTJ2K);
        assertThat(receipt.fidelity()).isEqualTo(Fidelity.PIXEL_EXACT);
        Instance instance = archive.instance(receipt.instance());
        assertThat(new J2kDecoder()
                        .info(ByteBuffer.wrap(instance.frame(1).fetch()))
                        .levels())
                .isPositive();
        assertThat(instance.frame(1).decode()).isEqualTo(image.frame(0));
    }

    @Test
    void lossyFramesAreNeverEncodedAgain() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        List<byte[]> lossy = j2k(image, 1, 12, EncodeOptions.part1Lossy(0.01), 1);
        Receipt receipt = put(image.encapsulated(TransferSyntax.JPEG_2000, lossy, 1), HTJ2K);
        assertThat(receipt.keptAsReceived())
                .hasValueSatisfying(reason -> assertThat(reason).contains("lossy"));
        // Also where the transfer syntax lies.
        TestImage liar = new TestImage(2, 1, "MONOCHROME2", 12, 1);
        Receipt second = put(liar.encapsulated(TransferSyntax.JPEG_2000_LOSSLESS, lossy, 1), HTJ2K);
        assertThat(second.keptAsReceived()).contains("the frames are lossy, against their transfer syntax");
        assertThat(second.fidelity()).isEqualTo(Fidelity.BYTE_EXACT);
    }

    @Test
    void onRequestLossyJpeg2000BecomesLossyHtj2kWithoutTouchingACoefficient() throws Exception {
        TestImage image = new TestImage(1, 3, "YBR_ICT", 8, 2);
        image.dataset.string(Tag.LOSSY_IMAGE_COMPRESSION, Vr.CS, "01");
        image.dataset.string(Tag.LOSSY_IMAGE_COMPRESSION_RATIO, Vr.DS, "8.5");
        image.dataset.string(Tag.LOSSY_IMAGE_COMPRESSION_METHOD, Vr.CS, "ISO_15444_1");
        List<byte[]> lossy = j2k(image, 3, 8, EncodeOptions.part1Lossy(0.02), 2);
        byte[] file = image.encapsulated(TransferSyntax.JPEG_2000, lossy, 1);
        Receipt receipt = put(file, HTJ2K.withLeastFidelity(Fidelity.COEFFICIENT_EXACT));
        assertThat(receipt.keptAsReceived()).isEmpty();
        assertThat(receipt.fidelity()).isEqualTo(Fidelity.COEFFICIENT_EXACT);
        Instance instance = archive.instance(receipt.instance());
        assertThat(instance.transferSyntax()).isEqualTo(TransferSyntax.HTJ2K);
        for (int i = 0; i < 2; i++) {
            byte[] expected = new byte[image.frame(0).length];
            new J2kDecoder().decode(ByteBuffer.wrap(lossy.get(i)), expected, 0, SampleLayout.interleaved(1));
            assertThat(instance.frame(i + 1).decode()).isEqualTo(expected);
            assertThat(new J2kDecoder()
                            .info(ByteBuffer.wrap(instance.frame(i + 1).fetch()))
                            .highThroughput())
                    .isTrue();
        }
        Dataset metadata = instance.metadata();
        assertThat(metadata.string(Tag.LOSSY_IMAGE_COMPRESSION)).contains("01");
        assertThat(metadata.strings(Tag.LOSSY_IMAGE_COMPRESSION_METHOD)).containsExactly("ISO_15444_1", "ISO_15444_15");
        assertThat(metadata.strings(Tag.LOSSY_IMAGE_COMPRESSION_RATIO))
                .hasSize(2)
                .startsWith("8.5");
        assertThat(metadata.string(Tag.PHOTOMETRIC_INTERPRETATION)).contains("YBR_ICT");
        assertThat(metadata.uid(Tag.SOP_INSTANCE_UID))
                .contains(receipt.instance().instance());
        assertClean();
        // There is no lossy JPEG 2000 to make of it where that is the policy.
        TestImage other = new TestImage(2, 3, "YBR_ICT", 8, 2);
        assertThat(put(
                                other.encapsulated(TransferSyntax.JPEG_2000, lossy, 1),
                                HTJ2K.withStorage(StoragePolicy.J2K_LOSSLESS)
                                        .withLeastFidelity(Fidelity.COEFFICIENT_EXACT))
                        .keptAsReceived())
                .isPresent();
    }

    @Test
    void whatCannotBeDecodedOrMayBeCutIsStoredAsReceived() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        byte[] rle = image.rle(image.frame(5));
        byte[] broken = rle.clone();
        broken[0] = 7;
        assertKept(image.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(broken), 1), "cannot be decoded");
        byte[] whole = image.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(rle), 1);
        assertKept(java.util.Arrays.copyOf(whole, whole.length - 8), "may be cut");
        TestImage two = new TestImage(1, 1, "MONOCHROME2", 12, 2);
        assertKept(two.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(rle), 1), "Number of Frames");
        TestImage bits = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        bits.dataset.integers(Tag.BITS_STORED, Vr.US, 10).integers(Tag.HIGH_BIT, Vr.US, 9);
        assertKept(bits.encapsulated(TransferSyntax.RLE_LOSSLESS, List.of(rle), 1), "above Bits Stored");
        assertKept(
                image.encapsulated(
                        TransferSyntax.HTJ2K_LOSSLESS, j2k(image, 1, 12, EncodeOptions.htLosslessRpcl(), 1), 1),
                StoragePolicy.J2K_LOSSLESS,
                "HTJ2K already");
    }

    private void assertKept(byte[] file, String reason) throws IOException {
        assertKept(file, StoragePolicy.HTJ2K_LOSSLESS_RPCL, reason);
    }

    private void assertKept(byte[] file, StoragePolicy policy, String reason) throws IOException {
        Receipt receipt = put(file, HTJ2K.withStorage(policy).withDuplicates(DuplicatePolicy.REPLACE));
        assertThat(receipt.keptAsReceived())
                .hasValueSatisfying(text -> assertThat(text).contains(reason));
        assertThat(receipt.fidelity()).isEqualTo(Fidelity.BYTE_EXACT);
        assertThat(restored(receipt)).isEqualTo(file);
    }

    @Test
    void theBlockCoderOfPart1IsThatOfThePolicy() throws Exception {
        TestImage image = new TestImage(1, 1, "MONOCHROME2", 12, 1);
        byte[] file = image.nativeFile(List.of(image.frame(3)));
        Receipt receipt = put(file, HTJ2K.withStorage(StoragePolicy.J2K_LOSSLESS));
        Instance instance = archive.instance(receipt.instance());
        assertThat(instance.transferSyntax()).isEqualTo(TransferSyntax.JPEG_2000_LOSSLESS);
        J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(instance.frame(1).fetch()));
        assertThat(info.highThroughput()).isFalse();
        assertThat(instance.frame(1).reduced(1).storedBytes())
                .isLessThan(instance.frame(1).storedBytes() / 2);
        assertThat(restored(receipt)).isEqualTo(file);
    }
}
