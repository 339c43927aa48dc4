package io.clouddicom.benchmarks.sizes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clouddicom.benchmarks.peers.Frame;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is taken from DICOM files, and how small it gets. */
class DicomPicturesTest {
    private static final Path RAW = Path.of("never written");
    private final DicomPictures pictures = new DicomPictures(RAW);

    private Optional<DicomPictures.Read> read(SyntheticStudy study) throws IOException {
        return pictures.read("name", "US", study.bytes(0));
    }

    @Test
    void aPictureHasTheFramesOfItsFileWhateverTheTransferSyntax() throws IOException {
        SyntheticStudy study = SyntheticStudy.ultrasound(5, 2).withSize(64, 80);
        DicomPictures.Read plain = read(study).orElseThrow();
        DicomPictures.Read runs =
                read(study.withTransferSyntax(TransferSyntax.RLE_LOSSLESS)).orElseThrow();

        assertEquals(plain.digest(), runs.digest());
        assertEquals(List.of(new Picture.Found("native", 24)), plain.picture().found());
        assertEquals("RLE", runs.picture().found().get(0).coding());
        assertTrue(plain.picture().colour());
        assertEquals(2 * 64 * 80, plain.picture().pixels());
        Frame frame = plain.picture().frames().get(1);
        assertEquals(List.of(80, 64, 3, 8), List.of(frame.width(), frame.height(), frame.components(), frame.bits()));
        assertEquals(frame.hash(), runs.picture().frames().get(1).hash());
    }

    @Test
    void bothWaysOfJpeg2000MakeItSmaller() throws IOException {
        DicomPictures.Read read = read(SyntheticStudy.mr(5, 1)).orElseThrow();

        Measured measured = new LosslessCoders(null, RAW).measure(read.picture());

        assertEquals(16, measured.nativeBits());
        assertTrue(measured.highThroughput() > 1 && measured.highThroughput() < 12, measured.toString());
        assertTrue(measured.part1() > 1 && measured.part1() < measured.highThroughput(), measured.toString());
        assertTrue(Double.isNaN(measured.jpegLs()));
    }

    @Test
    void smallPicturesAreLeftOut() throws IOException {
        assertEquals(Optional.empty(), read(SyntheticStudy.ct(5, 1).withSize(63, 64)));
    }
}
