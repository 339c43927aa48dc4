package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.Fidelity;
import io.clouddicom.Sha256;
import io.clouddicom.dicom.DatasetEncoding;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.FooterElement;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The stored object of an instance whose frames were transcoded. All of it is made and proven before the first byte goes to
 * the store: its length is known, it can be written again, and an instance that cannot be transcoded has left no trace.
 */
final class TranscodedContent implements StoredContent {
    private static final int CHUNK_BYTES = 128 << 10;

    private final byte[] head;
    private final SourceBytes frames;
    private final byte[] foot;
    private final Footer footer;
    private final byte[] encodedFooter;
    private final int checksum;

    /**
     * An object.
     *
     * @param head everything before the first frame's item
     * @param frames the items of the frames, which this closes
     * @param foot everything behind them but the footer element
     * @param encoding how the dataset is encoded
     * @param footer the footer; the digests in it are made here
     */
    TranscodedContent(byte[] head, SourceBytes frames, byte[] foot, DatasetEncoding encoding, FooterOf footer)
            throws IOException {
        this.head = head;
        this.frames = frames;
        this.foot = foot;
        Footer draft = footer.with(0, Sha256.of(new byte[32]));
        byte[] element = FooterElement.header(encoding, draft.encode().length);
        CRC32C crc = new CRC32C();
        crc.update(head);
        eachChunk((bytes, count) -> crc.update(bytes, 0, count));
        crc.update(foot);
        crc.update(element);
        Sha256 restored = draft.restored().isPresent() ? digest() : draft.sha256();
        this.footer = footer.with((int) crc.getValue(), restored);
        byte[] encoded = this.footer.encode();
        crc.update(encoded);
        this.checksum = (int) crc.getValue();
        this.encodedFooter = Arrays.copyOf(element, element.length + encoded.length);
        System.arraycopy(encoded, 0, encodedFooter, element.length, encoded.length);
    }

    /** Makes the footer of an object once its checksum, and the digest of all that is before the footer, are known. */
    @FunctionalInterface
    interface FooterOf {
        Footer with(int checksum, Sha256 content);
    }

    /** The digest of what stands for an original that does not come back: everything before the footer element. */
    private Sha256 digest() throws IOException {
        MessageDigest digest = Restoring.sha256();
        digest.update(head);
        eachChunk((bytes, count) -> digest.update(bytes, 0, count));
        digest.update(foot);
        return Sha256.of(digest.digest());
    }

    @FunctionalInterface
    private interface Chunk {
        void take(byte[] bytes, int count) throws IOException;
    }

    private void eachChunk(Chunk action) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.max(1, Math.min(CHUNK_BYTES, frames.size())));
        for (long position = 0; position < frames.size(); position += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), frames.size() - position));
            frames.readFully(position, chunk);
            action.take(chunk.array(), chunk.limit());
        }
    }

    @Override
    public Fidelity fidelity() {
        return footer.fidelity();
    }

    @Override
    public Sha256 sha256() {
        return footer.sha256();
    }

    private long size() {
        return head.length + frames.size() + foot.length + encodedFooter.length;
    }

    @Override
    public OptionalLong lengthBytes() {
        return OptionalLong.of(size());
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(head);
        eachChunk((bytes, count) -> out.write(bytes, 0, count));
        out.write(foot);
        out.write(encodedFooter);
    }

    @Override
    public long verified(PutResult result, String object) throws CorruptDataException {
        if (result.sizeBytes() != size() || result.crc32c() != checksum) {
            throw new CorruptDataException("put", object, "the store took over other bytes than those written");
        }
        return size();
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
