package io.clouddicom.crypto.internal;

import com.google.crypto.tink.StreamingAead;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;

/**
 * A sealed object of no bytes: that it has none is authenticated before it is opened, as whoever opens it has nothing to
 * read.
 */
final class EmptyReader extends ObjectReader {
    private final ObjectInfo info;
    private final ObjectReader sealed;

    EmptyReader(
            ObjectInfo info, ObjectReader sealed, CiphertextSource source, SealingKey sealing, byte[] associatedData)
            throws IOException {
        this.info = info;
        this.sealed = sealed;
        boolean authentic = false;
        for (StreamingAead key : sealing.primitives()) {
            authentic |= authentic(source, key, associatedData);
        }
        if (!authentic) {
            throw SealedReader.notAuthentic(info, null);
        }
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
    public ObjectInfo info() {
        return info;
    }

    @Override
    public long offsetBytes() {
        return 0;
    }

    @Override
    public long lengthBytes() {
        return 0;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        return length == 0 ? 0 : -1;
    }

    @Override
    public void close() throws IOException {
        sealed.close();
    }
}
