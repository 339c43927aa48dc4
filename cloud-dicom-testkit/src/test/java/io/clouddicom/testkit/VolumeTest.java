package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.FrameId;
import io.clouddicom.Instance;
import io.clouddicom.InstanceSource;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotAVolumeException;
import io.clouddicom.NotAVolumeException.Reason;
import io.clouddicom.PutOptions;
import io.clouddicom.Series;
import io.clouddicom.SliceIrregularity;
import io.clouddicom.SliceIrregularity.Kind;
import io.clouddicom.StoragePolicy;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.Volume;
import io.clouddicom.VolumeGeometry;
import io.clouddicom.VolumeOptions;
import io.clouddicom.VolumeOptions.Values;
import io.clouddicom.VolumeSlice;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Vr;
import io.clouddicom.store.ObjectStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Slices become a volume: in order, placed in the patient, complete, or refused by name. */
class VolumeTest {
    private final RecordingStore store = new RecordingStore(ObjectStores.memory());

    /** An instance with some attributes changed. */
    private static byte[] changed(byte[] file, Consumer<Dataset.Builder> change) throws IOException {
        RangeSource source = RangeSource.of(file);
        DicomFile read = DicomReader.of(source).read();
        Dataset.Builder dataset = read.dataset().toBuilder();
        change.accept(dataset);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DicomWriter.writeFile(read.fileMeta(), dataset.build(), read.transferSyntax(), source, out);
        return out.toByteArray();
    }

    private static String[] decimals(double... numbers) {
        return Arrays.stream(numbers).mapToObj(Double::toString).toArray(String[]::new);
    }

    private static Consumer<Dataset.Builder> at(double x, double y, double z) {
        return dataset -> dataset.string(Tag.IMAGE_POSITION_PATIENT, Vr.DS, decimals(x, y, z));
    }

    private Series put(List<byte[]> files, StoragePolicy policy) throws IOException {
        DicomArchive archive = DicomArchive.builder(store).storage(policy).open();
        Uid study = archive.put(files.get(0)).study();
        for (byte[] file : files.subList(1, files.size())) {
            archive.put(file);
        }
        archive.index(study);
        return archive.study(study).series().get(0);
    }

