package io.clouddicom.codec.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads samples from an array of the caller: each component has the index of its first sample, and there is a distance
 * from sample to sample and one from row to row, all in samples. Elements narrower than an int are extended by their
 * sign, or by zeros when unsigned.
 */
public abstract class InputArray implements SampleSource {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int componentStep;
    private final int rowStep;
    private final int step;

    private InputArray(Steps steps) {
        this.componentStep = steps.component;
        this.rowStep = steps.row;
        this.step = steps.sample;
    }

    /**
     * How samples lie.
     *
     * @param component from the first sample of one component to that of the next
     * @param row from row to row
     * @param sample from sample to sample
     */
    public record Steps(int component, int row, int sample) {}

    abstract void take(int at, int step, int[] samples, int count);

    @Override
    public void row(int component, int x, int y, int[] samples, int count) {
        take(component * componentStep + y * rowStep + x * step, step, samples, count);
    }

    /** Bytes, little-endian, from an offset in bytes. */
    public static InputArray bytes(byte[] in, int offset, int bytesPerSample, boolean signed, Steps steps) {
        int mask = signed ? -1 : bytesPerSample == 1 ? 0xFF : 0xFFFF;
        return switch (bytesPerSample) {
            case 1 ->
                new InputArray(steps) {
                    @Override
                    void take(int at, int step, int[] samples, int count) {
                        int from = offset + at;
                        for (int i = 0; i < count; i++) {
                            samples[i] = in[from + i * step] & mask;
                        }
                    }
                };
            case 2 ->
                new InputArray(steps) {
                    @Override
                    void take(int at, int step, int[] samples, int count) {
                        int from = offset + 2 * at;
                        for (int i = 0; i < count; i++) {
                            samples[i] = (short) SHORTS.get(in, from + 2 * i * step) & mask;
                        }
                    }
                };
            default ->
                new InputArray(steps) {
                    @Override
                    void take(int at, int step, int[] samples, int count) {
                        int from = offset + 4 * at;
                        for (int i = 0; i < count; i++) {
                            samples[i] = (int) INTS.get(in, from + 4 * i * step);
                        }
                    }
                };
        };
    }

    /** Shorts, from an index. */
    public static InputArray shorts(short[] in, int offset, boolean signed, Steps steps) {
        int mask = signed ? -1 : 0xFFFF;
        return new InputArray(steps) {
            @Override
            void take(int at, int step, int[] samples, int count) {
                for (int i = 0; i < count; i++) {
                    samples[i] = in[offset + at + i * step] & mask;
                }
            }
        };
    }

    /** Ints, from an index. */
    public static InputArray ints(int[] in, int offset, Steps steps) {
        return new InputArray(steps) {
            @Override
            void take(int at, int step, int[] samples, int count) {
                if (step == 1) {
                    System.arraycopy(in, offset + at, samples, 0, count);
                    return;
                }
                for (int i = 0; i < count; i++) {
                    samples[i] = in[offset + at + i * step];
                }
            }
        };
    }
}
