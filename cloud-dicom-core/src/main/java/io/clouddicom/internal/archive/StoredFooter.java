package io.clouddicom.internal.archive;

import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The footer of a stored object as it was read from its end.
 *
 * @param info the object that it was read from
 * @param footer the footer
 * @param suffix the last bytes of the object that were read for it: the footer and perhaps more
 */
record StoredFooter(ObjectInfo info, Footer footer, ByteBuffer suffix) {

    /** How many bytes are read at once from the end of an object; a longer footer takes a second read. */
    static final int SUFFIX_BYTES = 64 << 10;

    /**
     * Reads the footer of an object.
     *
     * @param pinned the version that the object must be at, if it is to be a certain one
     * @throws CorruptDataException the object has no footer or a damaged one
     * @throws IOException another {@link CloudDicomException}
     */
    static StoredFooter read(ObjectStore store, ObjectKey key, Optional<ObjectVersion> pinned) throws IOException {
        ObjectInfo info;
        byte[] end;
        try (ObjectReader reader = store.get(key, ByteRange.suffix(SUFFIX_BYTES), pinned)) {
            info = reader.info();
            end = reader.readAllBytes();
        }
        int length = Footer.length(ByteBuffer.wrap(end), info.sizeBytes(), key.value());
        if (length > end.length) {
            try (ObjectReader reader =
                    store.get(key, ByteRange.of(info.sizeBytes() - length, length), Optional.of(info.version()))) {
                end = reader.readAllBytes();
            }
        }
        ByteBuffer suffix = ByteBuffer.wrap(end);
        return new StoredFooter(info, Footer.parse(suffix, info.sizeBytes(), key.value()), suffix);
    }

    /** The footer as it is in the object. */
    byte[] footerBytes() {
        int length = (int) (info.sizeBytes() - footer.layout().footerOffset());
        byte[] bytes = new byte[length];
        suffix.get(suffix.limit() - length, bytes);
        return bytes;
    }

    /** The whole object, where reading its end has read all of it. */
    Optional<ByteBuffer> wholeObject() {
        return suffix.limit() == info.sizeBytes() ? Optional.of(suffix) : Optional.empty();
    }
}
