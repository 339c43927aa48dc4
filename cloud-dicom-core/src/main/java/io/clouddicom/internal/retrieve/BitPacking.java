package io.clouddicom.internal.retrieve;

/** Packs pixels of one bit, the least significant first (PS3.5 8.1.1); frames share bytes. Belongs to one thread. */
public final class BitPacking {
    private int bits;
    private int filled;

    /**
     * Packs pixels.
     *
     * @param pixels one byte of 0 or 1 for each
     * @return the bytes that are full now
     */
    public byte[] pack(byte[] pixels) {
        byte[] packed = new byte[(int) ((filled + (long) pixels.length) / 8)];
        int at = 0;
        for (byte pixel : pixels) {
            bits |= (pixel & 1) << filled++;
            if (filled == 8) {
                packed[at++] = (byte) bits;
                bits = 0;
                filled = 0;
            }
        }
        return packed;
    }

    /** The byte that is not full yet; none where there is none. */
    public byte[] rest() {
        return filled == 0 ? new byte[0] : new byte[] {(byte) bits};
    }
}
