package io.clouddicom.cache;

/** A unit of sizes. */
public enum SizeUnit {
    /** One byte. */
    BYTES(0),
    /** 1024 bytes. */
    KIBIBYTES(10),
    /** 1024 KiB. */
    MEBIBYTES(20),
    /** 1024 MiB. */
    GIBIBYTES(30),
    /** 1024 GiB. */
    TEBIBYTES(40);

    private final int shift;

    SizeUnit(int shift) {
        this.shift = shift;
    }

    /**
     * Converts an amount to bytes.
     *
     * @param amount how many of this unit
     * @return how many bytes
     * @throws IllegalArgumentException the amount is negative, or more bytes than a {@code long} counts
     */
    public long toBytes(long amount) {
        if (amount < 0 || amount > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("a size of " + amount + " " + this);
        }
        return amount << shift;
    }
}
