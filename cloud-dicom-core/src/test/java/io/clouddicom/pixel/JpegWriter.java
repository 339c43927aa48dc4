package io.clouddicom.pixel;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Writes small JPEG codestreams (T.81) for tests, from samples in lossless processes and from quantized coefficients in DCT
 * processes. Written from the standard alone, apart from the decoder.
 */
final class JpegWriter {
    /** Where each coefficient of the zig-zag sequence lies in its block (T.81 figure A.6). */
    static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    /** A Huffman code for the symbols from 0, with codes of many lengths. */
    static final class Code {
        private final int[] counts = new int[17];
        private final int[] lengths;
        private final int[] codes;

        private Code(int... lengths) {
            this.lengths = lengths;
            this.codes = new int[lengths.length];
            int code = 0;
            for (int length = 1; length <= 16; length++) {
                for (int symbol = 0; symbol < lengths.length; symbol++) {
                    if (lengths[symbol] == length) {
                        codes[symbol] = code++;
                        counts[length]++;
                    }
                }
                code <<= 1;
            }
        }

        /** Categories 0 to 16, the shortest first: 2 to 16 bits. */
        static Code skewed() {
            int[] lengths = new int[17];
            Arrays.setAll(lengths, category -> Math.min(16, category + 2));
            return new Code(lengths);
        }

        /** Categories 0 to 16, five bits each. */
        static Code even() {
            int[] lengths = new int[17];
            Arrays.fill(lengths, 5);
            return new Code(lengths);
        }

        /** Runs and sizes: 8, 9 and 13 bits. */
        static Code runs() {
            int[] lengths = new int[256];
            Arrays.setAll(lengths, symbol -> symbol < 128 ? 8 : symbol < 224 ? 9 : 13);
            return new Code(lengths);
        }

        int[] segment(int place) {
            int[] bytes = new int[17 + lengths.length];
            bytes[0] = place;
            System.arraycopy(counts, 1, bytes, 1, 16);
            int at = 17;
            for (int length = 1; length <= 16; length++) {
                for (int symbol = 0; symbol < lengths.length; symbol++) {
                    if (lengths[symbol] == length) {
                        bytes[at++] = symbol;
                    }
                }
            }
            return bytes;
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pending;
    private int pendingBits;
    private int endOfBandRun;
    private final StringBuilder corrections = new StringBuilder();

    JpegWriter() {
        marker(0xD8);
    }

    JpegWriter marker(int marker) {
        out.write(0xFF);
        out.write(marker);
        return this;
    }

    JpegWriter segment(int marker, int... bytes) {
        marker(marker);
        out.write((bytes.length + 2) >> 8);
        out.write(bytes.length + 2);
        for (int value : bytes) {
            out.write(value);
        }
        return this;
    }

    JpegWriter raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A frame header; of each component identifier, sampling factors and quantization table. */
    JpegWriter frame(int marker, int precision, int rows, int columns, int[]... components) {
        int[] bytes = new int[6 + 3 * components.length];
        int[] head = {precision, rows >> 8, rows & 255, columns >> 8, columns & 255, components.length};
        System.arraycopy(head, 0, bytes, 0, 6);
        for (int i = 0; i < components.length; i++) {
            System.arraycopy(components[i], 0, bytes, 6 + 3 * i, 3);
        }
        return segment(marker, bytes);
    }

    /** A scan header; the numbers of its tables are those of the components, modulo 2. */
    JpegWriter scan(int[] ids, int start, int end, int approximation) {
        int[] bytes = new int[4 + 2 * ids.length];
        bytes[0] = ids.length;
        for (int i = 0; i < ids.length; i++) {
            bytes[1 + 2 * i] = ids[i];
            bytes[2 + 2 * i] = (ids[i] & 1) * 17;
        }
        bytes[bytes.length - 3] = start;
        bytes[bytes.length - 2] = end;
        bytes[bytes.length - 1] = approximation;
        return segment(0xDA, bytes);
    }

    byte[] end() {
        marker(0xD9);
        return out.toByteArray();
    }

    private void bits(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            pending = (pending << 1) | ((value >>> i) & 1);
            if (++pendingBits == 8) {
                out.write(pending);
                if ((pending & 255) == 255) {
                    out.write(0);
                }
                pendingBits = 0;
            }
        }
    }

    private void flush() {
        while (pendingBits != 0) {
            bits(1, 1);
        }
    }

    private void symbol(Code code, int symbol) {
        bits(code.codes[symbol], code.lengths[symbol]);
    }

