package io.clouddicom.benchmarks;

import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.benchmarks.report.Reported;
import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the archive adds to the codec, two threads, CT slices of 512 × 512 from memory, on a store in memory: putting them as
 * HTJ2K, proof included, beside encoding and decoding their frames once; reading and decoding a frame beside decoding it.
 * An operation is one slice.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 6, time = 2)
@Fork(3)
@Threads(2)
public class PipelineBenchmark {
    private static final int SLICES = 16;
    private static final int SIDE = 512;
    private static final ImageShape SHAPE = new ImageShape(SIDE, SIDE, 1, 12, false);
    private static final SampleLayout LAYOUT = SampleLayout.interleaved(2);

    private final byte[][] files = new byte[SLICES][];
    private final byte[][] frames = new byte[SLICES][];
    private final byte[][] codestreams = new byte[SLICES][];
    private final Instance[] instances = new Instance[SLICES];

    /** A codec of the thread, as the archive's threads have theirs. */
    @State(Scope.Thread)
    public static class Codec {
        private final J2kEncoder encoder = new J2kEncoder(EncodeOptions.htLosslessRpcl());
        private final J2kDecoder decoder = new J2kDecoder();
        private final byte[] samples = new byte[SIDE * SIDE * 2];
    }

    /** Fills an archive and checks that what comes out is what went in, and what the codec alone makes. */
    @Setup
    public void fill() throws IOException, CodestreamException {
        SyntheticStudy ct = SyntheticStudy.ct(1, SLICES);
        DicomArchive archive = open();
        for (int i = 0; i < SLICES; i++) {
            files[i] = ct.bytes(i);
            archive.put(files[i]);
        }
        archive.index(ct.studyUid());
        Study study = archive.study(ct.studyUid());
        Codec codec = new Codec();
        for (int i = 0; i < SLICES; i++) {
            instances[i] = study.series(ct.seriesUid()).instance(ct.instanceUid(i));
            if (!instances[i].transferSyntax().equals(TransferSyntax.HTJ2K_LOSSLESS_RPCL)) {
                throw new IllegalStateException("a slice was not transcoded");
            }
            ByteArrayOutputStream restored = new ByteArrayOutputStream();
            instances[i].restore(restored);
            frames[i] = instances[i].frame(1).decode();
            codestreams[i] = instances[i].frame(1).fetch();
            codec.decoder.decode(ByteBuffer.wrap(codestreams[i]), codec.samples, 0, LAYOUT);
            if (!Arrays.equals(restored.toByteArray(), files[i])
                    || !Arrays.equals(codec.samples, frames[i])
                    || !Arrays.equals(codec.encoder.encode(SHAPE, frames[i], 0, LAYOUT), codestreams[i])) {
                throw new IllegalStateException("a slice does not come back");
            }
        }
    }

    private static DicomArchive open() throws IOException {
        return DicomArchive.builder(ObjectStores.memory())
                .storage(StoragePolicy.HTJ2K_LOSSLESS_RPCL)
                .open();
    }

    /** Encoding each frame and decoding it again: what a put that proves itself cannot do without. */
    @Benchmark
    @OperationsPerInvocation(SLICES)
    public void codecEncodesAndDecodes(Codec codec, Blackhole hole) throws CodestreamException {
        for (byte[] frame : frames) {
            byte[] codestream = codec.encoder.encode(SHAPE, frame, 0, LAYOUT);
            codec.decoder.decode(ByteBuffer.wrap(codestream), codec.samples, 0, LAYOUT);
            hole.consume(codestream);
        }
    }

    /** Putting each slice, to the acknowledgement, into a new archive. */
    @Benchmark
    @OperationsPerInvocation(SLICES)
    @Reported(
            suite = "pipeline",
            name = "put CT slices as HTJ2K, two threads",
            against = "codecEncodesAndDecodes",
            peer = "the codec alone, there and back")
    public void archivePuts(Blackhole hole) throws IOException {
        try (DicomArchive archive = open()) {
            for (byte[] file : files) {
                hole.consume(archive.put(file));
            }
        }
    }

    /** Decoding each frame. */
    @Benchmark
    @OperationsPerInvocation(SLICES)
    public void codecDecodes(Codec codec, Blackhole hole) throws CodestreamException {
        for (byte[] codestream : codestreams) {
            byte[] samples = new byte[SIDE * SIDE * 2];
            codec.decoder.decode(ByteBuffer.wrap(codestream), samples, 0, LAYOUT);
            hole.consume(samples);
        }
    }

    /** Reading each frame from the store and decoding it. */
    @Benchmark
    @OperationsPerInvocation(SLICES)
    @Reported(
            suite = "pipeline",
            name = "fetch and decode CT frames, two threads",
            against = "codecDecodes",
            peer = "the codec alone")
    public void archiveReadsAndDecodes(Blackhole hole) throws IOException {
        for (Instance instance : instances) {
            hole.consume(instance.frame(1).decode());
        }
    }
}
