package io.clouddicom.crypto.internal;

import com.google.crypto.tink.StreamingAead;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.RangeReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * A sealed object of no bytes: that it has none is authenticated before it is opened, as whoever opens it has nothing to
 * read.
 */
final class EmptyReader extends RangeReader {
    private final ObjectReader sealed;

    private EmptyReader(ObjectInfo info, ObjectReader sealed) {
        super(info, 0, 0);
        this.sealed = sealed;
    }

    static EmptyReader open(
            ObjectInfo info, ObjectReader sealed, CiphertextSource source, OpeningKeys keys, byte[] associatedData)
            throws IOException {
        if (!authentic(source, keys.known(), associatedData) && !authentic(source, keys.newer(), associatedData)) {
            throw SealedReader.notAuthentic(info, null);
        }
        return new EmptyReader(info, sealed);
    }

    private static boolean authentic(CiphertextSource source, List<StreamingAead> keys, byte[] associatedData)
            throws IOException {
        for (StreamingAead key : keys) {
            if (authentic(source, key, associatedData)) {
                return true;
            }
        }
        return false;
    }

    private static boolean authentic(CiphertextSource source, StreamingAead key, byte[] associatedData)
            throws IOException {
        source.position(0);
        try (InputStream plain = key.newDecryptingStream(Channels.newInputStream(source), associatedData)) {
            return plain.read() < 0;
        } catch (GeneralSecurityException e) {
            return false;
        } catch (IOException e) {
            IOException failure = source.failure();
            if (failure != null) {
                throw failure;
            }
            return false;
        }
    }

    @Override
    protected int readAt(long at, byte[] into, int offset, int length) {
        throw new AssertionError("nothing is asked of a range of no bytes");
    }

    @Override
    protected void release() throws IOException {
        sealed.close();
    }
}