    /** A difference: its category and the bits that tell which of the category it is. */
    private void difference(Code code, int difference) {
        int category = 32 - Integer.numberOfLeadingZeros(Math.abs(difference));
        symbol(code, category);
        if (category < 16) {
            bits(difference < 0 ? difference - 1 : difference, category);
        }
    }

    private void restart(int number) {
        flush();
        marker(0xD0 + number % 8);
    }

    /**
     * A lossless codestream (T.81 Annex H).
     *
     * @param samples components, rows, columns
     * @param restartLines lines of a restart interval, or 0
     * @param interleaved whether all components are in one scan
     */
    static byte[] lossless(
            int[][][] samples, int precision, int predictor, int transform, int restartLines, boolean interleaved) {
        int rows = samples[0].length;
        int columns = samples[0][0].length;
        Code[] codes = {Code.skewed(), Code.even()};
        JpegWriter writer = new JpegWriter()
                .segment(0xC4, codes[0].segment(0))
                .segment(0xC4, codes[1].segment(1))
                .frame(0xC3, precision, rows, columns, components(samples.length, 0x11));
        if (restartLines > 0) {
            int interval = restartLines * columns;
            writer.segment(0xDD, interval >> 8, interval & 255);
        }
        for (int first = 0; first < samples.length; first += interleaved ? samples.length : 1) {
            int count = interleaved ? samples.length : 1;
            int[] ids = new int[count];
            for (int i = 0; i < count; i++) {
                ids[i] = first + i + 1;
            }
            writer.scan(ids, predictor, 0, transform);
            for (int y = 0; y < rows; y++) {
                boolean begins = restartLines > 0 ? y % restartLines == 0 : y == 0;
                if (begins && y > 0) {
                    writer.restart(y / restartLines - 1);
                }
                for (int x = 0; x < columns; x++) {
                    for (int i = first; i < first + count; i++) {
                        int prediction = prediction(samples[i], y, x, predictor, transform, begins, precision);
                        int difference = ((samples[i][y][x] >> transform) - prediction) & 0xFFFF;
                        writer.difference(codes[(i + 1) & 1], difference > 0x8000 ? difference - 0x10000 : difference);
                    }
                }
            }
            writer.flush();
        }
        return writer.end();
    }

    private static int prediction(
            int[][] samples, int y, int x, int predictor, int transform, boolean begins, int precision) {
        if (begins) {
            return x == 0 ? 1 << (precision - transform - 1) : samples[y][x - 1] >> transform;
        }
        int b = samples[y - 1][x] >> transform;
        if (x == 0) {
            return b;
        }
        int a = samples[y][x - 1] >> transform;
        int c = samples[y - 1][x - 1] >> transform;
        return new int[] {0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1}[predictor];
    }

    /** Components 1, 2, 3 … with quantization table 0. */
    static int[][] components(int count, int... sampling) {
        int[][] components = new int[count][];
        Arrays.setAll(components, i -> new int[] {i + 1, sampling[Math.min(i, sampling.length - 1)], 0});
        return components;
    }

    /** Tables for everything: quantization by {@code 1 + k / 4} in the zig-zag sequence, and codes. */
    JpegWriter tables() {
        int[] quantization = new int[65];
        Arrays.setAll(quantization, i -> i == 0 ? 0 : quantizer(i - 1));
        segment(0xDB, quantization);
        for (int place = 0; place < 2; place++) {
            segment(0xC4, code(false, place).segment(place));
            segment(0xC4, code(true, place).segment(16 + place));
        }
        return this;
    }

    static int quantizer(int k) {
        return 1 + k / 4;
    }

    private static Code code(boolean runs, int place) {
        return runs ? Code.runs() : place == 0 ? Code.skewed() : Code.even();
    }

    /** A block of the sequential processes; coefficients in the zig-zag sequence. Returns its first one. */
    int sequential(int id, int[] block, int prediction) {
        difference(code(false, id & 1), block[0] - prediction);
        Code code = code(true, id & 1);
        int run = 0;
        for (int k = 1; k < 64; k++) {
            if (block[k] == 0) {
                run++;
                continue;
            }
            for (; run > 15; run -= 16) {
                symbol(code, 0xF0);
            }
            coefficient(code, run, block[k]);
            run = 0;
        }
        if (run > 0) {
            symbol(code, 0);
        }
        return block[0];
    }

    private void coefficient(Code code, int run, int value) {
        int size = 32 - Integer.numberOfLeadingZeros(Math.abs(value));
        symbol(code, run << 4 | size);
        bits(value < 0 ? value - 1 : value, size);
    }

