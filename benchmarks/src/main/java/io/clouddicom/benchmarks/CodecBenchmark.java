package io.clouddicom.benchmarks;

import io.clouddicom.benchmarks.peers.Frame;
import io.clouddicom.benchmarks.report.Reported;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.J2kTranscoder;
import io.clouddicom.codec.TranscodeOptions;
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

/**
 * The codec, lossless, on real frames, one thread. With {@code -prof gc} it shows what a frame allocates once the work spaces
 * are there: a decode next to nothing, an encode little more than the codestream that it returns.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar CodecBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    /** The frame. */
    @Param({"CT_512", "US_RGB", "DX"})
    public String frame = "CT_512";

    private final J2kDecoder decoder = new J2kDecoder();
    private final J2kEncoder htEncoder = new J2kEncoder(EncodeOptions.htLosslessRpcl());
    private final J2kEncoder part1Encoder = new J2kEncoder(EncodeOptions.part1Lossless());
    private final J2kTranscoder transcoder = new J2kTranscoder(TranscodeOptions.htRpcl());
    private ImageShape shape = new ImageShape(1, 1, 1, 1, false);
    private int[] samples = new int[0];
    private int[] decoded = new int[0];
    private byte[] ht = new byte[0];
    private byte[] part1 = new byte[0];

    /** Decodes the frame once, and checks that every way there and back is lossless. */
    @Setup(Level.Trial)
    public void prepare() throws IOException {
        Frame source =
                Frame.Source.valueOf(frame).prepare(SharedData.codestreams(), Files.createTempDirectory("benchmark"));
        Files.delete(source.raw());
        Files.delete(source.raw().resolveSibling(""));
        shape = new ImageShape(source.width(), source.height(), source.components(), source.bits(), source.signed());
        samples = source.samples();
        decoded = new int[samples.length];
        ht = encodeHt();
        part1 = encodePart1();
        for (byte[] codestream : new byte[][] {ht, part1, transcode()}) {
            Arrays.fill(decoded, -1);
            decoder.decode(ByteBuffer.wrap(codestream), decoded, 0, true);
            if (!Arrays.equals(samples, decoded)) {
                throw new IllegalStateException("not lossless: " + frame);
            }
        }
    }

    /** HTJ2K to samples. */
    @Benchmark
    @Reported(suite = "codec", name = "HTJ2K lossless decode")
    public int[] decodeHt() throws IOException {
        decoder.decode(ByteBuffer.wrap(ht), decoded, 0, true);
        return decoded;
    }

    /** Part 1 to samples. */
    @Benchmark
    @Reported(suite = "codec", name = "Part 1 lossless decode")
    public int[] decodePart1() throws IOException {
        decoder.decode(ByteBuffer.wrap(part1), decoded, 0, true);
        return decoded;
    }

    /** Samples to HTJ2K with TLM and PLT, as the archive stores it. */
    @Benchmark
    @Reported(suite = "codec", name = "HTJ2K lossless encode")
    public byte[] encodeHt() {
        return htEncoder.encode(shape, samples, 0, true);
    }

    /** Part 1 to HTJ2K, code-block by code-block. */
    @Benchmark
    @Reported(suite = "codec", name = "Part 1 to HTJ2K")
    public byte[] transcode() throws IOException {
        return transcoder.transcode(ByteBuffer.wrap(part1));
    }

    /** Samples to Part 1. */
    @Benchmark
    @Reported(suite = "codec", name = "Part 1 lossless encode")
    public byte[] encodePart1() {
        return part1Encoder.encode(shape, samples, 0, true);
    }
}
