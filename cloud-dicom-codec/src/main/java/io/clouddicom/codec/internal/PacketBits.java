package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;

/** Bits of packet headers: most significant first, one bit stuffed after a byte of ones (T.800 B.10.1). */
final class PacketBits {
    private byte[] data = new byte[0];
    private int position;
    private int end;
    private int origin;
    private int current;
    private int left;

    void start(byte[] source, int from, int to, int countedFrom) {
        data = source;
        position = from;
        end = to;
        origin = countedFrom;
        current = 0;
        left = 0;
    }

    int bit() throws CodestreamException {
        if (left == 0) {
            left = current == 0xFF ? 7 : 8;
            if (position >= end) {
                throw Faults.truncated("packet header", position - origin, "the bytes end");
            }
            current = data[position++] & 0xFF;
        }
        left--;
        return current >> left & 1;
    }

    int bits(int count) throws CodestreamException {
        int value = 0;
        for (int index = 0; index < count; index++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** Goes to the next whole byte, behind a stuffed one, and tells where that is. */
    int align() throws CodestreamException {
        if (current == 0xFF) {
            if (position >= end) {
                throw Faults.truncated("packet header", position - origin, "the bytes end");
            }
            position++;
        }
        current = 0;
        left = 0;
        return position;
    }
}
