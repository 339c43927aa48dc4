package io.clouddicom.internal.cache;

import java.io.Closeable;
import java.io.IOException;

/** Where blocks lie, each in a slot, with its header. Safe for use by any number of threads. */
interface BlockFiles extends Closeable {
    /** Hears of the blocks that lie in the files. */
    @FunctionalInterface
    interface HeaderListener {
        void found(int slot, BlockHeader header);
    }

    /** How many blocks have room. */
    int mostSlots();

    /**
     * Finds the blocks that are there.
     *
     * @throws IOException a {@link io.clouddicom.CloudDicomException}
     */
    void forEachHeader(HeaderListener listener) throws IOException;

    /** Reads the block of a slot. */
    void read(int slot, byte[] into, int offset, int length) throws IOException;

    /** Writes a block and its header. */
    void write(int slot, BlockHeader header, byte[] bytes) throws IOException;

    /** Takes the header of a block away. */
    void erase(int slot) throws IOException;
}
