package io.clouddicom.codec.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Puts samples into an array of the caller: each component has the index of its first sample, a distance from sample to
 * sample and one from row to row, all in samples.
 */
public abstract class OutputArray implements SampleSink {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] starts;
    private final int[] rowSteps;
    private final int step;

    private OutputArray(int[] starts, int[] rowSteps, int step) {
        this.starts = starts;
        this.rowSteps = rowSteps;
        this.step = step;
    }

    abstract void put(int at, int step, int[] samples, int from, int count);

    @Override
    public void row(int component, int x, int y, int[] samples, int from, int count) {
        put(starts[component] + y * rowSteps[component] + x * step, step, samples, from, count);
    }

    /** Bytes, little-endian, from an offset in bytes. */
    public static OutputArray bytes(
            byte[] out, int offset, int bytesPerSample, int[] starts, int[] rowSteps, int step) {
        return switch (bytesPerSample) {
            case 1 ->
                new OutputArray(starts, rowSteps, step) {
                    @Override
                    void put(int at, int step, int[] samples, int from, int count) {
                        int to = offset + at;
                        for (int i = 0; i < count; i++) {
                            out[to + i * step] = (byte) samples[from + i];
                        }
                    }
                };
            case 2 ->
                new OutputArray(starts, rowSteps, step) {
                    @Override
                    void put(int at, int step, int[] samples, int from, int count) {
                        int to = offset + 2 * at;
                        for (int i = 0; i < count; i++) {
                            SHORTS.set(out, to + 2 * i * step, (short) samples[from + i]);
                        }
                    }
                };
            default ->
                new OutputArray(starts, rowSteps, step) {
                    @Override
                    void put(int at, int step, int[] samples, int from, int count) {
                        int to = offset + 4 * at;
                        for (int i = 0; i < count; i++) {
                            INTS.set(out, to + 4 * i * step, samples[from + i]);
                        }
                    }
                };
        };
    }

    /** Shorts, from an index. */
    public static OutputArray shorts(short[] out, int offset, int[] starts, int[] rowSteps, int step) {
        return new OutputArray(starts, rowSteps, step) {
            @Override
            void put(int at, int step, int[] samples, int from, int count) {
                for (int i = 0; i < count; i++) {
                    out[offset + at + i * step] = (short) samples[from + i];
                }
            }
        };
    }

    /** Ints, from an index. */
    public static OutputArray ints(int[] out, int offset, int[] starts, int[] rowSteps, int step) {
        return new OutputArray(starts, rowSteps, step) {
            @Override
            void put(int at, int step, int[] samples, int from, int count) {
                if (step == 1) {
                    System.arraycopy(samples, from, out, offset + at, count);
                    return;
                }
                for (int i = 0; i < count; i++) {
                    out[offset + at + i * step] = samples[from + i];
                }
            }
        };
    }
}
