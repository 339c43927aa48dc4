package io.clouddicom.codec.internal;

/**
 * Bits of HT segments, least significant first: forward, where the byte after one of ones has seven bits, or backward,
 * where a byte of seven ones has seven bits when the one read before it is above 0x8F (T.814 7.1).
 */
final class HtBits {
    private byte[] data = new byte[0];
    private int position;
    private int end;
    private boolean forward;
    private int filler;
    private boolean stuffed;
    private long window;
    private int available;

    /** Reads forward in a range, and bits of the filler byte after it. */
    void startForward(byte[] source, int from, int to, int fillerByte) {
        data = source;
        position = from;
        end = to;
        forward = true;
        filler = fillerByte;
        stuffed = false;
        window = 0;
        available = 0;
    }

    /** Reads backward from before {@code from} down to {@code to}, and zeros before it. */
    void startBackward(byte[] source, int from, int to, boolean afterLargeByte) {
        data = source;
        position = from;
        end = to;
        forward = false;
        stuffed = afterLargeByte;
        window = 0;
        available = 0;
    }

    /** Puts bits in front of those of the range. */
    void push(int bits, int count) {
        window = bits & (1 << count) - 1;
        available = count;
    }

    private void fill() {
        while (available <= 48) {
            int value;
            int count = 8;
            if (forward) {
                value = position < end ? data[position++] & 0xFF : filler;
                if (stuffed) {
                    count = 7;
                    value &= 0x7F;
                }
                stuffed = value == 0xFF;
            } else {
                value = position > end ? data[--position] & 0xFF : 0;
                if (stuffed && (value & 0x7F) == 0x7F) {
                    count = 7;
                }
                stuffed = value > 0x8F;
                value &= (1 << count) - 1;
            }
            window |= (long) value << available;
            available += count;
        }
    }

    /** The next bits, up to 32 of which may be looked at, without taking them. */
    int peek() {
        if (available < 32) {
            fill();
        }
        return (int) window;
    }

    void skip(int count) {
        window >>>= count;
        available -= count;
    }

    /** Takes up to 48 bits. */
    long take(int count) {
        if (available < count) {
            fill();
        }
        long bits = window & (1L << count) - 1;
        window >>>= count;
        available -= count;
        return bits;
    }

    int bit() {
        return (int) take(1);
    }
}
