package io.clouddicom.codec.internal;

import java.nio.ByteBuffer;

/** A caller's input as an array; only what is not backed by one is copied. */
final class InputBytes {
    byte[] data = new byte[0];
    /** The first byte of the input in the array, and the first after it. */
    int from;

    int to;

    private byte[] copy = new byte[0];

    void take(ByteBuffer buffer) {
        int length = buffer.remaining();
        if (buffer.hasArray()) {
            data = buffer.array();
            from = buffer.arrayOffset() + buffer.position();
        } else {
            if (copy.length < length) {
                copy = new byte[length];
            }
            buffer.duplicate().get(copy, 0, length);
            data = copy;
            from = 0;
        }
        to = from + length;
    }
}
