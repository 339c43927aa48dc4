package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes high-throughput code-blocks that have a cleanup pass alone and at most 30 bit-planes: the usual ones (T.814
 * 7.3). {@link HtBlockReference} does the same slowly, and everything else.
 *
 * <p>Both bit streams are first freed of stuffing, so that any bit is found by its position: the four samples of a quad
 * are read independently, at prefix sums of their lengths. A row of quads is decoded in two steps, the variable length
 * codes and then the magnitudes.
 *
 * <p>Samples as of {@link Part1BlockDecoder}: sign in bit 31, bit-plane p of Mb in bit 31 - Mb + p, the middle below.
 */
final class HtCleanupDecoder {
    static final int MOST_PLANES = 30;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    /** Room after the last byte of a stream, for whole words and for quads that begin at its end. */
    private static final int SLACK = 40;

    /** By three bits: length of the prefix in bits 0 and 1, of the suffix in 2 to 4, value above (Table 3). */
    private static final int[] PREFIXES = new int[8];

    static {
        for (int bits = 0; bits < 8; bits++) {
            PREFIXES[bits] = (bits & 1) != 0
                    ? 1 | 1 << 5
                    : (bits & 2) != 0 ? 2 | 2 << 5 : (bits & 4) != 0 ? 3 | 1 << 2 | 3 << 5 : 3 | 5 << 2 | 5 << 5;
        }
    }

    private final HtMel mel = new HtMel();
    private byte[] codes = new byte[8192];
    private byte[] magnitudes = new byte[8192];
    private int codePosition;
    private int codeEnd;
    private int magnitudePosition;
    private int magnitudeEnd;

    private final int[] entries = new int[520];
    private final int[] residuals = new int[520];
    /** Significance of the lower samples of the quads above, left in bit 0, right in bit 1; shifted by one. */
    private final byte[] lower = new byte[520];

    /** Exponents of the lower samples of the quads above by column, shifted by one. */
    private final int[] exponents = new int[1040];

    /**
     * Decodes.
     *
     * @param missing bit-planes above those that the cleanup pass codes
     * @param out takes width times height samples
     * @param place offset in the input, for errors
     */
    void decode(BlockInput input, int width, int height, int missing, int[] out, long place)
            throws CodestreamException {
        byte[] data = input.bytes;
        int from = input.starts[0];
        int to = input.ends[0];
        int suffix = to - from < 2 ? 0 : (data[to - 1] & 0xFF) << 4 | data[to - 2] & 0x0F;
        if (suffix < 2 || suffix > to - from || suffix > 4079) {
            throw malformed(place, "a suffix of " + suffix + " bytes in a cleanup segment of " + (to - from));
        }
        unstuffMagnitudes(data, from, to - suffix);
        unstuffCodes(data, to - suffix, to);
        mel.start(data, to - suffix, to);
        int quads = width + 1 >> 1;
        Arrays.fill(lower, 0, quads + 3, (byte) 0);
        Arrays.fill(exponents, 0, 2 * quads + 4, 0);
        int bit = 30 - missing;
        boolean fits = true;
        for (int y = 0; y < height; y += 2) {
            fits &= y == 0 ? decodeFirstCodes(quads) : decodeCodes(quads);
            fits &= decodeMagnitudes(quads, width, y * width, y + 1 < height, y == 0, missing + 2, bit, out);
        }
        if (!fits) {
            throw malformed(place, "a code that the standard does not have");
        }
    }

    private static CodestreamException malformed(long place, String detail) {
        return Faults.malformed("HT code-block", place, detail);
    }

    // ---- streams

