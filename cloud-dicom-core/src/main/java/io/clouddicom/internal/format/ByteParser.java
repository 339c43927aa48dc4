package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} writes. Every length is held against what is left before memory is taken. */
final class ByteParser {
    private final ByteBuffer bytes;
    private final String object;
    private final String part;

    /** Reads a buffer; the object and its part are for messages. */
    ByteParser(ByteBuffer bytes, String object, String part) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.object = object;
        this.part = part;
    }

    CorruptDataException corrupt(String detail) {
        return new CorruptDataException("read", object, part + ": " + detail);
    }

    int remaining() {
        return bytes.remaining();
    }

    private void need(long count) throws CorruptDataException {
        if (count < 0 || count > bytes.remaining()) {
            throw corrupt("it ends early");
        }
    }

    int u8() throws CorruptDataException {
        need(1);
        return bytes.get() & 0xFF;
    }

    int u16() throws CorruptDataException {
        need(Short.BYTES);
        return bytes.getShort() & 0xFFFF;
    }

    int u32() throws CorruptDataException {
        need(Integer.BYTES);
        return bytes.getInt();
    }

    long u64() throws CorruptDataException {
        need(Long.BYTES);
        return bytes.getLong();
    }

    /** A 64-bit number that has to be an offset or a length. */
    long length64() throws CorruptDataException {
        long value = u64();
        if (value < 0) {
            throw corrupt("a length is above 2^63");
        }
        return value;
    }

    /** A varint that has to be an offset or a length: below 2^63. */
    long varint() throws CorruptDataException {
        long value = rawVarint();
        if (value < 0) {
            throw corrupt("a number is above 2^63");
        }
        return value;
    }

    private long rawVarint() throws CorruptDataException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int b = u8();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw corrupt("a number has more than ten bytes");
    }

    long signedVarint() throws CorruptDataException {
        long value = rawVarint();
        return value >>> 1 ^ -(value & 1);
    }

    /** A varint that has to be a count of things that take at least some bits each of what is left. */
    int count(int smallestBytes) throws CorruptDataException {
        long value = varint();
        if (value > bytes.remaining() / smallestBytes) {
            throw corrupt("a count is larger than what is left");
        }
        return (int) value;
    }

    ByteBuffer slice(long length) throws CorruptDataException {
        need(length);
        ByteBuffer slice = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return slice;
    }

    byte[] bytes(long length) throws CorruptDataException {
        need(length);
        byte[] copy = new byte[(int) length];
        bytes.get(copy);
        return copy;
    }

    byte[] block() throws CorruptDataException {
        return bytes(varint());
    }

    String text() throws CorruptDataException {
        return new String(block(), StandardCharsets.UTF_8);
    }

    void end() throws CorruptDataException {
        if (bytes.hasRemaining()) {
            throw corrupt(bytes.remaining() + " bytes are left over");
        }
    }
}
