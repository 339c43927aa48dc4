package io.clouddicom.internal.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes numbers, little endian, and varints: seven bits a byte, the least significant first (LEB128). */
final class ByteWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    int size() {
        return out.size();
    }

    ByteWriter u8(int value) {
        out.write(value);
        return this;
    }

    ByteWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    ByteWriter u32(int value) {
        return u16(value).u16(value >>> 16);
    }

    ByteWriter u64(long value) {
        return u32((int) value).u32((int) (value >>> 32));
    }

    ByteWriter varint(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
        return this;
    }

    /** A signed number as varint: zigzag, so that small ones of either sign are short. */
    ByteWriter signedVarint(long value) {
        return varint(value << 1 ^ value >> 63);
    }

    ByteWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A varint length and the bytes. */
    ByteWriter block(byte[] bytes) {
        return varint(bytes.length).bytes(bytes);
    }

    /** Text as UTF-8, a varint length before it. */
    ByteWriter text(String text) {
        return block(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