    /** Bytes after one of ones have seven bits; after the end come ones. */
    private void unstuffMagnitudes(byte[] data, int from, int to) {
        if (magnitudes.length < to - from + SLACK) {
            magnitudes = new byte[2 * (to - from) + SLACK];
        }
        byte[] out = magnitudes;
        int at = 0;
        long pending = 0;
        int bits = 0;
        boolean stuffed = false;
        int position = from;
        while (position < to) {
            if (!stuffed && to - position >= 8) {
                long word = (long) LONGS.get(data, position);
                if ((~word - ONES & word & ONES << 7) == 0) {
                    LONGS.set(out, at, pending | word << bits);
                    pending = bits == 0 ? 0 : word >>> 64 - bits;
                    at += 8;
                    position += 8;
                    continue;
                }
            }
            int value = data[position++] & 0xFF;
            pending |= (long) value << bits;
            bits += stuffed ? 7 : 8;
            stuffed = value == 0xFF;
            if (bits >= 8) {
                out[at++] = (byte) pending;
                pending >>>= 8;
                bits -= 8;
            }
        }
        // A stuffed bit is zero in a valid stream; ones follow the last bit.
        LONGS.set(out, at, pending & (1L << bits) - 1 | -1L << bits);
        Arrays.fill(out, at + 8, at + SLACK - 8, (byte) 0xFF);
        magnitudePosition = 0;
        magnitudeEnd = 8 * at + bits;
    }

    /** Bytes backward; one of seven ones after one above 0x8F has seven bits; after the end come zeros. */
    private void unstuffCodes(byte[] data, int from, int to) {
        byte[] out = codes;
        int first = data[to - 2] & 0xFF;
        int pending = first >> 4;
        int bits = (pending & 7) == 7 ? 3 : 4;
        pending &= (1 << bits) - 1;
        boolean large = (first | 0x0F) > 0x8F;
        int at = 0;
        for (int position = to - 3; position >= from; position--) {
            int value = data[position] & 0xFF;
            int count = large && (value & 0x7F) == 0x7F ? 7 : 8;
            large = value > 0x8F;
            pending |= (value & (1 << count) - 1) << bits;
            bits += count;
            if (bits >= 8) {
                out[at++] = (byte) pending;
                pending >>>= 8;
                bits -= 8;
            }
        }
        out[at++] = (byte) pending;
        Arrays.fill(out, at, at + SLACK, (byte) 0);
        codePosition = 0;
        codeEnd = 8 * at;
    }

    // ---- codes of a row of quads; false when none fits

    private boolean decodeFirstCodes(int quads) {
        byte[] stream = codes;
        int[] quadEntries = entries;
        int position = codePosition;
        int left = 0;
        boolean fits = true;
        for (int quad = 0; quad < quads; quad += 2) {
            long word = (long) LONGS.get(stream, position >>> 3) >>> (position & 7);
            int used = 0;
            int first = 0;
            int context = (left | left >> 1) & 1 | left >> 1 & 6;
            if (context != 0 || mel.decode() != 0) {
                first = HtVlcTable.INITIAL[context << 7 | (int) word & 127] & 0xFFFF;
                used = first & 7;
                fits &= first != 0;
            }
            left = first >> 4 & 15;
            int second = 0;
            if (quad + 1 < quads) {
                context = (left | left >> 1) & 1 | left >> 1 & 6;
                if (context != 0 || mel.decode() != 0) {
                    second = HtVlcTable.INITIAL[context << 7 | (int) (word >>> used) & 127] & 0xFFFF;
                    used += second & 7;
                    fits &= second != 0;
                }
                left = second >> 4 & 15;
            }
            quadEntries[quad] = first;
            quadEntries[quad + 1] = second;
            if ((first & second & 8) == 0) {
                used = residuals(quad, first, second, word, used, 0);
            } else if (mel.decode() != 0) {
                used = residuals(quad, first, second, word, used, 2);
            } else if ((word >>> used & 3) == 0) {
                used = residualAndBit(quad, word, used);
            } else {
                used = residuals(quad, first, second, word, used, 0);
            }
            position = Math.min(position + used, codeEnd);
        }
        codePosition = position;
        return fits;
    }

