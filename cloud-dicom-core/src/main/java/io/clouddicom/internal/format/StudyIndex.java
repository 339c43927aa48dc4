package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.store.ObjectVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The snapshot of a study that makes opening it one read: of every instance its key, version and size, its footer and its
 * metadata.
 *
 * <p>What an index holds is deflated in blocks, which stay so in memory until they are asked for. Immutable.
 */
public final class StudyIndex {

    /** The version of the index that is written and read. */
    public static final int VERSION = 1;

    /** A longer index is not read: the study opens without. */
    public static final int MAX_BYTES = 256 << 20;

    private static final byte[] MAGIC = "CLDINDEX".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 16;
    private static final int BLOCK_BYTES = 256 << 10;

    /**
     * What the index says of an instance.
     *
     * @param key its key
     * @param version the version of its object
     * @param size the size of its object
     * @param content where the rest is
     */
    public record Entry(InstanceKey key, ObjectVersion version, long size, Place content) {}

    /**
     * Where the footer and, behind it, the metadata of an instance lie.
     *
     * @param block in which block
     * @param offset where in the inflated block
     * @param footerLength how long the footer is
     * @param metadataLength how long the metadata record is
     */
    public record Place(int block, int offset, int footerLength, int metadataLength) {}

    private record Block(ByteBuffer deflated, int length) {}

    private final String object;
    private final List<Entry> entries;
    private final List<Block> blocks;

    private StudyIndex(String object, List<Entry> entries, List<Block> blocks) {
        this.object = object;
        this.entries = List.copyOf(entries);
        this.blocks = blocks;
    }

    /** What it covers, in the order of the keys. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * Inflates a block.
     *
     * @param block its number
     * @throws CorruptDataException it is damaged
     */
    public ByteBuffer block(int block) throws CorruptDataException {
        Block found = blocks.get(block);
        return ByteBuffer.wrap(Deflating.inflate(found.deflated().duplicate(), found.length())
                .orElseThrow(() -> new CorruptDataException("read", object, "a block of the index is damaged")));
    }

    /**
     * The footer of an instance, as it is in its object.
     *
     * @param block its block, inflated
     * @param place where it lies
     */
    public static ByteBuffer footer(ByteBuffer block, Place place) {
        return block.slice(place.offset(), place.footerLength());
    }

    /**
     * The metadata record of an instance.
     *
     * @param block its block, inflated
     * @param place where it lies
     */
    public static ByteBuffer metadata(ByteBuffer block, Place place) {
        return block.slice(place.offset() + place.footerLength(), place.metadataLength());
    }

