package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CorruptDataException;
import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.Instance;
import io.clouddicom.Receipt;
import io.clouddicom.RetrievalForm;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.codec.DecodeOptions;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.pixel.RenderingOptions;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Frames at reduced resolutions: little is read, and it is what the whole codestream decodes to. */
class ReducedFramesTest {
    private final ObjectStore memory = ObjectStores.memory();
    private final RecordingStore store = new RecordingStore(memory);

    private Instance put(SyntheticStudy study, StoragePolicy policy) throws Exception {
        DicomArchive archive = DicomArchive.builder(store).storage(policy).open();
        Receipt receipt = archive.put(study.bytes(0));
        archive.index(receipt.study());
        Instance instance = archive.study(receipt.study()).instance(receipt.instance());
        instance.frameCount();
        store.forgetCalls();
        return instance;
    }

    @Test
    void aReducedFrameIsOneRangeOfAFractionOfItsBytes() throws Exception {
        Instance instance = put(SyntheticStudy.enhancedCt(1, 5), StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        Frame middle = instance.frame(3);
        byte[] codestream = middle.fetch();
        for (int reduction = 1; reduction <= 5; reduction++) {
            store.forgetCalls();
            byte[] pixels = middle.reduced(reduction).decode();
            assertThat(store.calls()).hasSize(1);
            assertThat(store.readBytes()).isEqualTo(middle.reduced(reduction).storedBytes());
            System.out.println("1/" + (1 << reduction) + ": " + store.readBytes() + " of " + codestream.length);
            int side = 512 >> reduction;
            byte[] expected = new byte[side * side * 2];
            new J2kDecoder(DecodeOptions.builder().reduction(reduction).build())
                    .decode(ByteBuffer.wrap(codestream), expected, 0, SampleLayout.interleaved(2));
            assertThat(pixels).isEqualTo(expected);
        }
        assertThat(middle.reduced(2).storedBytes()).isLessThan(codestream.length / 10);
        assertThat(middle.reduced(3).storedBytes()).isLessThan(codestream.length / 30);
        assertThat(middle.reduced(9).decode()).hasSize(2);
        store.forgetCalls();
        List<Frame> small =
                instance.frames().stream().map(frame -> frame.reduced(4)).toList();
        assertThat(instance.fetch(small).mapToInt(bytes -> bytes.length).sum()).isEqualTo((int) store.readBytes());
    }

    @Test
    void whatHasNoResolutionsIsReadWholeAndShrunk() throws Exception {
        Instance instance = put(SyntheticStudy.ultrasound(1, 2).withSize(101, 67), StoragePolicy.AS_RECEIVED);
        byte[] whole = instance.frame(2).decode();
        byte[] half = instance.frame(2).reduced(1).decode();
        assertThat(half).hasSize(51 * 34 * 3);
        int sum = 0;
        for (int y = 40; y < 42; y++) {
            for (int x = 20; x < 22; x++) {
                sum += whole[(y * 67 + x) * 3 + 1] & 0xFF;
            }
        }
        assertThat(half[(20 * 34 + 10) * 3 + 1] & 0xFF).isEqualTo(Math.round(sum / 4.0f));
        assertThat(half[half.length - 1]).isEqualTo(whole[whole.length - 1]);
    }

    @Test
    void aDamagedBeginningIsNoticedAndDamageBehindItIsNot() throws Exception {
        Instance instance = put(SyntheticStudy.ct(1, 1), StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        Frame frame = instance.frame(1);
        byte[] codestream = frame.fetch();
        byte[] small = frame.reduced(3).decode();
        ObjectKey key = new ObjectKey(store.calls().get(0).target());
        byte[] object;
        try (ObjectReader reader = memory.get(key, ByteRange.all())) {
            object = reader.readAllBytes();
        }
        int begin = (int) ((ByteRange.Span) store.calls().get(0).range()).offsetBytes();
        int prefix = (int) frame.reduced(3).storedBytes();
        for (int place : new int[] {begin + prefix - 1, begin + codestream.length - 10}) {
            byte[] bad = object.clone();
            bad[place] ^= 4;
            ObjectStore other = ObjectStores.memory();
            DicomArchive.builder(other).open().close();
            other.put(key, ObjectContent.of(bad), PutCondition.any());
            try (DicomArchive archive = DicomArchive.builder(other).open()) {
                Frame damaged = archive.instance(instance.id()).frame(1);
                assertThatThrownBy(damaged::decode).isInstanceOf(CorruptDataException.class);
                if (place < begin + prefix) {
                    assertThatThrownBy(() -> damaged.reduced(3).decode()).isInstanceOf(CorruptDataException.class);
                } else {
                    assertThat(damaged.reduced(3).decode()).isEqualTo(small);
                }
            }
        }
    }

    @Test
    void aSmallPictureReadsWhatItTakes() throws Exception {
        Instance instance = put(SyntheticStudy.ct(1, 1), StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        Frame frame = instance.frame(1);
        BufferedImage picture =
                ImageIO.read(new ByteArrayInputStream(frame.render(RenderingOptions.PNG.within(64, 200))));
        assertThat(picture.getWidth()).isEqualTo(64);
        assertThat(picture.getHeight()).isEqualTo(64);
        assertThat(store.calls()).hasSize(1);
        assertThat(store.readBytes()).isEqualTo(frame.reduced(3).storedBytes());
        assertThat(ImageIO.read(new ByteArrayInputStream(frame.render(RenderingOptions.JPEG)))
                        .getWidth())
                .isEqualTo(512);
    }

    @Test
    void aContactSheetOfAStudyReadsAThirtiethOfIt() throws Exception {
        SyntheticStudy ct = SyntheticStudy.ct(9, 12);
        DicomArchive archive = DicomArchive.builder(store)
                .storage(StoragePolicy.HTJ2K_LOSSLESS_RPCL)
                .open();
        for (int i = 0; i < 12; i++) {
            archive.put(ct.bytes(i));
        }
        archive.index(ct.studyUid());
        Study study = archive.study(ct.studyUid());
        long whole = 0;
        for (Instance instance : study.instances()) {
            whole += instance.frame(1).storedBytes();
        }
        store.forgetCalls();
        for (Instance instance : study.instances()) {
            instance.frame(1).render(RenderingOptions.PNG.within(64, 64));
        }
        System.out.println("a sheet at 1/8: " + store.readBytes() + " of " + whole + " bytes");
        assertThat(store.calls()).hasSize(12);
        assertThat(store.readBytes()).isLessThan(whole / 30);
    }

    @Test
    void aCodestreamThatCameInTheOrderOfResolutionsIsReadInPartToo() throws Exception {
        Instance transcoded =
                put(SyntheticStudy.enhancedCt(3, 3).withSize(256, 256), StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        for (TransferSyntax syntax :
                new TransferSyntax[] {TransferSyntax.HTJ2K_LOSSLESS_RPCL, TransferSyntax.JPEG_2000_LOSSLESS}) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            transcoded.retrieve(RetrievalForm.in(syntax), file);
            ReducedFramesTest again = new ReducedFramesTest();
            DicomArchive archive = DicomArchive.builder(again.store)
                    .storage(StoragePolicy.AS_RECEIVED)
                    .open();
            Receipt receipt = archive.put(file.toByteArray());
            archive.index(receipt.study());
            Instance received = archive.study(receipt.study()).instance(receipt.instance());
            Frame frame = received.frame(2);
            again.store.forgetCalls();
            assertThat(frame.reduced(2).decode())
                    .isEqualTo(transcoded.frame(2).reduced(2).decode());
            assertThat(again.store.calls()).hasSize(1);
            assertThat(again.store.readBytes()).isLessThan(frame.storedBytes() / 8);
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .clean())
                    .isTrue();
            ByteArrayOutputStream restored = new ByteArrayOutputStream();
            received.restore(restored);
            assertThat(restored.toByteArray()).isEqualTo(file.toByteArray());
        }
    }
}
