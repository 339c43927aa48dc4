package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.DecodeOptions;
import io.clouddicom.codec.ImageShape;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Decodes what was encoded and measures how far it is from the samples. Keeps its work spaces. */
final class ErrorMeasure {
    private final Decoding decoding = new Decoding();
    private int[] line = new int[0];
    private double squares;

    /**
     * The peak signal-to-noise ratio of all samples together, in decibels; infinite when none differs. The peak is the largest
     * number of the samples' bits.
     */
    double decibels(ImageShape shape, SampleSource source, byte[] codestream, @Nullable Executor executor) {
        DecodeOptions.Builder options = DecodeOptions.builder()
                .mostPixels(Long.MAX_VALUE)
                .mostComponents(shape.components())
                .mostMemoryBytes(Long.MAX_VALUE);
        if (executor != null) {
            options.executor(executor);
        }
        if (line.length < shape.width()) {
            line = new int[shape.width()];
        }
        squares = 0;
        try {
            decoding.decode(
                    ByteBuffer.wrap(codestream),
                    options.build(),
                    true,
                    32,
                    shape.samples(),
                    (starts, rowSteps, step) -> (component, x, y, samples, from, count) ->
                            add(source, component, x, y, samples, from, count));
        } catch (CodestreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        double peak = Math.scalb(1.0, shape.precision()) - 1;
        return 10 * Math.log10(peak * peak * shape.samples() / squares);
    }

    /** Rows come from several threads. */
    private synchronized void add(
            SampleSource source, int component, int x, int y, int[] samples, int from, int count) {
        source.row(component, x, y, line, count);
        double sum = 0;
        for (int index = 0; index < count; index++) {
            double error = (double) samples[from + index] - line[index];
            sum += error * error;
        }
        squares += sum;
    }
}
