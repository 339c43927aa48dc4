package io.clouddicom.benchmarks;

import io.clouddicom.benchmarks.report.Reported;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomHeader;
import io.clouddicom.dicom.DicomJson;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.RangeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The DICOM layer on real files from memory: elements, frames, JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DicomBenchmark {
    /** The file. */
    @Param
    public Source source = Source.CT_SLICE;

    private byte[] file = {};
    private Dataset dataset = Dataset.builder().build();
    private byte[] json = {};

    /** A real file. */
    public enum Source {
        /** A slice of 512 × 512. */
        CT_SLICE("series-ct-ge/01.dcm", 1),
        /** An enhanced multi-frame object with functional groups of each frame. */
        ENHANCED_MR("multiframe/d2n-philips_enhanced-fmri-001-IM-0001-9600-0001.dcm", 32),
        /** 96 frames in a fragment each. */
        XA_96_FRAMES_JPEG("multiframe/xa-96frames-jpeg8bit.dcm", 96),
        /** 140 tiles of a slide, JPEG. */
        SLIDE_140_TILES_JPEG("wsi/wsi-140-tiles-jpeg.dcm", 140);

        private final String path;
        private final int frames;

        Source(String path, int frames) {
            this.path = path;
            this.frames = frames;
        }
    }

    /** Reads the file, and checks its frames and that JSON brings the elements back. */
    @Setup
    public void read() throws IOException {
        file = SharedData.dicom(source.path);
        DicomFile whole = readAll();
        if (whole.frames().count() != source.frames) {
            throw new IllegalStateException(whole.frames().count() + " frames in " + source.path);
        }
        dataset = whole.dataset();
        json = write(dataset).toByteArray();
        // Text becomes UTF-8 on the way, and Specific Character Set says so; from then on nothing changes.
        json = write(readJson()).toByteArray();
        if (!Arrays.equals(write(readJson()).toByteArray(), json)) {
            throw new IllegalStateException("JSON does not bring back the elements of " + source.path);
        }
    }

    /** Everything before the pixel data. */
    @Benchmark
    @Reported(suite = "dicom", name = "read the elements before the pixel data")
    public DicomHeader readHeader() throws IOException {
        return DicomReader.of(RangeSource.of(file)).readHeader();
    }

    /** Every element, and where each frame lies. */
    @Benchmark
    @Reported(suite = "dicom", name = "read all elements and locate every frame")
    public DicomFile readAll() throws IOException {
        return DicomReader.of(RangeSource.of(file)).read();
    }

    /** The elements as DICOM JSON. */
    @Benchmark
    @Reported(suite = "dicom", name = "write DICOM JSON without bulk data")
    public ByteArrayOutputStream writeJson() throws IOException {
        return write(dataset);
    }

    private ByteArrayOutputStream write(Dataset elements) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 * json.length + 64);
        DicomJson.withoutBulkData().write(elements, out);
        return out;
    }

    /** DICOM JSON to elements. */
    @Benchmark
    @Reported(suite = "dicom", name = "read DICOM JSON")
    public Dataset readJson() throws IOException {
        return DicomJson.read(new ByteArrayInputStream(json), (tag, vr, uri) -> Optional.empty());
    }
}
