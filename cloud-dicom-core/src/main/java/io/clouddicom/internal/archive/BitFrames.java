package io.clouddicom.internal.archive;

/** Native frames whose size is not a multiple of eight bits (PS3.5 8.1.1). */
final class BitFrames {
    private BitFrames() {}

    /**
     * Moves a frame so that it begins with the least significant bit of the first byte; bits behind its end become 0.
     *
     * @param bytes the bytes in which the frame lies
     * @param bitOffset how many bits of the first byte are not the frame's, 0 to 7
     * @param bitLength how many bits the frame has
     */
    static byte[] align(byte[] bytes, int bitOffset, long bitLength) {
        byte[] frame = new byte[(int) ((bitLength + 7) / 8)];
        for (int i = 0; i < frame.length; i++) {
            int next = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
            frame[i] = (byte) ((bytes[i] & 0xFF | next << 8) >>> bitOffset);
        }
        int bitsInLast = (int) (bitLength % 8);
        if (bitsInLast != 0) {
            frame[frame.length - 1] &= (byte) ((1 << bitsInLast) - 1);
        }
        return frame;
    }
}
