package io.clouddicom.crypto.internal;

import com.google.crypto.tink.StreamingAead;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.RangeReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens a range of a sealed object, segment by segment as it is read: no byte is given out that was not authenticated. */
final class SealedReader extends RangeReader {
    private final ObjectReader sealed;
    private final CiphertextSource source;
    private final OpeningKeys keys;
    private final byte[] associatedData;
    private @Nullable SeekableByteChannel plain;

    /**
     * A reader.
     *
     * @param info of the plain object
     * @param offset of the range
     * @param length of the range, at least 1
     * @param sealed what is closed with this
     * @param source the sealed bytes
     * @param keys that may have sealed it
     * @param associatedData what it is bound to
     */
    SealedReader(
            ObjectInfo info,
            long offset,
            long length,
            ObjectReader sealed,
            CiphertextSource source,
            OpeningKeys keys,
            byte[] associatedData) {
        super(info, offset, length);
        this.sealed = sealed;
        this.source = source;
        this.keys = keys;
        this.associatedData = associatedData;
    }

    static AuthenticationFailedException notAuthentic(ObjectInfo info, @Nullable Throwable cause) {
        return new AuthenticationFailedException(
                "get",
                info.key().value(),
                "its bytes, its name or its key are not those with which it was sealed",
                cause);
    }

    @Override
    protected int readAt(long at, byte[] into, int from, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, from, count);
        return plain == null ? readFirst(buffer) : read(plain, buffer);
    }

    /** Finds the key that opens the first segment; the others then go with it. */
    private int readFirst(ByteBuffer buffer) throws IOException {
        try {
            return readFirst(buffer, keys.known());
        } catch (AuthenticationFailedException e) {
            List<StreamingAead> newer = keys.newer();
            if (newer.isEmpty()) {
                throw e;
            }
            return readFirst(buffer, newer);
        }
    }

    private int readFirst(ByteBuffer buffer, List<StreamingAead> candidates) throws IOException {
        int start = buffer.position();
        AuthenticationFailedException last = notAuthentic(info(), null);
        for (StreamingAead key : candidates) {
            try {
                buffer.position(start);
                SeekableByteChannel channel = key.newSeekableDecryptingChannel(source, associatedData);
                channel.position(offsetBytes());
                // No more than what is in this segment, so that the next one is not read under a wrong key.
                ByteBuffer one = buffer.duplicate();
                one.limit(start + (int) Math.min(buffer.remaining(), leftInSegment()));
                int read = read(channel, one);
                plain = channel;
                return read;
            } catch (AuthenticationFailedException e) {
                last = e;
            } catch (GeneralSecurityException e) {
                last = notAuthentic(info(), e);
            } catch (IOException e) {
                if (e == source.failure() || e instanceof io.clouddicom.CloudDicomException) {
                    throw e;
                }
                last = notAuthentic(info(), e);
            }
        }
        throw last;
    }

    private long leftInSegment() {
        long segmentEnd =
                (SegmentLayout.segment(offsetBytes()) + 1) * SegmentLayout.PLAIN_BYTES - SegmentLayout.HEADER_BYTES;
        return segmentEnd - offsetBytes();
    }

    private int read(SeekableByteChannel channel, ByteBuffer buffer) throws IOException {
        try {
            int read = channel.read(buffer);
            if (read <= 0) {
                throw notAuthentic(info(), null);
            }
            return read;
        } catch (io.clouddicom.CloudDicomException e) {
            throw e;
        } catch (IOException e) {
            IOException failure = source.failure();
            if (failure != null) {
                throw failure;
            }
            throw notAuthentic(info(), e);
        }
    }

    @Override
    protected void release() throws IOException {
        sealed.close();
    }
}
