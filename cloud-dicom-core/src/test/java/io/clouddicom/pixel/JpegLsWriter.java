package io.clouddicom.pixel;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Writes small JPEG-LS codestreams (T.87) for tests. Written from the standard alone, apart from the decoder, with its names:
 * slow and plain.
 */
final class JpegLsWriter {
    private static final int[] J = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    /**
     * How to code.
     *
     * @param precision bits of a sample
     * @param near NEAR
     * @param interleave 0 none, 1 line, 2 sample
     * @param restartLines lines of a restart interval, or 0
     * @param restartBytes bytes that tell it, 2 to 4
     * @param preset MAXVAL, T1, T2, T3, RESET, or nothing
     */
    record Style(int precision, int near, int interleave, int restartLines, int restartBytes, int... preset) {
        static Style of(int precision, int near, int interleave) {
            return new Style(precision, near, interleave, 0, 2);
        }
    }

    private final Style style;
    private final int[][][] samples;
    private final int rows;
    private final int columns;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bitBuffer;
    private int byteBits = 8;
    private int bitsFree = 8;

    private final int maxval;
    private final int range;
    private final int qbpp;
    private final int limit;
    private final int[] t = new int[3];
    private final int reset;
    private final int[] a = new int[367];
    private final int[] b = new int[367];
    private final int[] c = new int[367];
    private final int[] n = new int[367];
    private int[] runIndex = new int[1];

    /** Encodes; {@code samples} become what a decoder gives. */
    static byte[] write(int[][][] samples, Style style) {
        return new JpegLsWriter(samples, style).write();
    }

    private JpegLsWriter(int[][][] samples, Style style) {
        this.style = style;
        this.samples = samples;
        rows = samples[0].length;
        columns = samples[0][0].length;
        int near = style.near;
        int[] preset = style.preset.length == 0 ? new int[5] : style.preset;
        maxval = preset[0] != 0 ? preset[0] : (1 << style.precision) - 1;
        range = (maxval + 2 * near) / (2 * near + 1) + 1;
        qbpp = ceilLog2(range);
        int bpp = Math.max(2, ceilLog2(maxval + 1));
        limit = 2 * (bpp + Math.max(8, bpp));
        int[] basic = {3, 7, 21};
        int[] slack = {3, 5, 7};
        for (int i = 0; i < 3; i++) {
            int value;
            if (maxval >= 128) {
                int factor = (Math.min(maxval, 4095) + 128) / 256;
                value = factor * (basic[i] - (i + 2)) + i + 2 + slack[i] * near;
            } else {
                int factor = 256 / (maxval + 1);
                value = Math.max(i + 2, basic[i] / factor + slack[i] * near);
            }
            int least = i == 0 ? near + 1 : t[i - 1];
            t[i] = preset[1 + i] != 0 ? preset[1 + i] : value > maxval || value < least ? least : value;
        }
        reset = preset[4] != 0 ? preset[4] : 64;
    }

    private static int ceilLog2(int value) {
        int bits = 0;
        while (1 << bits < value) {
            bits++;
        }
        return bits;
    }

    private byte[] write() {
        JpegWriter writer = new JpegWriter()
                .frame(0xF7, style.precision, rows, columns, JpegWriter.components(samples.length, 0x11));
        if (style.preset.length > 0) {
            int[] bytes = new int[11];
            bytes[0] = 1;
            for (int i = 0; i < 5; i++) {
                bytes[1 + 2 * i] = style.preset[i] >> 8;
                bytes[2 + 2 * i] = style.preset[i] & 255;
            }
            writer.segment(0xF8, bytes);
        }
        if (style.restartLines > 0) {
            int[] bytes = new int[style.restartBytes];
            bytes[bytes.length - 1] = style.restartLines;
            writer.segment(0xDD, bytes);
        }
        int perScan = style.interleave == 0 ? 1 : samples.length;
        for (int first = 0; first < samples.length; first += perScan) {
            int[] header = new int[4 + 2 * perScan];
            header[0] = perScan;
            for (int i = 0; i < perScan; i++) {
                header[1 + 2 * i] = first + i + 1;
            }
            header[header.length - 3] = style.near;
            header[header.length - 2] = style.interleave;
            writer.segment(0xDA, header);
            scan(first, perScan);
            writer.raw(out.toByteArray());
            out.reset();
        }
        return writer.end();
    }

