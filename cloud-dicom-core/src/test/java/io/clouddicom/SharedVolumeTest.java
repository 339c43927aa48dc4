package io.clouddicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.clouddicom.SliceIrregularity.Kind;
import io.clouddicom.store.ObjectStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes of real series against what pydicom and numpy make of the same files. */
class SharedVolumeTest {
    /** Prints a line with the order of the slices, one with the affine, one with the digest of the voxels. */
    private static final String STACK = """
            import glob, hashlib, sys
            import numpy, pydicom
            sets = [pydicom.dcmread(f) for f in glob.glob(sys.argv[1] + '/*.dcm')]
            o = numpy.array(sets[0].ImageOrientationPatient, float)
            normal = numpy.cross(o[:3], o[3:])
            sets.sort(key=lambda s: numpy.dot(normal, numpy.array(s.ImagePositionPatient, float)))
            print(' '.join(s.SOPInstanceUID for s in sets))
            first, last = [numpy.array(s.ImagePositionPatient, float) for s in (sets[0], sets[-1])]
            spacing = [float(x) for x in sets[0].PixelSpacing]
            affine = numpy.eye(4)
            affine[:3, 0] = o[:3] * spacing[1]
            affine[:3, 1] = o[3:] * spacing[0]
            affine[:3, 2] = (last - first) / (len(sets) - 1)
            affine[:3, 3] = first
            print(' '.join(repr(float(x)) for x in affine.flatten()))
            if sys.argv[2] == 'pixels':
                voxels = [s.pixel_array * int(s.RescaleSlope) + int(s.RescaleIntercept) for s in sets]
                print(hashlib.md5(numpy.stack(voxels).astype('<i2').tobytes()).hexdigest())
            """;

    private final DicomArchive archive;

    SharedVolumeTest() throws IOException {
        archive = DicomArchive.builder(ObjectStores.memory()).open();
    }

    @AfterEach
    void close() throws IOException {
        archive.close();
    }

    private Series put(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(folder)) {
            found.filter(file -> file.toString().endsWith(".dcm")).forEach(files::add);
        }
        Receipt receipt = archive.put(InstanceSource.of(files.get(0)), PutOptions.DEFAULT);
        for (Path file : files.subList(1, files.size())) {
            archive.put(InstanceSource.of(file), PutOptions.DEFAULT);
        }
        return archive.study(receipt.study()).series(receipt.instance().series());
    }

    private static List<String> stacked(Path folder, boolean pixels) throws IOException {
        ExternalTool python = ExternalTool.requirePython("pydicom");
        ExternalTool.Outcome outcome = python.run("-c", STACK, folder.toString(), pixels ? "pixels" : "");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output().lines().toList();
    }

    private static void assertSlices(Volume volume, String order) {
        assertThat(String.join(
                        " ",
                        volume.slices().stream()
                                .map(frame -> frame.instance().instance().value())
                                .toList()))
                .isEqualTo(order);
    }

    private static void assertAffine(VolumeGeometry geometry, String numbers) {
        double[] expected =
                Stream.of(numbers.split(" ")).mapToDouble(Double::parseDouble).toArray();
        // Direction cosines of the files are rounded: they are made to have the length 1.
        assertThat(geometry.affine()).containsExactly(expected, within(1e-5));
    }

    private static String md5(Volume volume) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        volume.writeVoxels(out);
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(out.toByteArray()));
    }

    @Test
    void anObliqueHeadIsWhatNumpyStacks() throws Exception {
        Path folder = SharedData.dicom().resolve("series-mr-brain");
        Volume volume = put(folder).volume();
        List<String> expected = stacked(folder, true);
        assertSlices(volume, expected.get(0));
        assertAffine(volume.geometry(), expected.get(1));
        assertThat(volume.voxelType()).isEqualTo(Volume.VoxelType.INT16);
        assertThat(md5(volume)).isEqualTo(expected.get(2));
    }

    @Test
    void sagittalSlicesInFragmentsAreSortedAlongTheirNormal() throws Exception {
        Path folder = SharedData.dicom().resolve("series-mr-j2k-fragments");
        Volume volume = put(folder).volume();
        List<String> expected = stacked(folder, false);
        assertSlices(volume, expected.get(0));
        assertAffine(volume.geometry(), expected.get(1));
        assertThat(volume.geometry().sliceSpacing()).isCloseTo(2, within(1e-4));
        short[] voxels = volume.shorts();
        int slice = volume.geometry().columns() * volume.geometry().rows();
        for (Map<String, String> row : SharedData.table(SharedData.dicom().resolve("MANIFEST.tsv"))) {
            if (row.get("path").startsWith("series-mr-j2k-fragments/")) {
                byte[] bytes = new byte[2 * slice];
                int index = volume.slices().size()
                        - Integer.parseInt(row.get("path").replaceAll(".*/600100(\\d).*", "$1"));
                for (int i = 0; i < slice; i++) {
                    bytes[2 * i] = (byte) voxels[index * slice + i];
                    bytes[2 * i + 1] = (byte) (voxels[index * slice + i] >> 8);
                }
                assertThat(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("MD5").digest(bytes)))
                        .isEqualTo(row.get("pixels_md5"));
            }
        }
    }

    @Test
    void aHeadInTwoSpacingsIsNoVolumeUnlessThatIsAccepted(@TempDir Path temporary) throws Exception {
        // Slices of 4 mm, then of 7 mm, on a tilted gantry.
        Path folder = SharedData.dicom().resolve("series-ct-ge");
        Series series = put(folder);
        NotAVolumeException refused = catchThrowableOfType(NotAVolumeException.class, series::volume);
        assertThat(refused.reason()).isEqualTo(NotAVolumeException.Reason.IRREGULAR_SLICES);
        System.out.println(refused.getMessage());
        assertThat(refused.irregularities())
                .filteredOn(irregularity -> irregularity.kind() == Kind.UNEVEN)
                .hasSize(6);
        Volume accepted = series.volume(VolumeOptions.DEFAULT.withIrregularSlices());
        List<String> expected = stacked(folder, true);
        assertSlices(accepted, expected.get(0));
        assertThat(md5(accepted)).isEqualTo(expected.get(2));
        assertThat(accepted.geometry().sliceSpacing()).isCloseTo(4.0019, within(1e-3));

        // The part with one spacing is a volume of its own.
        Path part = Files.createDirectories(temporary.resolve("part"));
        List<Frame> frames = new ArrayList<>();
        for (FrameId frame : accepted.slices().subList(0, 14)) {
            Instance instance = series.instance(frame.instance().instance());
            frames.add(instance.frame(1));
            instance.restore(part.resolve(frames.size() + ".dcm"));
        }
        Volume volume = Volume.of(frames, VolumeOptions.DEFAULT);
        expected = stacked(part, true);
        assertSlices(volume, expected.get(0));
        assertAffine(volume.geometry(), expected.get(1));
        assertThat(md5(volume)).isEqualTo(expected.get(2));
    }
}
