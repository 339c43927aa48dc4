package io.clouddicom.internal.jpegls;

import io.clouddicom.internal.jpeg.EntropyBits;

/** JPEG-LS data: the byte behind FF begins with a stuffed 0 bit (T.87 A.1). */
final class StuffedBits extends EntropyBits {

    StuffedBits(byte[] data) {
        super(data);
    }

    @Override
    protected int end(int offset) {
        int at = offset;
        while (at < data.length) {
            if (data[at++] == (byte) 0xFF && (at == data.length || data[at] < 0)) {
                return at - 1;
            }
        }
        return data.length;
    }

    @Override
    protected long unstuff(int from, int to, byte[] target) {
        long length = 0;
        int pending = 0;
        int count = 0;
        int out = 0;
        boolean stuffed = false;
        for (int at = from; at < to; at++) {
            int value = data[at] & 0xFF;
            int bits = stuffed ? 7 : 8;
            pending = (pending << bits) | value;
            count += bits;
            length += bits;
            if (count >= 8) {
                count -= 8;
                target[out++] = (byte) (pending >>> count);
            }
            stuffed = value == 0xFF;
        }
        target[out] = (byte) (pending << (8 - count));
        return length;
    }
}
