package io.clouddicom.internal.jpeg;

import java.io.IOException;
import java.util.Arrays;

/**
 * The progressive DCT processes with Huffman coding (T.81 G.1.2, G.2): spectral selection and successive approximation.
 * Coefficients of all blocks are kept until the end. A band of coefficients is coded once and then refined bit by bit, so
 * that the number of scans has a bound.
 */
final class ProgressiveProcess extends DctProcess {
    private static final int[] ZIGZAG = Tables.zigzag();
    private static final int NOT_CODED = -1;

    private final short[][] coefficients;
    private final int[][] bitsLeft;
    private final int[][] quantization;
    private final int[] predictions = new int[4];
    private final HuffmanTable[] huffman = new HuffmanTable[4];
    private final short[][] targets = new short[4][];
    private final int[] strides = new int[4];
    private int start;
    private int end;
    private int low;
    private boolean refining;
    private int endOfBandRun;

    ProgressiveProcess(FrameHeader frame, ExpectedFrame expected) throws IOException {
        super(frame, expected);
        coefficients = new short[planes.length][];
        bitsLeft = new int[planes.length][64];
        quantization = new int[planes.length][];
        for (int[] component : bitsLeft) {
            Arrays.fill(component, NOT_CODED);
        }
    }

    @Override
    public void decode(ScanHeader scan, Tables tables, EntropyBits bits) throws IOException {
        start = scan.start();
        end = scan.end();
        low = scan.low();
        refining = scan.high() != 0;
        if (start > end
                || end > 63
                || (start == 0 && end != 0)
                || (start > 0 && scan.components().size() > 1)
                || (refining && scan.high() != low + 1)
                || low > 13) {
            throw Faults.contradiction("a progressive scan of coefficients " + start + " to " + end + ", bits "
                    + scan.high() + " to " + low);
        }
        for (int i = 0; i < scan.components().size(); i++) {
            ScanHeader.ScanComponent component = scan.components().get(i);
            int index = component.index();
            for (int k = start; k <= end; k++) {
                if (bitsLeft[index][k] != (refining ? scan.high() : NOT_CODED)) {
                    throw Faults.contradiction("progressive scans that do not follow each other");
                }
                bitsLeft[index][k] = low;
            }
            if (start > 0) {
                huffman[i] = tables.ac(component.second());
            } else if (!refining) {
                huffman[i] = tables.dc(component.first());
            }
            if (coefficients[index] == null) {
                coefficients[index] = planes[index].allocate();
            }
            if (quantization[index] == null) {
                quantization[index] =
                        tables.quantization(frame.components().get(index).quantization());
            }
            targets[i] = coefficients[index];
            strides[i] = planes[index].stride;
        }
        blocks(scan, tables, bits);
    }

    @Override
    void reset() {
        Arrays.fill(predictions, 0);
        endOfBandRun = 0;
    }

    /** Coefficients of a block lie one after the other, all blocks of a line of blocks in the space of their samples. */
    @Override
    void block(int component, int to, EntropyBits bits) throws IOException {
        int stride = strides[component];
        int line = to / stride;
        int at = line * stride + (to - line * stride) * 8;
        if (start > 0) {
            if (refining) {
                refine(targets[component], at, huffman[component], bits);
            } else {
                first(targets[component], at, huffman[component], bits);
            }
        } else if (refining) {
            if (EntropyBits.word(bits.bits(), position++) < 0) {
                targets[component][at] |= (short) (1 << low);
            }
        } else {
            long word = EntropyBits.word(bits.bits(), position);
            int entry = huffman[component].decode(word);
            int category = entry & 0xFF;
            if (entry == 0 || category > 16) {
                throw invalid(bits, position);
            }
            predictions[component] += HuffmanTable.difference(word << (entry >>> 8), category);
            position += (entry >>> 8) + (category & 15);
            targets[component][at] = (short) (predictions[component] << low);
        }
    }

    /** The first scan of a band (T.81 G.1.2.2). */
    private void first(short[] block, int at, HuffmanTable table, EntropyBits source) throws IOException {
        if (endOfBandRun > 0) {
            endOfBandRun--;
            return;
        }
        byte[] bits = source.bits();
        for (int k = start; k <= end; k++) {
            long word = EntropyBits.word(bits, position);
            int entry = table.decode(word);
            if (entry == 0) {
                throw invalid(source, position);
            }
            int length = entry >>> 8;
            int run = entry >>> 4 & 15;
            int size = entry & 15;
            if (size != 0) {
                k += run;
                block[at + ZIGZAG[k]] = (short) (HuffmanTable.difference(word << length, size) << low);
                position += length + size;
            } else if (run == 15) {
                k += 15;
                position += length;
            } else {
                endOfBandRun = run(word << length, run) - 1;
                position += length + run;
                break;
            }
        }
    }

    /** How many blocks end here (T.81 table G.1): two to the power of {@code category}, and so many bits. */
    private static int run(long word, int category) {
        return (1 << category) + (category == 0 ? 0 : (int) (word >>> (64 - category)));
    }

    /** One more bit of a band (T.81 G.1.2.3). */
    private void refine(short[] block, int at, HuffmanTable table, EntropyBits source) throws IOException {
        byte[] bits = source.bits();
        int k = start;
        if (endOfBandRun == 0) {
            for (; k <= end; k++) {
                long word = EntropyBits.word(bits, position);
                int entry = table.decode(word);
                if (entry == 0) {
                    throw invalid(source, position);
                }
                int length = entry >>> 8;
                int run = entry >>> 4 & 15;
                int size = entry & 15;
                position += length;
                int value = 0;
                if (size != 0) {
                    value = EntropyBits.word(bits, position++) < 0 ? 1 << low : -1 << low;
                } else if (run < 15) {
                    endOfBandRun = run(word << length, run);
                    position += run;
                    break;
                }
                k = skip(block, at, k, run, bits);
                if (value != 0 && k <= end) {
                    block[at + ZIGZAG[k]] = (short) value;
                }
            }
        }
        if (endOfBandRun > 0) {
            skip(block, at, k, Integer.MAX_VALUE, bits);
            endOfBandRun--;
        }
    }

    /** Goes on behind so many coefficients that are zero, to one that is zero, and refines those that are not. */
    private int skip(short[] block, int at, int from, int zeros, byte[] bits) {
        int left = zeros;
        int k = from;
        for (; k <= end; k++) {
            int i = at + ZIGZAG[k];
            if (block[i] != 0) {
                if (EntropyBits.word(bits, position++) < 0 && (Math.abs(block[i]) & 1 << low) == 0) {
                    block[i] += (short) (block[i] > 0 ? 1 << low : -1 << low);
                }
            } else if (--left < 0) {
                break;
            }
        }
        return k;
    }

    @Override
    public boolean complete() {
        for (int[] component : bitsLeft) {
            for (int bits : component) {
                if (bits != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public boolean decodable() {
        for (int[] component : bitsLeft) {
            if (component[0] == NOT_CODED) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] samples(boolean convert) throws IOException {
        InverseDct inverse = new InverseDct(frame.precision());
        for (int i = 0; i < planes.length; i++) {
            short[] plane = coefficients[i];
            int stride = planes[i].stride;
            short[] line = new short[8 * stride];
            for (int row = 0; row < planes[i].lines; row += 8) {
                System.arraycopy(plane, row * stride, line, 0, line.length);
                for (int column = 0; column < stride; column += 8) {
                    inverse.transform(line, column * 8, quantization[i], plane, row * stride + column, stride);
                }
            }
        }
        return assemble(coefficients, convert);
    }
}