    /** In the first row, when the first of two residuals has a prefix above two, the second is one bit. */
    private int residualAndBit(int quad, long word, int usedBefore) {
        int used = usedBefore;
        int prefix = PREFIXES[(int) (word >>> used) & 7];
        used += 3;
        residuals[quad + 1] = 1 + ((int) (word >>> used) & 1);
        used++;
        int suffixBits = prefix >> 2 & 7;
        int suffix = (int) (word >>> used) & (1 << suffixBits) - 1;
        used += suffixBits;
        int value = (prefix >> 5) + suffix;
        if (suffix >= 28) {
            value += 4 * ((int) (word >>> used) & 15);
            used += 4;
        }
        residuals[quad] = value;
        return used;
    }

    private int residuals(int quad, int first, int second, long word, int usedBefore, int base) {
        int used = usedBefore;
        int prefix1 = 0;
        int prefix2 = 0;
        if ((first & 8) != 0) {
            prefix1 = PREFIXES[(int) (word >>> used) & 7];
            used += prefix1 & 3;
        }
        if ((second & 8) != 0) {
            prefix2 = PREFIXES[(int) (word >>> used) & 7];
            used += prefix2 & 3;
        }
        int bits1 = prefix1 >> 2 & 7;
        int suffix1 = (int) (word >>> used) & (1 << bits1) - 1;
        used += bits1;
        int bits2 = prefix2 >> 2 & 7;
        int suffix2 = (int) (word >>> used) & (1 << bits2) - 1;
        used += bits2;
        int value1 = base + (prefix1 >> 5) + suffix1;
        int value2 = base + (prefix2 >> 5) + suffix2;
        if (suffix1 >= 28) {
            value1 += 4 * ((int) (word >>> used) & 15);
            used += 4;
        }
        if (suffix2 >= 28) {
            value2 += 4 * ((int) (word >>> used) & 15);
            used += 4;
        }
        residuals[quad] = value1;
        residuals[quad + 1] = value2;
        return used;
    }

    private boolean decodeCodes(int quads) {
        byte[] stream = codes;
        int[] quadEntries = entries;
        int position = codePosition;
        int left = 0;
        boolean fits = true;
        byte[] above = lower;
        for (int quad = 0; quad < quads; quad += 2) {
            long word = (long) LONGS.get(stream, position >>> 3) >>> (position & 7);
            int used = 0;
            int first = 0;
            int a0 = above[quad];
            int a1 = above[quad + 1];
            int a2 = above[quad + 2];
            int context = (a0 >> 1 | a1) & 1 | (left >> 1 | left >> 2) & 2 | ((a1 >> 1 | a2) & 1) << 2;
            if (context != 0 || mel.decode() != 0) {
                first = HtVlcTable.OTHER[context << 7 | (int) word & 127] & 0xFFFF;
                used = first & 7;
                fits &= first != 0;
            }
            left = first >> 4 & 15;
            int second = 0;
            if (quad + 1 < quads) {
                context = (a1 >> 1 | a2) & 1 | (left >> 1 | left >> 2) & 2 | ((a2 >> 1 | above[quad + 3]) & 1) << 2;
                if (context != 0 || mel.decode() != 0) {
                    second = HtVlcTable.OTHER[context << 7 | (int) (word >>> used) & 127] & 0xFFFF;
                    used += second & 7;
                    fits &= second != 0;
                }
                left = second >> 4 & 15;
            }
            quadEntries[quad] = first;
            quadEntries[quad + 1] = second;
            if (((first | second) & 8) != 0) {
                used = residuals(quad, first, second, word, used, 0);
            } else {
                residuals[quad] = 0;
                residuals[quad + 1] = 0;
            }
            position = Math.min(position + used, codeEnd);
        }
        codePosition = position;
        return fits;
    }

    // ---- magnitudes of a row of quads; false when an exponent is too large