    private static List<byte[]> ct(int slices) {
        SyntheticStudy study = SyntheticStudy.ct(4, slices).withSize(40, 48);
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < slices; i++) {
            files.add(study.bytes(i));
        }
        return files;
    }

    private static short stored(byte[] decoded, int pixel) {
        return ByteBuffer.wrap(decoded).order(ByteOrder.LITTLE_ENDIAN).getShort(2 * pixel);
    }

    private static NotAVolumeException refused(Series series) {
        return catchThrowableOfType(NotAVolumeException.class, series::volume);
    }

    @Test
    void slicesInAnyOrderBecomeAVolumeInThePatient() throws Exception {
        List<byte[]> files = ct(9);
        Collections.shuffle(files, new Random(1));
        Series series = put(files, StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        store.forgetCalls();
        Volume volume = series.volume();
        assertThat(store.calls()).as("metadata comes from the index").isEmpty();
        VolumeGeometry geometry = volume.geometry();
        assertThat(geometry.columns()).isEqualTo(48);
        assertThat(geometry.rows()).isEqualTo(40);
        assertThat(geometry.slices()).isEqualTo(9);
        assertThat(geometry.columnSpacing()).isEqualTo(0.75);
        assertThat(geometry.rowSpacing()).isEqualTo(0.75);
        assertThat(geometry.sliceSpacing()).isCloseTo(1.25, within(1e-9));
        assertThat(volume.voxelType()).isEqualTo(Volume.VoxelType.INT16);

        short[] voxels = volume.shorts();
        assertThat(store.calls()).as("one request a slice").hasSize(9);
        double lastZ = Double.NEGATIVE_INFINITY;
        for (int slice = 0; slice < 9; slice++) {
            Instance instance =
                    series.instance(volume.slices().get(slice).instance().instance());
            double[] position = instance.metadata().numbers(Tag.IMAGE_POSITION_PATIENT);
            assertThat(position[2]).isGreaterThan(lastZ);
            lastZ = position[2];
            assertThat(geometry.place(0, 0, slice).z()).isCloseTo(position[2], within(1e-9));
            assertThat(geometry.place(10, 20, slice).x()).isCloseTo(position[0] + 7.5, within(1e-9));
            assertThat(geometry.place(10, 20, slice).y()).isCloseTo(position[1] + 15, within(1e-9));
            byte[] decoded = instance.frame(1).decode();
            for (int pixel = 0; pixel < 48 * 40; pixel++) {
                assertThat(voxels[slice * 48 * 40 + pixel]).isEqualTo((short) (stored(decoded, pixel) - 1024));
            }
        }
        short[] raw =
                series.volume(VolumeOptions.DEFAULT.withValues(Values.STORED)).shorts();
        float[] floats = volume.floats();
        int[] ints = volume.ints();
        for (int i = 0; i < raw.length; i++) {
            assertThat(raw[i] - 1024).isEqualTo(voxels[i]);
            assertThat(ints[i]).isEqualTo(voxels[i]);
            assertThat(floats[i]).isEqualTo(voxels[i]);
        }
    }

    @Test
    void obliqueAndTiltedSlicesHaveTheAffineWorkedOutByHand() throws Exception {
        // Rows along +y, columns along -z: sagittal, normal (-1, 0, 0); each slice is 1 mm higher too, as by a tilt.
        List<byte[]> files = new ArrayList<>();
        List<byte[]> made = ct(3);
        for (int i = 0; i < 3; i++) {
            int slice = i;
            files.add(changed(
                    made.get(i),
                    dataset -> dataset.string(Tag.IMAGE_ORIENTATION_PATIENT, Vr.DS, decimals(0, 1, 0, 0, 0, -1))
                            .string(Tag.PIXEL_SPACING, Vr.DS, decimals(0.5, 0.25))
                            .string(Tag.IMAGE_POSITION_PATIENT, Vr.DS, decimals(10 + 2 * slice, -20, 30 - slice))));
        }
        Volume volume = put(files, StoragePolicy.AS_RECEIVED).volume();
        assertThat(volume.geometry().affine())
                .containsExactly(
                        new double[] {
                            0, 0, -2, 14, //
                            0.25, 0, 0, -20, //
                            0, -0.5, 1, 28, //
                            0, 0, 0, 1
                        },
                        within(1e-9));
        assertThat(volume.geometry().sliceSpacing()).isEqualTo(2);
        // Means of 2 × 2 pixels lie half a pixel further.
        assertThat(volume.reduced(1).geometry().affine())
                .containsExactly(
                        new double[] {
                            0, 0, -2, 14, //
                            0.5, 0, 0, -19.875, //
                            0, -1, 1, 27.75, //
                            0, 0, 0, 1
                        },
                        within(1e-9));
    }

    @Test
    void aReducedVolumeReadsLittleAndItsPixelsLieWhereTheWaveletLeavesThem() throws Exception {
        SyntheticStudy study = SyntheticStudy.ct(3, 6);
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            files.add(study.bytes(i));
        }
        Series series = put(files, StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        long whole = 0;
        for (Instance instance : series.instances()) {
            whole += instance.frame(1).storedBytes();
        }
        Volume volume = series.volume();
        store.forgetCalls();
        Volume small = volume.reduced(3);
        short[] voxels = small.shorts();
        System.out.println("1/8 of a volume: " + store.readBytes() + " of " + whole + " bytes");
        assertThat(store.calls()).hasSize(6);
        assertThat(store.readBytes()).isLessThan(whole / 30);
        assertThat(voxels).hasSize(6 * 64 * 64);
        assertThat(small.geometry().origin()).isEqualTo(volume.geometry().origin());
        assertThat(small.geometry().columnSpacing()).isEqualTo(6);
        assertThat(small.geometry().sliceSpacing()).isCloseTo(1.25, within(1e-9));
        byte[] decoded = series.instance(small.slices().get(2).instance().instance())
                .frame(1)
                .reduced(3)
                .decode();
        assertThat(voxels[2 * 64 * 64 + 1000]).isEqualTo((short) (stored(decoded, 1000) - 1024));
    }

    @Test
    void framesOfAnEnhancedInstanceAreAVolumeInFewRequests() throws Exception {
        SyntheticStudy study = SyntheticStudy.enhancedCt(2, 30).withSize(64, 64);
        Series series = put(List.of(study.bytes(0)), StoragePolicy.HTJ2K_LOSSLESS_RPCL);
        Volume volume = series.volume();
        assertThat(volume.slices()).hasSize(30);
        assertThat(volume.slices().get(0))
                .isEqualTo(new FrameId(series.instances().get(0).id(), 1));
        assertThat(volume.geometry().sliceSpacing()).isCloseTo(1.25, within(1e-9));
        store.forgetCalls();
        List<Integer> order = new ArrayList<>();
        List<short[]> slices = new ArrayList<>();
        volume.read((VolumeSlice slice) -> {
            order.add(slice.index());
            slices.add(slice.shorts());
        });
        assertThat(order).hasSize(30).isSorted();
        assertThat(store.calls()).hasSize(1);
        byte[] last = series.instances().get(0).frame(30).decode();
        assertThat(slices.get(29)[77]).isEqualTo((short) (stored(last, 77) - 1024));
    }

    @Test
    void gapsAndDoublesAreToldByName() throws Exception {
        List<byte[]> files = ct(8);
        SyntheticStudy study = SyntheticStudy.ct(4, 8);
        files.remove(5);
        files.remove(4);
        files.add(changed(files.get(1), dataset -> dataset.uid(Tag.SOP_INSTANCE_UID, Uid.of("2.25.77"))));
        Series series = put(files, StoragePolicy.AS_RECEIVED);
        NotAVolumeException refused = refused(series);
        assertThat(refused.reason()).isEqualTo(Reason.IRREGULAR_SLICES);
        assertThat(refused.irregularities()).extracting(SliceIrregularity::kind).containsExactly(Kind.DOUBLE, Kind.GAP);
        SliceIrregularity gap = refused.irregularities().get(1);
        assertThat(gap.missing()).isEqualTo(2);
        assertThat(gap.millimetres()).isCloseTo(3.75, within(1e-9));
        assertThat(refused)
                .hasMessageContaining("2.25.77 are at the same place")
                .hasMessageContaining("2 slices are missing between")
                .hasMessageContaining(study.instanceUid(3).value())
                .hasMessageContaining(study.instanceUid(6).value());

        Volume accepted = series.volume(VolumeOptions.DEFAULT.withIrregularSlices());
        assertThat(accepted.irregularities()).isEqualTo(refused.irregularities());
        assertThat(accepted.slices()).hasSize(6);
        assertThat(accepted.geometry().sliceSpacing()).isCloseTo(1.25, within(1e-9));
        assertThat(accepted.shorts()).hasSize(6 * 40 * 48);
        List<Frame> chosen = new ArrayList<>();
        for (FrameId frame : accepted.slices().subList(0, 4)) {
            chosen.add(series.instance(frame.instance().instance()).frame(frame.number()));
        }
        assertThat(Volume.of(chosen, VolumeOptions.DEFAULT).irregularities()).isEmpty();
    }

    @Test
    void unevenAndShiftedSlicesAreRefused() throws Exception {
        List<byte[]> files = ct(6);
        double[] position =
                DicomReader.of(RangeSource.of(files.get(3))).read().dataset().numbers(Tag.IMAGE_POSITION_PATIENT);
        files.set(3, changed(files.get(3), at(position[0], position[1], position[2] + 0.4)));
        NotAVolumeException uneven = refused(put(files, StoragePolicy.AS_RECEIVED));
        assertThat(uneven.irregularities())
                .extracting(SliceIrregularity::kind)
                .containsExactly(Kind.UNEVEN, Kind.UNEVEN);

        files = ct(6);
        files.set(3, changed(files.get(3), at(position[0] + 2, position[1], position[2])));
        SyntheticStudy other = SyntheticStudy.ct(4, 6);
        VolumeTest again = new VolumeTest();
        NotAVolumeException shifted = refused(again.put(files, StoragePolicy.AS_RECEIVED));
        assertThat(shifted.irregularities()).extracting(SliceIrregularity::kind).containsExactly(Kind.SHIFTED);
        assertThat(shifted).hasMessageContaining(other.instanceUid(3).value() + " lies 2.000 mm aside");
    }

    @Test
    void whatIsNoVolumeIsRefusedByType() throws Exception {
        assertRefused(
                Reason.ORIENTATION,
                "not parallel",
                dataset -> dataset.string(Tag.IMAGE_ORIENTATION_PATIENT, Vr.DS, decimals(1, 0, 0, 0, 0, -1)));
        assertRefused(
                Reason.ORIENTATION,
                "do not stand on",
                dataset -> dataset.string(Tag.IMAGE_ORIENTATION_PATIENT, Vr.DS, decimals(1, 0, 0, 1, 0, 0)));
        assertRefused(
                Reason.ORIENTATION,
                "no direction",
                dataset -> dataset.string(Tag.IMAGE_ORIENTATION_PATIENT, Vr.DS, decimals(0, 0, 0, 0, 1, 0)));
        assertRefused(
                Reason.FRAME_OF_REFERENCE,
                "another Frame of Reference",
                dataset -> dataset.uid(Tag.FRAME_OF_REFERENCE_UID, Uid.of("2.25.5")));
        assertRefused(
                Reason.SIZE, "Pixel Spacing", dataset -> dataset.string(Tag.PIXEL_SPACING, Vr.DS, decimals(0.75, 0.8)));
        assertRefused(
                Reason.SIZE,
                "not above 0",
                dataset -> dataset.string(Tag.PIXEL_SPACING, Vr.DS, decimals(0, 0.8)),
                true);
        assertRefused(Reason.SIZE, "48 × 20", dataset -> dataset.integers(Tag.ROWS, Vr.US, 20));
        assertRefused(Reason.NO_PLACE, "no Image Position", dataset -> dataset.remove(Tag.IMAGE_POSITION_PATIENT));
        Series colour =
                put(List.of(SyntheticStudy.ultrasound(1, 2).withSize(8, 8).bytes(0)), StoragePolicy.AS_RECEIVED);
        assertThat(refused(colour).reason()).isEqualTo(Reason.NO_PLACE);
        assertThatThrownBy(() -> Volume.of(List.of(), VolumeOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        NotAVolumeException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_FRAMES));
    }

    private static void assertRefused(Reason reason, String detail, Consumer<Dataset.Builder> change) throws Exception {
        assertRefused(reason, detail, change, false);
    }

    private static void assertRefused(Reason reason, String detail, Consumer<Dataset.Builder> change, boolean noPlace)
            throws Exception {
        List<byte[]> files = ct(3);
        String second = SyntheticStudy.ct(4, 3).instanceUid(1).value();
        files.set(1, changed(files.get(1), change));
        NotAVolumeException refused = refused(new VolumeTest().put(files, StoragePolicy.AS_RECEIVED));
        assertThat(refused.reason()).as(detail).isEqualTo(noPlace ? Reason.NO_PLACE : reason);
        assertThat(refused).hasMessageContaining(detail).hasMessageContaining(second);
        assertThat(refused.irregularities()).isEmpty();
    }

    @Test
    void valuesThatDoNotFitAreRefusedNotCut() throws Exception {
        List<byte[]> files = ct(2);
        for (int i = 0; i < 2; i++) {
            files.set(i, changed(files.get(i), dataset -> dataset.string(Tag.RESCALE_SLOPE, Vr.DS, decimals(1000))));
        }
        Volume wide = put(files, StoragePolicy.AS_RECEIVED).volume();
        assertThat(wide.voxelType()).isEqualTo(Volume.VoxelType.INT32);
        assertThatThrownBy(wide::shorts)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("16 bits");
        assertThat(wide.ints()).hasSize(2 * 40 * 48);

        files = ct(2);
        files.set(1, changed(files.get(1), dataset -> dataset.string(Tag.RESCALE_SLOPE, Vr.DS, decimals(0.5))));
        Series series = new VolumeTest().put(files, StoragePolicy.AS_RECEIVED);
        Volume halves = series.volume();
        assertThat(halves.voxelType()).isEqualTo(Volume.VoxelType.FLOAT32);
        assertThatThrownBy(halves::ints)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not whole");
        byte[] decoded = series.instance(halves.slices().get(1).instance().instance())
                .frame(1)
                .decode();
        assertThat(halves.floats()[40 * 48 + 100]).isEqualTo(stored(decoded, 100) * 0.5f - 1024);
        Volume bounded = series.volume(VolumeOptions.DEFAULT.withMostVoxels(3839));
        assertThatThrownBy(bounded::floats)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("3840 voxels");
    }

    @Test
    void slicesOfDifferentCodingsCannotBeReducedTogether() throws Exception {
        SyntheticStudy ct = SyntheticStudy.ct(4, 4).withSize(256, 256);
        DicomArchive archive = DicomArchive.builder(store).open();
        for (int i = 0; i < 4; i++) {
            StoragePolicy policy = i == 2 ? StoragePolicy.AS_RECEIVED : StoragePolicy.HTJ2K_LOSSLESS_RPCL;
            archive.put(InstanceSource.of(ct.bytes(i)), PutOptions.DEFAULT.withStorage(policy));
        }
        Volume volume = archive.study(ct.studyUid()).series().get(0).volume();
        assertThat(volume.shorts()).hasSize(4 * 256 * 256);
        assertThatThrownBy(() -> volume.reduced(1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("encoded in another way");
    }

    @Test
    void aNiftiFileHoldsTheVolumeInItsOwnCoordinates() throws Exception {
        List<byte[]> files = ct(3);
        Volume volume = put(files, StoragePolicy.HTJ2K_LOSSLESS).volume();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        volume.writeNifti(out);
        ByteBuffer nifti = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(nifti.limit()).isEqualTo(352 + 3 * 40 * 48 * 2);
        assertThat(nifti.getInt(0)).isEqualTo(348);
        assertThat(new short[] {nifti.getShort(40), nifti.getShort(42), nifti.getShort(44), nifti.getShort(46)})
                .containsExactly((short) 3, (short) 48, (short) 40, (short) 3);
        assertThat(nifti.getShort(70)).isEqualTo((short) 4);
        assertThat(nifti.getShort(72)).isEqualTo((short) 16);
        assertThat(nifti.getFloat(80)).isEqualTo(0.75f);
        assertThat(nifti.getFloat(88)).isEqualTo(1.25f);
        assertThat(nifti.getFloat(108)).isEqualTo(352);
        assertThat(nifti.getShort(254)).isEqualTo((short) 1);
        double[] affine = volume.geometry().affine();
        assertThat(nifti.getFloat(280)).isEqualTo((float) -affine[0]);
        assertThat(nifti.getFloat(292)).isEqualTo((float) -affine[3]);
        assertThat(nifti.getFloat(300)).isEqualTo((float) -affine[5]);
        assertThat(nifti.getFloat(324)).isEqualTo((float) affine[11]);
        assertThat(nifti.getInt(344)).isEqualTo(0x00_31_2B_6E);
        short[] voxels = volume.shorts();
        assertThat(nifti.getShort(352 + 2 * 3000)).isEqualTo(voxels[3000]);
    }

    @Test
    void anErrorInOneSliceEndsTheReading() throws Exception {
        Volume volume = put(ct(5), StoragePolicy.AS_RECEIVED).volume();
        assertThatThrownBy(() -> volume.read(slice -> {
                    if (slice.index() == 2) {
                        throw new IOException("no room");
                    }
                }))
                .hasMessage("no room");
        store.assertAllClosed();
    }
}
