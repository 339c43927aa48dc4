package io.clouddicom.internal.jpeg;

import java.io.IOException;
import java.util.Arrays;

/**
 * The sequential DCT processes with Huffman coding (T.81 F.2), baseline and extended: every block is transformed as soon as
 * it is read. What the scan header says of coefficients is not looked at: there is one right value, and not all writers
 * set it.
 */
final class SequentialProcess extends DctProcess {
    private static final int[] ZIGZAG = Tables.zigzag();

    private final short[][] decoded;
    private final InverseDct inverse;
    private final short[] coefficients = new short[64];
    private final int[] predictions = new int[4];
    private final HuffmanTable[] dc = new HuffmanTable[4];
    private final HuffmanTable[] ac = new HuffmanTable[4];
    private final int[][] quantization = new int[4][];
    private final short[][] targets = new short[4][];
    private final int[] strides = new int[4];

    SequentialProcess(FrameHeader frame, ExpectedFrame expected) throws IOException {
        super(frame, expected);
        decoded = new short[planes.length][];
        inverse = new InverseDct(frame.precision());
    }

    @Override
    public void decode(ScanHeader scan, Tables tables, EntropyBits bits) throws IOException {
        for (int i = 0; i < scan.components().size(); i++) {
            ScanHeader.ScanComponent component = scan.components().get(i);
            if (decoded[component.index()] != null) {
                throw Faults.contradiction("a component in two sequential scans");
            }
            dc[i] = tables.dc(component.first());
            ac[i] = tables.ac(component.second());
            quantization[i] = tables.quantization(
                    frame.components().get(component.index()).quantization());
            targets[i] = planes[component.index()].allocate();
            strides[i] = planes[component.index()].stride;
            decoded[component.index()] = targets[i];
        }
        blocks(scan, tables, bits);
    }

    @Override
    void reset() {
        Arrays.fill(predictions, 0);
    }

    @Override
    void block(int component, int to, EntropyBits source) throws IOException {
        long word = EntropyBits.word(source.bits(), position);
        int entry = dc[component].decode(word);
        int category = entry & 0xFF;
        if (entry == 0 || category > 16) {
            throw invalid(source, position);
        }
        predictions[component] += HuffmanTable.difference(word << (entry >>> 8), category);
        position += (entry >>> 8) + (category & 15);
        int last = coefficients(ac[component], source);
        short first = (short) predictions[component];
        if (last == 0) {
            inverse.flat(first, quantization[component][0], targets[component], to, strides[component]);
        } else {
            coefficients[0] = first;
            inverse.transform(coefficients, 0, quantization[component], targets[component], to, strides[component]);
            Arrays.fill(coefficients, (short) 0);
        }
    }

    /** All coefficients of a block but the first one; returns the last one that is not 0. */
    private int coefficients(HuffmanTable table, EntropyBits source) throws IOException {
        short[] block = coefficients;
        int[] whole = table.coefficients();
        byte[] bits = source.bits();
        long at = position;
        long word = EntropyBits.word(bits, at);
        int used = 0;
        int last = 0;
        for (int k = 1; k < 64; k++) {
            if (used > EntropyBits.WORD_BITS - 32) {
                at += used;
                used = 0;
                word = EntropyBits.word(bits, at);
            }
            int entry = whole[HuffmanTable.coefficientIndex(word)];
            int taken = entry & 0xFF;
            if (entry != 0) {
                k += entry >>> 8 & 15;
                block[ZIGZAG[k]] = (short) (entry >> 16);
                last = k;
            } else {
                entry = table.decode(word);
                int size = entry & 15;
                int run = entry >>> 4 & 15;
                taken = (entry >>> 8) + size;
                if (size != 0) {
                    k += run;
                    block[ZIGZAG[k]] = (short) HuffmanTable.difference(word << (entry >>> 8), size);
                    last = k;
                } else if (run == 15) {
                    k += 15;
                } else if (entry != 0) {
                    used += taken;
                    break;
                } else {
                    throw invalid(source, at + used);
                }
            }
            word <<= taken;
            used += taken;
        }
        position = at + used;
        return last;
    }

    @Override
    public boolean complete() {
        return decodable();
    }

    @Override
    public boolean decodable() {
        for (short[] plane : decoded) {
            if (plane == null) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] samples(boolean convert) throws IOException {
        return assemble(decoded, convert);
    }
}