    /**
     * Reads an index.
     *
     * @param bytes all its bytes, which it keeps
     * @param studySegment the study's segment in keys
     * @param object the object, for messages
     * @throws CorruptDataException it is damaged, or of another study
     * @throws UnsupportedFeatureException it is of a newer version
     */
    public static StudyIndex parse(byte[] bytes, String studySegment, String object)
            throws CorruptDataException, UnsupportedFeatureException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER_BYTES || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptDataException("read", object, "it is no study index");
        }
        int version = buffer.getShort(8) & 0xFFFF;
        if (version != VERSION) {
            throw new UnsupportedFeatureException("read", object, "the index is of version " + version);
        }
        if (buffer.getInt(12) != checksum(bytes)) {
            throw new CorruptDataException("read", object, "the index does not have its checksum");
        }
        ByteParser in = new ByteParser(buffer.slice(HEADER_BYTES, bytes.length - HEADER_BYTES), object, "study index");
        long length = in.varint();
        byte[] directory = Deflating.inflate(in.slice(in.varint()), length)
                .orElseThrow(() -> in.corrupt("its directory is damaged"));
        return parseDirectory(
                new ByteParser(ByteBuffer.wrap(directory), object, "study index"), in, studySegment, object);
    }

    private static StudyIndex parseDirectory(ByteParser directory, ByteParser rest, String study, String object)
            throws CorruptDataException {
        if (!directory.text().equals(study)) {
            throw directory.corrupt("it is of another study");
        }
        int blockCount = directory.count(2);
        List<Block> blocks = new ArrayList<>(blockCount);
        for (int i = 0; i < blockCount; i++) {
            long length = directory.varint();
            if (length > Integer.MAX_VALUE - 8) {
                throw directory.corrupt("a block is too long");
            }
            blocks.add(new Block(rest.slice(directory.varint()), (int) length));
        }
        rest.end();
        int count = directory.count(9);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            InstanceKey key = new InstanceKey(
                    study, directory.text(), directory.text(), (int) Math.min(Integer.MAX_VALUE, directory.varint()));
            String version = directory.text();
            if (version.isEmpty()) {
                throw directory.corrupt("a version is empty");
            }
            long size = directory.varint();
            long block = directory.varint();
            long offset = directory.varint();
            long footerLength = directory.varint();
            long metadataLength = directory.varint();
            if (block >= blockCount
                    || offset > blocks.get((int) block).length()
                    || footerLength > blocks.get((int) block).length() - offset
                    || metadataLength > blocks.get((int) block).length() - offset - footerLength) {
                throw directory.corrupt("the facts of an instance lie outside their block");
            }
            Place place = new Place((int) block, (int) offset, (int) footerLength, (int) metadataLength);
            entries.add(new Entry(key, new ObjectVersion(version), size, place));
        }
        directory.end();
        return new StudyIndex(object, entries, blocks);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, HEADER_BYTES - Integer.BYTES);
        crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        return (int) crc.getValue();
    }

    /** Collects what an index is to cover. Not for several threads. */
    public static final class Builder {
        private final String study;
        private final List<Entry> entries = new ArrayList<>();
        private final List<Integer> lengths = new ArrayList<>();
        private final List<byte[]> deflated = new ArrayList<>();
        private ByteWriter block = new ByteWriter();

        /**
         * Begins an index.
         *
         * @param studySegment the study's segment in keys
         */
        public Builder(String studySegment) {
            this.study = studySegment;
        }

        /**
         * Adds an instance.
         *
         * @param key its key
         * @param version the version of its object
         * @param size the size of its object
         * @param footer its footer as it is in its object
         * @param metadata its metadata record
         */
        public void add(InstanceKey key, ObjectVersion version, long size, byte[] footer, byte[] metadata) {
            if (block.size() > 0 && block.size() + (long) footer.length + metadata.length > BLOCK_BYTES) {
                endBlock();
            }
            Place place = new Place(deflated.size(), block.size(), footer.length, metadata.length);
            block.bytes(footer).bytes(metadata);
            entries.add(new Entry(key, version, size, place));
        }

        private void endBlock() {
            lengths.add(block.size());
            deflated.add(Deflating.deflate(block.toByteArray()));
            block = new ByteWriter();
        }

        /** How many instances were added. */
        public int size() {
            return entries.size();
        }

        /** The bytes of the index. */
        public byte[] build() {
            if (block.size() > 0) {
                endBlock();
            }
            ByteWriter directory = new ByteWriter().text(study).varint(deflated.size());
            for (int i = 0; i < deflated.size(); i++) {
                directory.varint(lengths.get(i)).varint(deflated.get(i).length);
            }
            directory.varint(entries.size());
            for (Entry entry : entries) {
                Place place = entry.content();
                directory
                        .text(entry.key().series())
                        .text(entry.key().instance())
                        .varint(entry.key().revision())
                        .text(entry.version().token())
                        .varint(entry.size())
                        .varint(place.block())
                        .varint(place.offset())
                        .varint(place.footerLength())
                        .varint(place.metadataLength());
            }
            byte[] deflatedDirectory = Deflating.deflate(directory.toByteArray());
            ByteWriter out = new ByteWriter().bytes(MAGIC).u16(VERSION).u16(0).u32(0);
            out.varint(directory.size()).block(deflatedDirectory);
            deflated.forEach(out::bytes);
            byte[] bytes = out.toByteArray();
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(12, checksum(bytes));
            return bytes;
        }
    }
}
