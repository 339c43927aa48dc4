package io.clouddicom.benchmarks;

import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.InstanceId;
import io.clouddicom.InstanceSource;
import io.clouddicom.PutOptions;
import io.clouddicom.PutSession;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.benchmarks.report.Reported;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The archive on a store in memory, so that what is measured is the archive: one CT slice of 512 × 512 in and out, one
 * frame, the opening of a study of 500 instances. Beside them the floor: the SHA-256 of the same bytes, which every put
 * and every restoration must compute.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class ArchiveBenchmark {
    private static final int STUDY_SIZE = 500;

    private byte[] slice;
    private DicomArchive archive;
    private DicomArchive target;
    private InstanceId instance;
    private Study study;
    private Uid manyUid;

    /** Fills the archives and checks that what comes out is what went in. */
    @Setup
    public void fill() throws IOException {
        SyntheticStudy ct = SyntheticStudy.ct(1, 1);
        slice = ct.bytes(0);
        archive = DicomArchive.builder(ObjectStores.memory())
                .storage(StoragePolicy.AS_RECEIVED)
                .open();
        instance = archive.put(slice).instance();
        ByteCount count = new ByteCount();
        archive.restore(instance, count);
        if (count.bytes != slice.length) {
            throw new IllegalStateException("restored " + count.bytes + " of " + slice.length + " bytes");
        }
        SyntheticStudy many = SyntheticStudy.ct(2, STUDY_SIZE).withSize(16, 16);
        try (PutSession session = archive.session(PutOptions.DEFAULT)) {
            for (int i = 0; i < STUDY_SIZE; i++) {
                session.put(InstanceSource.of(many.bytes(i)));
            }
        }
        study = archive.study(instance.study());
        if (archive.study(many.studyUid()).instances().size() != STUDY_SIZE) {
            throw new IllegalStateException("the large study is not whole");
        }
        manyUid = many.studyUid();
    }

    /** A new archive for each iteration, so that a put stores and memory stays bounded. */
    @Setup(Level.Invocation)
    public void renewTarget() throws IOException {
        target = DicomArchive.builder(ObjectStores.memory())
                .storage(StoragePolicy.AS_RECEIVED)
                .open();
    }

    /** Closes the archive of the invocation. */
    @TearDown(Level.Invocation)
    public void closeTarget() throws IOException {
        target.close();
    }

    /** The digest alone. */
    @Benchmark
    public String sha256OfSlice() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(slice));
    }

    /** Reading the file's elements and finding its frame. */
    @Benchmark
    public DicomFile parseSlice() throws IOException {
        return DicomReader.of(RangeSource.of(slice)).read();
    }

    /** One put, to the acknowledgement. */
    @Benchmark
    @Reported(
            suite = "pipeline",
            name = "put a CT slice as received",
            against = "sha256OfSlice",
            peer = "SHA-256 of its bytes")
    public Object putSlice() throws IOException {
        return target.put(InstanceSource.of(slice), PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REJECT));
    }

    /** The original file back, its digest checked. */
    @Benchmark
    @Reported(suite = "pipeline", name = "restore a CT slice", against = "sha256OfSlice", peer = "SHA-256 of its bytes")
    public long restoreSlice() throws IOException {
        ByteCount count = new ByteCount();
        archive.restore(instance, count);
        return count.bytes;
    }

    /** The one frame of an open study. */
    @Benchmark
    @Reported(suite = "pipeline", name = "fetch a frame of an open study")
    public byte[] fetchFrame() throws IOException {
        return study.instance(instance).frame(1).fetch();
    }

    /** A study of 500 instances, by its index. */
    @Benchmark
    @Reported(suite = "pipeline", name = "open a study of 500 instances")
    public Study openStudyOf500() throws IOException {
        return archive.study(manyUid);
    }

    /** Counts what it is given. */
    private static final class ByteCount extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int off, int len) {
            bytes += len;
        }
    }
}
