package io.clouddicom.codec.internal;

/** Bits of segments that bypass the arithmetic coder: one bit stuffed after a byte of ones, ones past the end (D.6). */
final class RawBits {
    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private int current;
    private int left;

    void start(byte[] segment, int from, int to) {
        bytes = segment;
        position = from;
        end = to;
        current = 0;
        left = 0;
    }

    int bit() {
        if (left == 0) {
            left = current == 0xFF ? 7 : 8;
            current = position < end ? bytes[position++] & 0xFF : 0xFF;
        }
        left--;
        return current >> left & 1;
    }
}
