package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;
import java.io.IOException;

/**
 * The lossless process with Huffman coding (T.81 Annex H): each line is read as differences, which prediction then makes
 * samples. Values are modulo 2<sup>16</sup>.
 */
final class LosslessProcess implements CodingProcess {
    private final FrameHeader frame;
    private final ExpectedFrame expected;
    private final byte[] samples;
    private final boolean[] decoded;

    LosslessProcess(FrameHeader frame, ExpectedFrame expected) throws IOException {
        this.frame = frame;
        this.expected = expected;
        if (frame.components().size() > 1 && (frame.mostHorizontal() > 1 || frame.mostVertical() > 1)) {
            throw Faults.unsupported("lossless JPEG with sampling factors other than 1");
        }
        this.samples = expected.allocate();
        this.decoded = new boolean[frame.components().size()];
    }

    @Override
    public void decode(ScanHeader scan, Tables tables, EntropyBits bits) throws IOException {
        int count = scan.components().size();
        int columns = expected.columns();
        check(scan);
        int linesBetweenRestarts = linesBetweenRestarts(tables);
        HuffmanTable[] huffman = new HuffmanTable[count];
        for (int i = 0; i < count; i++) {
            huffman[i] = tables.dc(scan.components().get(i).first());
        }
        int[][] line = new int[count][columns];
        int[][] above = new int[count][columns];
        int middle = 1 << (frame.precision() - scan.low() - 1);
        long position = 0;
        for (int row = 0; row < expected.rows(); row++) {
            boolean first = row % linesBetweenRestarts == 0;
            if (first && row > 0) {
                bits.restart();
                position = 0;
            }
            position = count == 1
                    ? differences(huffman[0], bits, position, line[0])
                    : differences(huffman, bits, position, line);
            for (int i = 0; i < count; i++) {
                if (first) {
                    line[i][0] = line[i][0] + middle & 0xFFFF;
                    predictFromLeft(line[i]);
                } else {
                    line[i][0] = line[i][0] + above[i][0] & 0xFFFF;
                    predict(scan.start(), line[i], above[i]);
                }
                expected.putLine(line[i], 0, row, scan.components().get(i).index(), scan.low(), samples);
            }
            int[][] swap = above;
            above = line;
            line = swap;
        }
    }

    private void check(ScanHeader scan) throws CorruptDataException {
        if (scan.start() < 1 || scan.start() > 7) {
            throw Faults.contradiction("a lossless scan with the predictor " + scan.start());
        }
        if (scan.low() >= frame.precision()) {
            throw Faults.contradiction("a lossless scan with a point transform of " + scan.low() + " bits");
        }
        for (ScanHeader.ScanComponent component : scan.components()) {
            if (decoded[component.index()]) {
                throw Faults.contradiction("a component in two lossless scans");
            }
            decoded[component.index()] = true;
        }
    }

    /** A restart interval is a multiple of the line (T.81 H.1.1). */
    private int linesBetweenRestarts(Tables tables) throws CorruptDataException {
        int interval = tables.restartInterval();
        if (interval % expected.columns() != 0) {
            throw Faults.contradiction("a restart interval of " + interval + " samples, which is no number of lines");
        }
        return interval == 0 ? expected.rows() : interval / expected.columns();
    }

    private static long differences(HuffmanTable huffman, EntropyBits source, long from, int[] line)
            throws CorruptDataException {
        int[] table = huffman.differences();
        byte[] bits = source.bits();
        long length = source.length();
        long position = from;
        for (int x = 0; x < line.length; x++) {
            long word = EntropyBits.word(bits, position);
            int entry = table[HuffmanTable.differenceIndex(word)];
            if (entry != 0) {
                line[x] = entry >> 8;
                position += entry & 0xFF;
            } else {
                entry = huffman.decode(word);
                int category = entry & 0xFF;
                if (entry == 0 || category > 16) {
                    throw invalid(source, position);
                }
                line[x] = HuffmanTable.difference(word << (entry >>> 8), category);
                position += (entry >>> 8) + (category & 15);
            }
            if (position > length) {
                throw source.truncated();
            }
        }
        return position;
    }

    private static long differences(HuffmanTable[] huffman, EntropyBits source, long from, int[][] lines)
            throws CorruptDataException {
        byte[] bits = source.bits();
        long position = from;
        for (int x = 0; x < lines[0].length; x++) {
            for (int i = 0; i < huffman.length; i++) {
                long word = EntropyBits.word(bits, position);
                int entry = huffman[i].differences()[HuffmanTable.differenceIndex(word)];
                if (entry != 0) {
                    lines[i][x] = entry >> 8;
                    position += entry & 0xFF;
                } else {
                    entry = huffman[i].decode(word);
                    int category = entry & 0xFF;
                    if (entry == 0 || category > 16) {
                        throw invalid(source, position);
                    }
                    lines[i][x] = HuffmanTable.difference(word << (entry >>> 8), category);
                    position += (entry >>> 8) + (category & 15);
                }
            }
            if (position > source.length()) {
                throw source.truncated();
            }
        }
        return position;
    }

    private static CorruptDataException invalid(EntropyBits source, long position) {
        return position + 16 > source.length()
                ? source.truncated()
                : Faults.corrupt(source.next(), "entropy-coded data with a code that no table has, before the marker");
    }

    private static void predictFromLeft(int[] line) {
        int left = line[0];
        for (int x = 1; x < line.length; x++) {
            left = left + line[x] & 0xFFFF;
            line[x] = left;
        }
    }

    /** T.81 table H.1; the first sample of the line is there. */
    private static void predict(int predictor, int[] line, int[] above) {
        int a = line[0];
        switch (predictor) {
            case 1 -> predictFromLeft(line);
            case 2 -> {
                for (int x = 1; x < line.length; x++) {
                    line[x] = line[x] + above[x] & 0xFFFF;
                }
            }
            case 3 -> {
                for (int x = 1; x < line.length; x++) {
                    line[x] = line[x] + above[x - 1] & 0xFFFF;
                }
            }
            case 4 -> {
                for (int x = 1; x < line.length; x++) {
                    a = line[x] + a + above[x] - above[x - 1] & 0xFFFF;
                    line[x] = a;
                }
            }
            case 5 -> {
                for (int x = 1; x < line.length; x++) {
                    a = line[x] + a + ((above[x] - above[x - 1]) >> 1) & 0xFFFF;
                    line[x] = a;
                }
            }
            case 6 -> {
                for (int x = 1; x < line.length; x++) {
                    a = line[x] + above[x] + ((a - above[x - 1]) >> 1) & 0xFFFF;
                    line[x] = a;
                }
            }
            default -> {
                for (int x = 1; x < line.length; x++) {
                    a = line[x] + ((a + above[x]) >> 1) & 0xFFFF;
                    line[x] = a;
                }
            }
        }
    }

    @Override
    public boolean complete() {
        return decodable();
    }

    @Override
    public boolean decodable() {
        for (boolean done : decoded) {
            if (!done) {
                return false;
            }
        }
        return true;
    }

    /** Lossless colour stays as it is coded. */
    @Override
    public byte[] samples(boolean convert) {
        return samples;
    }
}
