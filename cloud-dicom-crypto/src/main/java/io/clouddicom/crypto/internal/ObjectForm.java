package io.clouddicom.crypto.internal;

import io.clouddicom.RangeNotSatisfiableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What lies under a key, as the store has it, and whether that is the plain object or a sealed one. A stored object ends with
 * the magic of its footer, an index begins with its own; no sealed object does, but for one in 2^64. That is a hint, and
 * proves nothing: who takes what is plain for good must know that it may be.
 *
 * @param info the object in the store
 * @param sealed whether it is sealed
 */
record ObjectForm(ObjectInfo info, boolean sealed) {
    private static final byte[] FOOTER_MAGIC = "CLDDICOM".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INDEX_MAGIC = "CLDINDEX".getBytes(StandardCharsets.US_ASCII);
    private static final String INDEX = "/index";

    /** What the size alone tells: that of nothing, plain or sealed, and one that no sealed object has. */
    static Optional<ObjectForm> bySize(ObjectInfo info) {
        if (info.sizeBytes() == SegmentLayout.SMALLEST_BYTES) {
            return Optional.of(new ObjectForm(info, true));
        }
        return SegmentLayout.isSealedSize(info.sizeBytes())
                ? Optional.empty()
                : Optional.of(new ObjectForm(info, false));
    }

    /** Looks at the few bytes that tell: one request. */
    static ObjectForm look(ObjectStore store, ObjectKey key, Optional<ObjectVersion> pinned) throws IOException {
        boolean index = isIndex(key);
        ByteRange hint = index ? ByteRange.of(0, INDEX_MAGIC.length) : ByteRange.suffix(FOOTER_MAGIC.length);
        try (ObjectReader reader = store.get(key, hint, pinned)) {
            byte[] bytes = reader.readAllBytes();
            ObjectInfo info = reader.info();
            return bySize(info).orElse(new ObjectForm(info, !Arrays.equals(bytes, index ? INDEX_MAGIC : FOOTER_MAGIC)));
        } catch (RangeNotSatisfiableException e) {
            return new ObjectForm(store.head(key), false);
        }
    }

    static boolean isIndex(ObjectKey key) {
        return key.value().endsWith(INDEX) && StudyKeys.isBesideTheKey(key);
    }

    /** The object as those see it who read its content. */
    ObjectInfo plain() {
        return sealed && SegmentLayout.isSealedSize(info.sizeBytes())
                ? new ObjectInfo(info.key(), SegmentLayout.plainSize(info.sizeBytes()), info.version(), info.modified())
                : info;
    }
}