    /** The order of blocks in a scan of several components: calls back with component and block. */
    interface BlockSink {
        void block(int component, int[] block);
    }

    /**
     * Goes through the blocks of a scan (T.81 A.2).
     *
     * @param blocks of each component, lines of blocks, MCUs filled up
     * @param sampling sampling factors of all components
     * @param size rows and columns
     * @param scan the components of the scan
     * @param restart MCUs of a restart interval, or 0
     * @param begin called for each restart interval
     */
    void blocks(
            int[][][][] blocks, int[] sampling, int[] size, int[] scan, int restart, Runnable begin, BlockSink sink) {
        int mostHorizontal = Arrays.stream(sampling).map(s -> s >> 4).max().orElseThrow();
        int mostVertical = Arrays.stream(sampling).map(s -> s & 15).max().orElseThrow();
        boolean alone = scan.length == 1;
        int h0 = alone ? sampling[scan[0]] >> 4 : 1;
        int v0 = alone ? sampling[scan[0]] & 15 : 1;
        int rows = ceil(alone ? ceil(size[0] * v0, mostVertical) : size[0], alone ? 8 : 8 * mostVertical);
        int columns = ceil(alone ? ceil(size[1] * h0, mostHorizontal) : size[1], alone ? 8 : 8 * mostHorizontal);
        int units = 0;
        begin.run();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (restart > 0 && units > 0 && units % restart == 0) {
                    endOfBand();
                    restart(units / restart - 1);
                    begin.run();
                }
                units++;
                for (int component : scan) {
                    int h = alone ? 1 : sampling[component] >> 4;
                    int v = alone ? 1 : sampling[component] & 15;
                    for (int i = 0; i < h * v; i++) {
                        sink.block(component, blocks[component][row * v + i / h][column * h + i % h]);
                    }
                }
            }
        }
        endOfBand();
        flush();
    }

    static int ceil(int value, int unit) {
        return (value + unit - 1) / unit;
    }

    /** The first scan of the first coefficient. */
    int progressiveFirst(int id, int value, int low, int prediction) {
        difference(code(false, id & 1), (value >> low) - prediction);
        return value >> low;
    }

    /** One more bit of the first coefficient. */
    void progressiveRefineFirst(int value, int low) {
        bits(value >> low, 1);
    }

    /** The first scan of a band (T.81 G.1.2.2). */
    void band(int id, int[] block, int start, int end, int low) {
        Code code = code(true, id & 1);
        bandCode = code;
        int run = 0;
        for (int k = start; k <= end; k++) {
            int value = block[k] < 0 ? -(-block[k] >> low) : block[k] >> low;
            if (value == 0) {
                run++;
                continue;
            }
            endOfBand();
            for (; run > 15; run -= 16) {
                symbol(code, 0xF0);
            }
            coefficient(code, run, value);
            run = 0;
        }
        if (run > 0) {
            endOfBandRun++;
        }
    }

    private Code bandCode = Code.runs();

    /** Writes the blocks that ended and the bits of their coefficients (T.81 G.1.2.2, G.1.2.3). */
    private void endOfBand() {
        if (endOfBandRun > 0) {
            int size = 31 - Integer.numberOfLeadingZeros(endOfBandRun);
            symbol(bandCode, size << 4);
            bits(endOfBandRun, size);
            endOfBandRun = 0;
        }
        write(corrections);
    }

    private void write(StringBuilder binary) {
        for (int i = 0; i < binary.length(); i++) {
            bits(binary.charAt(i) - '0', 1);
        }
        binary.setLength(0);
    }

    /** One more bit of a band (T.81 G.1.2.3, figure G.7). */
    void refineBand(int id, int[] block, int start, int end, int low) {
        Code code = code(true, id & 1);
        bandCode = code;
        int last = start - 1;
        for (int k = start; k <= end; k++) {
            if (Math.abs(block[k]) >> low == 1) {
                last = k;
            }
        }
        int run = 0;
        StringBuilder own = new StringBuilder();
        for (int k = start; k <= end; k++) {
            int value = Math.abs(block[k]) >> low;
            if (value == 0) {
                run++;
                continue;
            }
            while (run > 15 && k <= last) {
                endOfBand();
                symbol(code, 0xF0);
                run -= 16;
                write(own);
            }
            if (value > 1) {
                own.append(value & 1);
                continue;
            }
            endOfBand();
            symbol(code, run << 4 | 1);
            bits(block[k] < 0 ? 0 : 1, 1);
            write(own);
            run = 0;
        }
        if (run > 0 || own.length() > 0) {
            endOfBandRun++;
            corrections.append(own);
        }
    }
}
