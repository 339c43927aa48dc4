package io.clouddicom.crypto.internal;

import com.google.crypto.tink.StreamingAead;
import io.clouddicom.CorruptDataException;
import io.clouddicom.store.ContentSink;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Content on its way into a store, sealed as it passes. It cannot be repeated, as each sealing has a key and nonces of
 * its own; whoever repeats a put repeats it above.
 */
final class SealingContent implements ObjectContent {
    private final ObjectKey key;
    private final ObjectContent plain;
    private final StreamingAead aead;
    private final byte[] associatedData;
    private long plainBytes;
    private int plainChecksum;
    private long sealedBytes;
    private int sealedChecksum;

    SealingContent(ObjectKey key, ObjectContent plain, StreamingAead aead, byte[] associatedData) {
        this.key = key;
        this.plain = plain;
        this.aead = aead;
        this.associatedData = associatedData;
    }

    @Override
    public OptionalLong lengthBytes() {
        OptionalLong length = plain.lengthBytes();
        return length.isPresent() ? OptionalLong.of(SegmentLayout.sealedSize(length.getAsLong())) : length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Measured sealed = new Measured(out);
        OutputStream sealing;
        try {
            sealing = aead.newEncryptingStream(sealed, associatedData);
        } catch (GeneralSecurityException e) {
            throw new IOException("put " + key + ": the content cannot be sealed", e);
        }
        ContentSink sink = ContentSink.take(key, plain, sealing);
        // Writes the last segment, which says that it is the last. Not reached by content that failed.
        sealing.close();
        plainBytes = sink.sizeBytes();
        plainChecksum = sink.crc32c();
        sealedBytes = sealed.size;
        sealedChecksum = (int) sealed.crc.getValue();
    }

    /**
     * Holds what the store says against what was written.
     *
     * @return the result for the plain content
     */
    PutResult verified(PutResult result) throws CorruptDataException {
        if (result.sizeBytes() != sealedBytes || result.crc32c() != sealedChecksum) {
            throw new CorruptDataException("put", key.value(), "the store took over other bytes than were sealed");
        }
        return new PutResult(result.version(), plainBytes, plainChecksum);
    }

    /** Counts and checksums what goes through; the store's stream stays open. */
    private static final class Measured extends OutputStream {
        private final OutputStream out;
        private final CRC32C crc = new CRC32C();
        private long size;

        Measured(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            crc.update(bytes, offset, length);
            size += length;
        }
    }
}
