package io.clouddicom.internal.jpeg;

/** Huffman-coded data: a byte FF is followed by a stuffed 00 (T.81 F.1.2.3). */
final class HuffmanBits extends EntropyBits {

    HuffmanBits(byte[] data) {
        super(data);
    }

    @Override
    protected int end(int offset) {
        int at = offset;
        while (at < data.length) {
            if (data[at++] != (byte) 0xFF) {
                continue;
            }
            int first = at - 1;
            while (at < data.length && data[at] == (byte) 0xFF) {
                at++;
            }
            if (at == data.length || data[at] != 0) {
                return first;
            }
        }
        return data.length;
    }

    @Override
    protected long unstuff(int from, int to, byte[] target) {
        int out = 0;
        int at = from;
        while (at < to) {
            int first = at;
            while (at < to && data[at] != (byte) 0xFF) {
                at++;
            }
            int plain = Math.min(at + 1, to) - first;
            System.arraycopy(data, first, target, out, plain);
            out += plain;
            while (at < to && data[at] == (byte) 0xFF) {
                at++;
            }
            at++;
        }
        return 8L * out;
    }
}