    private void scan(int first, int count) {
        int interval = style.restartLines == 0 ? rows : style.restartLines;
        for (int y = 0; y < rows; y++) {
            if (y % interval == 0) {
                if (y > 0) {
                    flush();
                    out.write(0xFF);
                    out.write(0xD0 + (y / interval - 1) % 8);
                }
                begin(count);
            }
            if (style.interleave == 2) {
                sampleLine(first, count, y, y % interval);
            } else {
                for (int i = 0; i < count; i++) {
                    line(first + i, i, y, y % interval);
                }
            }
        }
        flush();
    }

    private void begin(int count) {
        Arrays.fill(a, Math.max(2, (range + 32) / 64));
        Arrays.fill(b, 0);
        Arrays.fill(c, 0);
        Arrays.fill(n, 1);
        runIndex = new int[count];
    }

    /** A reconstructed neighbour; {@code line} counts from the restart. */
    private int at(int component, int y, int line, int dy, int x) {
        if (line - dy < 0) {
            return 0;
        }
        int[] row = samples[component][y - dy];
        if (x < 0) {
            return at(component, y, line, dy + 1, 0);
        }
        return row[Math.min(x, columns - 1)];
    }

    private int[] neighbours(int component, int y, int line, int x) {
        return new int[] {
            x == 0 ? at(component, y, line, 1, 0) : samples[component][y][x - 1],
            at(component, y, line, 1, x),
            at(component, y, line, 1, x - 1),
            at(component, y, line, 1, x + 1)
        };
    }

    private int context(int[] abcd) {
        return 81 * quantize(abcd[3] - abcd[1]) + 9 * quantize(abcd[1] - abcd[2]) + quantize(abcd[2] - abcd[0]);
    }

    private int quantize(int d) {
        int magnitude = Math.abs(d);
        int q = magnitude <= style.near ? 0 : magnitude < t[0] ? 1 : magnitude < t[1] ? 2 : magnitude < t[2] ? 3 : 4;
        return d < 0 ? -q : q;
    }

    private void line(int component, int place, int y, int line) {
        int x = 0;
        while (x < columns) {
            int[] abcd = neighbours(component, y, line, x);
            int q = context(abcd);
            if (q != 0) {
                regular(component, y, x, q, abcd);
                x++;
                continue;
            }
            int run = 0;
            while (x + run < columns && Math.abs(samples[component][y][x + run] - abcd[0]) <= style.near) {
                samples[component][y][x + run] = abcd[0];
                run++;
            }
            x += run;
            writeRun(place, run, x == columns);
            if (x < columns) {
                int[] around = neighbours(component, y, line, x);
                boolean same = Math.abs(around[0] - around[1]) <= style.near;
                interruption(component, y, x, around, same ? 1 : 0, place);
                runIndex[place] = Math.max(0, runIndex[place] - 1);
                x++;
            }
        }
    }

    private void sampleLine(int first, int count, int y, int line) {
        int x = 0;
        while (x < columns) {
            boolean run = true;
            for (int i = first; i < first + count; i++) {
                run &= context(neighbours(i, y, line, x)) == 0;
            }
            if (!run) {
                for (int i = first; i < first + count; i++) {
                    int[] abcd = neighbours(i, y, line, x);
                    regular(i, y, x, context(abcd), abcd);
                }
                x++;
                continue;
            }
            int length = 0;
            while (x + length < columns && continues(first, count, y, line, x, x + length)) {
                for (int i = first; i < first + count; i++) {
                    samples[i][y][x + length] = neighbours(i, y, line, x)[0];
                }
                length++;
            }
            x += length;
            writeRun(0, length, x == columns);
            if (x < columns) {
                for (int i = first; i < first + count; i++) {
                    interruption(i, y, x, neighbours(i, y, line, x), 0, 0);
                }
                runIndex[0] = Math.max(0, runIndex[0] - 1);
                x++;
            }
        }
    }

    private boolean continues(int first, int count, int y, int line, int begin, int x) {
        for (int i = first; i < first + count; i++) {
            if (Math.abs(samples[i][y][x] - neighbours(i, y, line, begin)[0]) > style.near) {
                return false;
            }
        }
        return true;
    }

    private void writeRun(int place, int run, boolean toTheEnd) {
        int left = run;
        while (left >= 1 << J[runIndex[place]]) {
            bits(1, 1);
            left -= 1 << J[runIndex[place]];
            runIndex[place] = Math.min(31, runIndex[place] + 1);
        }
        if (!toTheEnd) {
            bits(0, 1);
            bits(left, J[runIndex[place]]);
        } else if (left > 0) {
            bits(1, 1);
        }
    }

    private int quantizeError(int error) {
        int near = style.near;
        return error > 0 ? (error + near) / (2 * near + 1) : -((near - error) / (2 * near + 1));
    }

