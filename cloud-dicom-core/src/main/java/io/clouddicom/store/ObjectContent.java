package io.clouddicom.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The bytes of an object to be stored.
 *
 * <p>Bytes are pushed: the store calls {@link #writeTo} with a stream of its own, so that encryption, checksums and
 * transcoding are filters on the way and no pipe or second thread is needed.
 */
public interface ObjectContent {

    /**
     * Writes all bytes, from the first to the last. Called again by a store that retries, only if {@link
     * #repeatable()}.
     *
     * @param out the store's stream; not closed by this method
     * @throws IOException the content cannot be produced; the store then stores nothing and passes the error on
     */
    void writeTo(OutputStream out) throws IOException;

    /** The exact number of bytes, where it is known beforehand. */
    default OptionalLong lengthBytes() {
        return OptionalLong.empty();
    }

    /** CRC-32C of the bytes, where it is known beforehand; the store refuses bytes that do not have it. */
    default OptionalInt crc32c() {
        return OptionalInt.empty();
    }

    /** Whether {@link #writeTo} can be called again and then writes the same bytes. */
    default boolean repeatable() {
        return false;
    }

    /**
     * Content held in an array, which is not copied and must not be changed until the put returns.
     *
     * @param bytes the bytes
     * @return repeatable content of known length
     */
    static ObjectContent of(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return new ObjectContent() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public OptionalLong lengthBytes() {
                return OptionalLong.of(bytes.length);
            }

            @Override
            public boolean repeatable() {
                return true;
            }
        };
    }

    /**
     * Content read from a stream, once. The stream is not closed.
     *
     * @param in the stream
     * @return content of unknown length that is not repeatable
     */
    static ObjectContent of(InputStream in) {
        Objects.requireNonNull(in, "in");
        return in::transferTo;
    }
}
