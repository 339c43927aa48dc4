package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CorruptDataException;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.Receipt;
import io.clouddicom.RetrievalForm;
import io.clouddicom.StoragePolicy;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.J2kInfo;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.FrameIndex;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Vr;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances in the form wanted: what changes in them, what does not, and what is refused. */
class RetrievalTest {
    private final ObjectStore memory = ObjectStores.memory();
    private final RecordingStore store = new RecordingStore(memory);

    private Instance put(byte[] file, StoragePolicy policy) throws IOException {
        DicomArchive archive = DicomArchive.builder(store).storage(policy).open();
        Receipt receipt = archive.put(file);
        return archive.study(receipt.study()).instance(receipt.instance());
    }

    private static byte[] retrieved(Instance instance, RetrievalForm form) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        instance.retrieve(form, out);
        return out.toByteArray();
    }

    private static DicomFile read(byte[] file) throws IOException {
        DicomFile read = DicomReader.of(RangeSource.of(file)).read();
        assertThat(read.warnings()).isEmpty();
        return read;
    }

    private static byte[] frame(byte[] file, DicomFile read, int frameIndex) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        for (ByteSpan span : read.frames().frame(frameIndex).spans()) {
            frame.write(file, (int) span.offset(), (int) span.length());
        }
        return frame.toByteArray();
    }

    private static byte[] decoded(byte[] file, int frameIndex) throws IOException {
        DicomFile read = read(file);
        return FrameDecoder.standard()
                .decode(PixelDescription.of(read.dataset()), read.transferSyntax(), frame(file, read, frameIndex), 0);
    }

    /** A file of one lossy JPEG 2000 frame. */
    private static byte[] lossy(byte[] file) throws IOException {
        DicomFile read = read(file);
        byte[] codestream = new J2kEncoder(EncodeOptions.part1Lossy(1.0 / 256))
                .encode(new ImageShape(64, 64, 1, 12, false), frame(file, read, 0), 0, SampleLayout.interleaved(2));
        byte[] padded = Arrays.copyOf(codestream, codestream.length + (codestream.length & 1));
        Dataset dataset = read.dataset().toBuilder().remove(Tag.PIXEL_DATA).build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DicomWriter.writeFile(read.fileMeta(), dataset, TransferSyntax.JPEG_2000, out);
        out.writeBytes(ByteBuffer.allocate(28)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0})
                .putInt(-1)
                .putInt(0xE000_FFFE)
                .putInt(0)
                .putInt(0xE000_FFFE)
                .putInt(padded.length)
                .array());
        out.writeBytes(padded);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xE0DD_FFFE)
                .putInt(0)
                .array());
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AS_RECEIVED", "HTJ2K_LOSSLESS_RPCL", "J2K_LOSSLESS"})
    void framesOfAMultiFrameInstanceAreFoundByTheirTable(StoragePolicy policy) throws Exception {
        byte[] file = SyntheticStudy.enhancedCt(3, 7).withSize(96, 80).bytes(0);
        Instance instance = put(file, policy);
        for (TransferSyntax target : new TransferSyntax[] {
            TransferSyntax.RLE_LOSSLESS, TransferSyntax.JPEG_2000_LOSSLESS, TransferSyntax.HTJ2K_LOSSLESS_RPCL
        }) {
            byte[] other = retrieved(instance, RetrievalForm.in(target));
            DicomFile read = read(other);
            assertThat(read.transferSyntax()).isEqualTo(target);
            assertThat(read.frames().origin())
                    .isIn(FrameIndex.Origin.BASIC_OFFSET_TABLE, FrameIndex.Origin.EXTENDED_OFFSET_TABLE);
            assertThat(read.dataset().uid(Tag.SOP_INSTANCE_UID))
                    .hasValue(instance.id().instance());
            for (int i = 0; i < 7; i++) {
                assertThat(decoded(other, i)).isEqualTo(decoded(file, i));
            }
        }
        byte[] plain = retrieved(instance, RetrievalForm.NATIVE);
        assertThat(decoded(plain, 6)).isEqualTo(decoded(file, 6));
        assertThat(retrieved(instance, RetrievalForm.ORIGINAL)).isEqualTo(file);
    }

    @Test
    void whatIsStoredIsADicomFileWithoutOurFooter() throws Exception {
        byte[] file = SyntheticStudy.enhancedCt(3, 3).withSize(64, 64).bytes(0);
        Instance instance = put(file, StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        instance.frameCount();
        store.forgetCalls();
        byte[] stored = retrieved(instance, RetrievalForm.STORED);
        assertThat(store.calls()).hasSize(1);
        DicomFile read = read(stored);
        assertThat(read.transferSyntax()).isEqualTo(TransferSyntax.HTJ2K_LOSSLESS_RPCL);
        assertThat(read.trailingPadding()).isEmpty();
        assertThat(frame(stored, read, 2)).isEqualTo(instance.frame(3).fetch());
        assertThat(retrieved(instance, RetrievalForm.in(TransferSyntax.HTJ2K_LOSSLESS_RPCL)))
                .isEqualTo(stored);
        Instance received = new RetrievalTest().put(file, StoragePolicy.AS_RECEIVED);
        assertThat(retrieved(received, RetrievalForm.STORED)).isEqualTo(file);
    }

    @Test
    void aDamagedObjectIsNoticedInEveryForm() throws Exception {
        Instance instance = put(SyntheticStudy.ct(1, 1).withSize(64, 64).bytes(0), StoragePolicy.HTJ2K_LOSSLESS);
        ObjectKey key = new ObjectKey(store.calls(StoreOperation.PUT).stream()
                .map(RecordingStore.Call::target)
                .filter(target -> target.contains("/instances/"))
                .findFirst()
                .orElseThrow());
        byte[] object;
        try (ObjectReader reader = memory.get(key, ByteRange.all())) {
            object = reader.readAllBytes();
        }
        object[(int) (instance.storedBytes() / 2)] ^= 1;
        ObjectStore other = ObjectStores.memory();
        DicomArchive.builder(other).open().close();
        other.put(key, ObjectContent.of(object), PutCondition.any());
        try (DicomArchive archive = DicomArchive.builder(other).open()) {
            Instance damaged = archive.instance(instance.id());
            for (RetrievalForm form : new RetrievalForm[] {
                RetrievalForm.STORED, RetrievalForm.NATIVE, RetrievalForm.in(TransferSyntax.JPEG_2000_LOSSLESS)
            }) {
                assertThatThrownBy(() -> retrieved(damaged, form)).isInstanceOf(CorruptDataException.class);
            }
        }
    }

    @Test
    void coloursAreTransformedAndPlanesNamedAsTheStandardSays() throws Exception {
        byte[] file = SyntheticStudy.ultrasound(2, 2).withSize(64, 48).bytes(0);
        Instance instance = put(file, StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        assertThat(instance.metadata().string(Tag.PHOTOMETRIC_INTERPRETATION)).hasValue("YBR_RCT");
        byte[] rle = retrieved(instance, RetrievalForm.in(TransferSyntax.RLE_LOSSLESS));
        Dataset dataset = read(rle).dataset();
        assertThat(dataset.string(Tag.PHOTOMETRIC_INTERPRETATION)).hasValue("RGB");
        assertThat(dataset.integer(Tag.PLANAR_CONFIGURATION)).hasValue(1);
        assertThat(decoded(rle, 1)).isEqualTo(decoded(file, 1));
        byte[] part1 = retrieved(instance, RetrievalForm.in(TransferSyntax.JPEG_2000_LOSSLESS));
        assertThat(read(part1).dataset().string(Tag.PHOTOMETRIC_INTERPRETATION)).hasValue("YBR_RCT");
        assertThat(decoded(part1, 1)).isEqualTo(decoded(file, 1));
        byte[] plain = retrieved(instance, RetrievalForm.NATIVE);
        assertThat(read(plain).dataset().string(Tag.PHOTOMETRIC_INTERPRETATION)).hasValue("RGB");
        assertThat(read(plain).dataset().integer(Tag.PLANAR_CONFIGURATION)).hasValue(0);
        Instance received = new RetrievalTest().put(file, StoragePolicy.AS_RECEIVED);
        byte[] encoded = retrieved(received, RetrievalForm.in(TransferSyntax.HTJ2K_LOSSLESS));
        assertThat(read(encoded).dataset().string(Tag.PHOTOMETRIC_INTERPRETATION))
                .hasValue("YBR_RCT");
    }

    @Test
    void lossyFramesAreRecodedWithoutTouchingACoefficientOrDecodedAndSaySo() throws Exception {
        byte[] file = lossy(SyntheticStudy.ct(1, 1).withSize(64, 64).bytes(0));
        Instance instance = put(file, StoragePolicy.AS_RECEIVED);
        byte[] pixels = instance.frame(1).decode();
        byte[] high = retrieved(instance, RetrievalForm.in(TransferSyntax.HTJ2K));
        assertThat(decoded(high, 0)).isEqualTo(pixels);
        J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(frame(high, read(high), 0)));
        assertThat(info.highThroughput()).isTrue();
        assertThat(info.reversible()).isFalse();
        for (TransferSyntax target : new TransferSyntax[] {
            TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, TransferSyntax.HTJ2K_LOSSLESS, TransferSyntax.JPEG_2000_LOSSLESS
        }) {
            byte[] other = retrieved(instance, RetrievalForm.in(target));
            assertThat(decoded(other, 0)).isEqualTo(pixels);
            Dataset dataset = read(other).dataset();
            assertThat(dataset.string(Tag.LOSSY_IMAGE_COMPRESSION)).hasValue("01");
            assertThat(dataset.string(Tag.LOSSY_IMAGE_COMPRESSION_METHOD)).hasValue("ISO_15444_1");
            assertThat(dataset.number(Tag.LOSSY_IMAGE_COMPRESSION_RATIO).orElse(0))
                    .isGreaterThan(1);
        }
        assertThat(new J2kDecoder()
                        .info(ByteBuffer.wrap(instance.frame(1).fetch(TransferSyntax.HTJ2K_LOSSLESS)))
                        .reversible())
                .isTrue();
    }

    @Test
    void whatCannotBeEncodedIsRefusedByName() throws Exception {
        byte[] file = SyntheticStudy.ct(1, 1).withSize(32, 32).bytes(0);
        Instance instance = put(file, StoragePolicy.HTJ2K_LOSSLESS);
        assertThatThrownBy(() -> retrieved(instance, RetrievalForm.in(TransferSyntax.JPEG_BASELINE)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("cannot be encoded as JPEG Baseline (Process 1) (1.2.840.10008.1.2.4.50)");
        Instance received = new RetrievalTest().put(file, StoragePolicy.AS_RECEIVED);
        assertThatThrownBy(() -> retrieved(received, RetrievalForm.in(TransferSyntax.JPEG_2000)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("not JPEG 2000 already");
    }

    @Test
    void oneFrameComesInTheTransferSyntaxWantedAndReducedToo() throws Exception {
        Instance instance = put(SyntheticStudy.ct(1, 1).withSize(128, 128).bytes(0), StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        byte[] pixels = instance.frame(1).decode();
        assertThat(instance.frame(1).fetch(TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN))
                .isEqualTo(pixels);
        byte[] turned = instance.frame(1).fetch(TransferSyntax.EXPLICIT_VR_BIG_ENDIAN);
        assertThat(turned[0]).isEqualTo(pixels[1]);
        assertThat(instance.frame(1).fetch(TransferSyntax.HTJ2K_LOSSLESS_RPCL))
                .isEqualTo(instance.frame(1).fetch());
        PixelDescription description = PixelDescription.of(instance.metadata());
        byte[] rle = instance.frame(1).fetch(TransferSyntax.RLE_LOSSLESS);
        assertThat(FrameDecoder.standard().decode(description, TransferSyntax.RLE_LOSSLESS, rle, 0))
                .isEqualTo(pixels);
        byte[] small = instance.frame(1).reduced(1).fetch(TransferSyntax.JPEG_2000_LOSSLESS);
        assertThat(FrameDecoder.standard().decode(description.reduced(1), TransferSyntax.JPEG_2000_LOSSLESS, small, 0))
                .isEqualTo(instance.frame(1).reduced(1).decode());
    }

    @Test
    void metadataBehindThePixelsStaysAndGroupLengthsGo() throws Exception {
        byte[] file = SyntheticStudy.ct(1, 1).withSize(32, 32).bytes(0);
        DicomFile read = read(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Dataset dataset = read.dataset().toBuilder()
                .integers(0x0028_0000, Vr.UL, 77)
                .string(0x7FE1_0010, Vr.LO, "ACME")
                .string(0x7FE1_1001, Vr.LO, "behind")
                .build();
        DicomWriter.writeFile(read.fileMeta(), dataset, read.transferSyntax(), RangeSource.of(file), out);
        for (StoragePolicy policy : new StoragePolicy[] {StoragePolicy.AS_RECEIVED, StoragePolicy.HTJ2K_LOSSLESS}) {
            Instance instance = new RetrievalTest().put(out.toByteArray(), policy);
            for (TransferSyntax target : new TransferSyntax[] {
                TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
                TransferSyntax.RLE_LOSSLESS,
                TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN
            }) {
                DicomFile other = read(retrieved(instance, RetrievalForm.in(target)));
                assertThat(other.dataset().string(0x7FE1_1001)).hasValue("behind");
                assertThat(other.dataset().contains(0x0028_0000)).isFalse();
                assertThat(other.dataset().integer(Tag.ROWS)).hasValue(32);
            }
        }
    }
}