    private int reconstruct(int prediction, int error) {
        int value = prediction + error * (2 * style.near + 1);
        if (value < -style.near) {
            value += range * (2 * style.near + 1);
        } else if (value > maxval + style.near) {
            value -= range * (2 * style.near + 1);
        }
        return Math.max(0, Math.min(maxval, value));
    }

    private int modulo(int error) {
        int reduced = error < 0 ? error + range : error;
        return reduced >= (range + 1) / 2 ? reduced - range : reduced;
    }

    private void regular(int component, int y, int x, int signed, int[] abcd) {
        int sign = signed < 0 ? -1 : 1;
        int q = Math.abs(signed);
        int prediction;
        if (abcd[2] >= Math.max(abcd[0], abcd[1])) {
            prediction = Math.min(abcd[0], abcd[1]);
        } else if (abcd[2] <= Math.min(abcd[0], abcd[1])) {
            prediction = Math.max(abcd[0], abcd[1]);
        } else {
            prediction = abcd[0] + abcd[1] - abcd[2];
        }
        prediction = Math.max(0, Math.min(maxval, prediction + sign * c[q]));
        int error = quantizeError(sign * (samples[component][y][x] - prediction));
        samples[component][y][x] = reconstruct(prediction, sign * error);
        error = modulo(error);
        int k = 0;
        while (n[q] << k < a[q]) {
            k++;
        }
        int mapped;
        if (style.near == 0 && k == 0 && 2 * b[q] <= -n[q]) {
            mapped = error >= 0 ? 2 * error + 1 : -2 * (error + 1);
        } else {
            mapped = error >= 0 ? 2 * error : -2 * error - 1;
        }
        golomb(mapped, k, limit);
        b[q] += error * (2 * style.near + 1);
        a[q] += Math.abs(error);
        if (n[q] == reset) {
            a[q] >>= 1;
            b[q] = b[q] >= 0 ? b[q] >> 1 : -((1 - b[q]) >> 1);
            n[q] >>= 1;
        }
        n[q]++;
        if (b[q] <= -n[q]) {
            b[q] += n[q];
            if (c[q] > -128) {
                c[q]--;
            }
            if (b[q] <= -n[q]) {
                b[q] = -n[q] + 1;
            }
        } else if (b[q] > 0) {
            b[q] -= n[q];
            if (c[q] < 127) {
                c[q]++;
            }
            if (b[q] > 0) {
                b[q] = 0;
            }
        }
    }

    /** B of the contexts 365 and 366 is what the standard calls Nn. */
    private void interruption(int component, int y, int x, int[] abcd, int type, int place) {
        int prediction = type == 1 ? abcd[0] : abcd[1];
        int sign = type == 0 && abcd[0] > abcd[1] ? -1 : 1;
        int error = quantizeError(sign * (samples[component][y][x] - prediction));
        samples[component][y][x] = reconstruct(prediction, sign * error);
        error = modulo(error);
        int q = 365 + type;
        int sum = type == 0 ? a[q] : a[q] + (n[q] >> 1);
        int k = 0;
        while (n[q] << k < sum) {
            k++;
        }
        int map = 0;
        if ((k == 0 && error > 0 && 2 * b[q] < n[q]) || (error < 0 && 2 * b[q] >= n[q]) || (error < 0 && k != 0)) {
            map = 1;
        }
        int mapped = 2 * Math.abs(error) - type - map;
        golomb(mapped, k, limit - J[runIndex[place]] - 1);
        if (error < 0) {
            b[q]++;
        }
        a[q] += (mapped + 1 - type) >> 1;
        if (n[q] == reset) {
            a[q] >>= 1;
            n[q] >>= 1;
            b[q] >>= 1;
        }
        n[q]++;
    }

    private void golomb(int value, int k, int longest) {
        int high = value >> k;
        if (high < longest - qbpp - 1) {
            bits(0, high);
            bits(1, 1);
            bits(value, k);
        } else {
            bits(0, longest - qbpp - 1);
            bits(1, 1);
            bits(value - 1, qbpp);
        }
    }

    private void bits(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bitBuffer = (bitBuffer << 1) | ((value >>> i) & 1);
            if (--bitsFree == 0) {
                out.write(bitBuffer);
                byteBits = (bitBuffer & 255) == 255 ? 7 : 8;
                bitsFree = byteBits;
                bitBuffer = 0;
            }
        }
    }

    /** Fills the byte up with 0; the last byte is never FF. */
    private void flush() {
        if (bitsFree < byteBits || byteBits == 7) {
            out.write(bitBuffer << bitsFree);
        }
        bitBuffer = 0;
        byteBits = 8;
        bitsFree = 8;
    }
}
