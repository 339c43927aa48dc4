package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of entropy-coded data between two markers, freed of what was stuffed into them, so that a kernel reads them with
 * nothing but a position: {@link #word} gives at least {@value #WORD_BITS} bits from any position up to {@link #length}.
 * Behind the data are zeros; a kernel compares its position with {@link #length} after each symbol or block.
 */
public abstract class EntropyBits {
    /** Bits that a word has at least. */
    public static final int WORD_BITS = 57;

    /** How far behind the data a kernel may have read before it looks at its position, in bytes. */
    protected static final int PADDING_BYTES = 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The codestream. */
    protected final byte[] data;

    private byte[] bits = new byte[0];
    private long length;
    private int next;
    private int restarts;

    /** Of a codestream. */
    protected EntropyBits(byte[] data) {
        this.data = data;
    }

    /**
     * Reads the data of a scan up to its first marker.
     *
     * @param offset where it begins
     */
    public final void begin(int offset) {
        restarts = 0;
        load(offset);
    }

    /**
     * Reads the next restart interval (T.81 E.2.4).
     *
     * @throws CorruptDataException the restart marker that belongs here is not here
     */
    public final void restart() throws CorruptDataException {
        int marker = Marker.RST0 + (restarts++ & 7);
        int at = next;
        while (at + 1 < data.length && data[at] == (byte) 0xFF && data[at + 1] == (byte) 0xFF) {
            at++;
        }
        if (at + 1 >= data.length || (data[at + 1] & 0xFF) != marker) {
            throw Faults.corrupt(at, "a restart marker is missing");
        }
        load(at + 2);
    }

    private void load(int offset) {
        int end = end(offset);
        int bytes = end - offset;
        if (bits.length < bytes + PADDING_BYTES) {
            bits = new byte[bytes + PADDING_BYTES];
        }
        length = unstuff(offset, end, bits);
        int used = (int) ((length + 7) >>> 3);
        java.util.Arrays.fill(bits, used, Math.min(bits.length, used + PADDING_BYTES), (byte) 0);
        next = end;
    }

    /** Where the next marker begins, or the end of the codestream. */
    protected abstract int end(int offset);

    /** Writes the bits of the data between two offsets; returns how many there are. */
    protected abstract long unstuff(int from, int to, byte[] target);

    /** The buffer for {@link #word}. It changes with each restart. */
    public final byte[] bits() {
        return bits;
    }

    /** Bits of data there are. */
    public final long length() {
        return length;
    }

    /** Where the marker behind the data begins. */
    public final int next() {
        return next;
    }

    /**
     * Bits from a position on, the first one the most significant.
     *
     * @param bits a buffer
     * @param position a position in it, in bits
     */
    public static long word(byte[] bits, long position) {
        return (long) LONGS.get(bits, (int) (position >>> 3)) << (position & 7);
    }

    /** The error that the data has an end before the samples do. */
    public final CorruptDataException truncated() {
        return Faults.corrupt(next, "entropy-coded data ends before its samples");
    }
}
