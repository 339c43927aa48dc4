package io.clouddicom.codec.internal;

import java.util.Arrays;

/** Bytes written one after the other, most significant first, into an array that grows and is kept. */
final class ByteSink {
    private byte[] bytes = new byte[1 << 12];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** A copy of what was written. */
    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            long wanted = Math.max(length + (long) more, bytes.length + (long) (bytes.length >> 1));
            if (length + (long) more > Integer.MAX_VALUE - 16) {
                throw new IllegalArgumentException("the codestream would pass 2 GiB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
    }

    void u8(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void u16(int value) {
        u8(value >> 8);
        u8(value);
    }

    void u32(long value) {
        u16((int) (value >> 16));
        u16((int) value);
    }

    void write(byte[] source, int from, int count) {
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Writes a part of what is here to another. */
    void copyTo(ByteSink other, int from, int count) {
        other.write(bytes, from, count);
    }

    /** Makes room whose bytes are set later. */
    void skip(int count) {
        ensure(count);
        Arrays.fill(bytes, length, length + count, (byte) 0);
        length += count;
    }

    void setU8(int at, int value) {
        bytes[at] = (byte) value;
    }

    void setU16(int at, int value) {
        setU8(at, value >> 8);
        setU8(at + 1, value);
    }

    void setU32(int at, long value) {
        setU16(at, (int) (value >> 16));
        setU16(at + 2, (int) value);
    }
}
