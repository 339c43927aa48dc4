package io.clouddicom.internal.cache;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What stands in a slab of a block that lies there: 64 bytes, big endian. They end with their own CRC-32C, so that they can be
 * believed without reading the block.
 *
 * @param ref whose block it is
 * @param block which one, from 0
 * @param facts of the object
 * @param checksum CRC-32C of the block
 */
record BlockHeader(ObjectRef ref, int block, ObjectFacts facts, int checksum) {
    static final int BYTES = 64;

    private static final int MAGIC = 0x4344_424C; // CDBL
    private static final int CHECKED_BYTES = BYTES - Integer.BYTES;

    /** Writes it at the position of a buffer. */
    void write(ByteBuffer into) {
        int begin = into.position();
        into.putInt(MAGIC)
                .putInt(checksum)
                .putLong(ref.keyHigh())
                .putLong(ref.keyLow())
                .putLong(ref.version())
                .putInt(block)
                .putInt(facts.blockLength(block))
                .putLong(facts.sizeBytes())
                .putLong(facts.modified().getEpochSecond())
                .putInt(facts.modified().getNano());
        into.putInt(crc(into.duplicate().flip().position(begin)));
    }

    /** Reads the 64 bytes from the position of a buffer on; empty if they are no header, or a damaged one. */
    static Optional<BlockHeader> read(ByteBuffer from) {
        ByteBuffer header = from.slice(from.position(), BYTES);
        from.position(from.position() + BYTES);
        if (header.getInt() != MAGIC || header.getInt(CHECKED_BYTES) != crc(header.slice(0, CHECKED_BYTES))) {
            return Optional.empty();
        }
        int checksum = header.getInt();
        ObjectRef ref = new ObjectRef(header.getLong(), header.getLong(), header.getLong());
        int block = header.getInt();
        int length = header.getInt();
        long size = header.getLong();
        try {
            ObjectFacts facts = new ObjectFacts(size, Instant.ofEpochSecond(header.getLong(), header.getInt()));
            boolean sound = block >= 0 && length > 0 && length == facts.blockLength(block);
            return sound ? Optional.of(new BlockHeader(ref, block, facts, checksum)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
