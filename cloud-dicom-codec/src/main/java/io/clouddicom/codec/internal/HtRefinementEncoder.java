package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Encodes the refinement passes of a high-throughput code-block, one bit-plane below its cleanup pass (T.814 7.4, 7.5):
 * significance propagation, whose bits go forward from the begin of the segment, and magnitude refinement, whose bits go
 * backward from its end.
 *
 * <p>Samples come as {@link HtBlockEncoder} takes them, with one more bit-plane: a magnitude of one becomes significant in
 * the first pass, larger ones have been significant before and are refined in the second.
 */
final class HtRefinementEncoder {
    private static final byte SIGNIFICANT = 1;
    private static final byte NEW = 2;
    /** Room for two bits of each of 4 096 samples, with stuffing. */
    private static final int MOST_BYTES = 2048;

    private byte[] states = new byte[0];
    private final byte[] reversed = new byte[MOST_BYTES];
    private byte[] segment = new byte[0];
    private int at;

    private int pending;
    private int count;
    private boolean stuffed;

    /**
     * Encodes.
     *
     * @param samples rows {@link HtBlockEncoder#stride} apart
     * @param causal whether the stripe below is not looked at
     * @param both whether magnitudes are refined, too
     * @param into takes the segment, and has room for it
     * @param from where it begins
     * @return where it ends
     */
    int encode(int[] samples, int width, int height, boolean causal, boolean both, byte[] into, int from) {
        int rowStep = HtBlockEncoder.stride(width);
        int stride = width + 2;
        int size = stride * (height + 2);
        if (states.length < size) {
            states = new byte[size];
        }
        Arrays.fill(states, 0, size, (byte) 0);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                states[(y + 1) * stride + x + 1] = samples[y * rowStep + x] >= 4 ? SIGNIFICANT : 0;
            }
        }
        segment = into;
        at = from;
        pending = 0;
        count = 0;
        stuffed = false;
        for (int top = 0; top < height; top += 4) {
            int bottom = Math.min(top + 4, height);
            for (int left = 0; left < width; left += 4) {
                significance(samples, rowStep, stride, left, Math.min(left + 4, width), top, bottom, causal);
            }
        }
        endForward();
        return both ? magnitudes(samples, rowStep, stride, width, height) : at;
    }

    /** The room that a segment may take. */
    static int mostBytes() {
        return 2 * MOST_BYTES;
    }

    /** Four columns of a stripe: first whether samples become significant, then their signs. */
    private void significance(
            int[] samples, int rowStep, int stride, int left, int right, int top, int bottom, boolean causal) {
        for (int x = left; x < right; x++) {
            for (int y = top; y < bottom; y++) {
                int place = (y + 1) * stride + x + 1;
                if (states[place] != 0) {
                    continue;
                }
                int around = states[place - stride - 1]
                        | states[place - stride]
                        | states[place - stride + 1]
                        | states[place - 1]
                        | states[place + 1];
                if (!causal || y + 1 < top + 4) {
                    around |= states[place + stride - 1] | states[place + stride] | states[place + stride + 1];
                }
                if (around != 0) {
                    int becomes = samples[y * rowStep + x] >> 1;
                    forward(becomes);
                    states[place] = becomes == 0 ? 0 : NEW;
                }
            }
        }
        for (int x = left; x < right; x++) {
            for (int y = top; y < bottom; y++) {
                if (states[(y + 1) * stride + x + 1] == NEW) {
                    forward(samples[y * rowStep + x] & 1);
                }
            }
        }
    }

    /** The byte after one of ones has seven bits. */
    private void forward(int bit) {
        pending |= bit << count;
        count++;
        if (count == (stuffed ? 7 : 8)) {
            stuffed = pending == 0xFF;
            segment[at++] = (byte) pending;
            pending = 0;
            count = 0;
        }
    }

    /** A byte of ones is not the last, so that none of the bytes after it can make a marker of it. */
    private void endForward() {
        if (count > 0 || stuffed) {
            stuffed = pending == 0xFF;
            segment[at++] = (byte) pending;
            if (stuffed) {
                segment[at++] = 0;
            }
        }
    }

    /** A byte of seven ones has seven bits when the one after it in the segment is above 0x8F, or it is the last. */
    private int magnitudes(int[] samples, int rowStep, int stride, int width, int height) {
        int bytes = 0;
        int byteBits = 0;
        int bits = 0;
        boolean large = true;
        for (int top = 0; top < height; top += 4) {
            int bottom = Math.min(top + 4, height);
            for (int x = 0; x < width; x++) {
                for (int y = top; y < bottom; y++) {
                    if (states[(y + 1) * stride + x + 1] != SIGNIFICANT) {
                        continue;
                    }
                    byteBits |= (samples[y * rowStep + x] >> 1 & 1) << bits;
                    bits++;
                    if (bits == 8 || bits == 7 && large && byteBits == 0x7F) {
                        reversed[bytes++] = (byte) byteBits;
                        large = byteBits > 0x8F;
                        byteBits = 0;
                        bits = 0;
                    }
                }
            }
        }
        if (bits > 0) {
            reversed[bytes++] = (byte) byteBits;
        }
        for (int index = bytes - 1; index >= 0; index--) {
            segment[at++] = reversed[index];
        }
        return at;
    }
}