    private boolean decodeMagnitudes(
            int quads, int width, int first, boolean two, boolean initial, int most, int bit, int[] out) {
        int position = magnitudePosition;
        int end = magnitudeEnd;
        byte[] stream = magnitudes;
        int[] e = exponents;
        int e0 = e[0];
        int e1 = e[1];
        int[] quadEntries = entries;
        int[] quadResiduals = residuals;
        byte[] below = lower;
        int largest = 0;
        for (int quad = 0; quad < quads; quad++) {
            int entry = quadEntries[quad];
            int e2 = e[2 * quad + 2];
            int e3 = e[2 * quad + 3];
            int at = first + 2 * quad;
            boolean right = 2 * quad + 1 < width;
            below[quad + 1] = (byte) (entry >> 5 & 1 | entry >> 6 & 2);
            if ((entry & 0xF0) == 0) {
                out[at] = 0;
                if (right) {
                    out[at + 1] = 0;
                }
                if (two) {
                    out[at + width] = 0;
                    if (right) {
                        out[at + width + 1] = 0;
                    }
                }
                e[2 * quad + 1] = 0;
                e[2 * quad + 2] = 0;
            } else {
                int rho = entry >> 4 & 15;
                int exponent = 1 + quadResiduals[quad];
                if (!initial && (rho & rho - 1) != 0) {
                    int above = Math.max(Math.max(e0, e1), Math.max(e2, e3));
                    exponent = Math.max(1, above - 1) + quadResiduals[quad];
                }
                largest = Math.max(largest, exponent);
                exponent = Math.min(exponent, 32);
                int s0 = -(rho & 1);
                int s1 = -(rho >> 1 & 1);
                int s2 = -(rho >> 2 & 1);
                int s3 = -(rho >> 3 & 1);
                int m0 = (exponent & s0) - (entry >> 8 & 1);
                int m1 = (exponent & s1) - (entry >> 9 & 1);
                int m2 = (exponent & s2) - (entry >> 10 & 1);
                int m3 = (exponent & s3) - (entry >> 11 & 1);
                int p1 = position + m0;
                int p2 = p1 + m1;
                int p3 = p2 + m2;
                int v0;
                int v1;
                int v2;
                int v3;
                if (p3 + m3 - position <= 56) {
                    long word = (long) LONGS.get(stream, position >>> 3) >>> (position & 7);
                    v0 = (int) word & mask(m0);
                    v1 = (int) (word >>> m0) & mask(m1);
                    v2 = (int) (word >>> p2 - position) & mask(m2);
                    v3 = (int) (word >>> p3 - position) & mask(m3);
                } else {
                    v0 = take(stream, position, m0);
                    v1 = take(stream, p1, m1);
                    v2 = take(stream, p2, m2);
                    v3 = take(stream, p3, m3);
                }
                v0 |= (entry >> 12 & 1) << m0;
                v1 |= (entry >> 13 & 1) << m1;
                v2 |= (entry >> 14 & 1) << m2;
                v3 |= (entry >> 15 & 1) << m3;
                position = Math.min(p3 + m3, end);
                out[at] = ((v0 | 1) + 2 << bit - 1 | v0 << 31) & s0;
                if (right) {
                    out[at + 1] = ((v2 | 1) + 2 << bit - 1 | v2 << 31) & s2;
                }
                if (two) {
                    out[at + width] = ((v1 | 1) + 2 << bit - 1 | v1 << 31) & s1;
                    if (right) {
                        out[at + width + 1] = ((v3 | 1) + 2 << bit - 1 | v3 << 31) & s3;
                    }
                }
                e[2 * quad + 1] = 32 - Integer.numberOfLeadingZeros(v1 | 1) & s1;
                e[2 * quad + 2] = 32 - Integer.numberOfLeadingZeros(v3 | 1) & s3;
            }
            e0 = e2;
            e1 = e3;
        }
        magnitudePosition = position;
        return largest <= most;
    }

    /** So many ones, up to 32. */
    private static int mask(int bits) {
        return (int) ((1L << bits) - 1);
    }

    private static int take(byte[] stream, int position, int bits) {
        return (int) ((long) LONGS.get(stream, position >>> 3) >>> (position & 7) & (1L << bits) - 1);
    }
}
