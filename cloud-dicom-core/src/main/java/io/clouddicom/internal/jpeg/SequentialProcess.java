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
        byte[] bits = source.bits();
        long at = position;
        long word = EntropyBits.word(bits, at);
        int entry = dc[component].decode(word);
        int category = entry & 0xFF;
        if (entry == 0 || category > 16) {
            throw invalid(source, at);
        }
        predictions[component] += HuffmanTable.difference(word << (entry >>> 8), category);
        at += (entry >>> 8) + (category & 15);
        short[] block = coefficients;
        HuffmanTable table = ac[component];
        int last = 0;
        for (int k = 1; k < 64; k++) {
            word = EntropyBits.word(bits, at);
            entry = table.decode(word);
            int length = entry >>> 8;
            int size = entry & 15;
            int run = entry >>> 4 & 15;
            if (size == 0) {
                if (entry == 0) {
                    throw invalid(source, at);
                }
                at += length;
                if (run != 15) {
                    break;
                }
                k += 15;
            } else {
                k += run;
                block[ZIGZAG[k]] = (short) HuffmanTable.difference(word << length, size);
                at += length + size;
                last = k;
            }
        }
        position = at;
        if (last == 0) {
            inverse.flat(
                    (short) predictions[component],
                    quantization[component][0],
                    targets[component],
                    to,
                    strides[component]);
        } else {
            block[0] = (short) predictions[component];
            inverse.transform(block, 0, quantization[component], targets[component], to, strides[component]);
            Arrays.fill(block, (short) 0);
        }
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
