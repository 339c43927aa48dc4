package io.clouddicom.codec.internal;

/** Bits of packet headers, where the byte after one of ones has seven bits (T.800 B.10.1). */
final class PacketBitSink {
    private final ByteSink bytes;
    private int partial;
    private int free = 8;

    PacketBitSink(ByteSink bytes) {
        this.bytes = bytes;
    }

    void bit(int bit) {
        free--;
        partial |= bit << free;
        if (free == 0) {
            bytes.u8(partial);
            free = partial == 0xFF ? 7 : 8;
            partial = 0;
        }
    }

    void bits(int value, int count) {
        for (int index = count - 1; index >= 0; index--) {
            bit(value >> index & 1);
        }
    }

    /** Ends a header at a whole byte, which is never one of ones. */
    void align() {
        if (free < 8) {
            bytes.u8(partial);
        }
        partial = 0;
        free = 8;
    }
}
