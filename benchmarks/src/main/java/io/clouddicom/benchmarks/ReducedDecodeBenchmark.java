package io.clouddicom.benchmarks;

import io.clouddicom.benchmarks.peers.Frame;
import io.clouddicom.benchmarks.report.Reported;
import io.clouddicom.codec.DecodeOptions;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding at a reduced resolution, from no more of the codestream than that needs, beside decoding all of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReducedDecodeBenchmark {
    /** The frame. */
    @Param({"CT_512", "DX"})
    public String frame = "CT_512";

    /** How often width and height are halved. */
    @Param({"1", "2", "3"})
    public int halvings = 1;

    private final J2kDecoder whole = new J2kDecoder();
    private J2kDecoder reduced = new J2kDecoder();
    private ByteBuffer codestream = ByteBuffer.allocate(0);
    private ByteBuffer beginning = ByteBuffer.allocate(0);
    private int[] samples = {};
    private int[] fewer = {};

    /** Encodes the frame, and checks that its beginning decodes to what the whole does at that resolution. */
    @Setup(Level.Trial)
    public void prepare() throws IOException {
        Frame source =
                Frame.Source.valueOf(frame).prepare(SharedData.codestreams(), Files.createTempDirectory("benchmark"));
        Files.delete(source.raw());
        Files.delete(source.raw().resolveSibling(""));
        ImageShape shape =
                new ImageShape(source.width(), source.height(), source.components(), source.bits(), source.signed());
        samples = new int[source.samples().length];
        codestream = ByteBuffer.wrap(
                new J2kEncoder(EncodeOptions.htLosslessRpcl()).encode(shape, source.samples(), 0, true));
        long[] lengths = whole.prefixLengths(codestream.duplicate());
        beginning = codestream.slice(0, (int) lengths[halvings]);
        reduced = new J2kDecoder(DecodeOptions.builder()
                .reduction(halvings)
                .tolerateTruncation(true)
                .build());
        fewer = new int[(int) reduced.shape(codestream.duplicate()).samples()];
        int[] ofWhole = new int[fewer.length];
        reduced.decode(codestream.duplicate(), ofWhole, 0, true);
        if (!Arrays.equals(decodeBeginning(), ofWhole) || !Arrays.equals(decodeWhole(), source.samples())) {
            throw new IllegalStateException("other samples: " + frame);
        }
    }

    /** The beginning of the codestream to the samples of a smaller image. */
    @Benchmark
    @Reported(
            suite = "codec",
            name = "HTJ2K decode at a reduced resolution",
            against = "decodeWhole",
            peer = "decoding all of it")
    public int[] decodeBeginning() throws IOException {
        reduced.decode(beginning.duplicate(), fewer, 0, true);
        return fewer;
    }

    /** The whole codestream to all samples. */
    @Benchmark
    public int[] decodeWhole() throws IOException {
        whole.decode(codestream.duplicate(), samples, 0, true);
        return samples;
    }
}
