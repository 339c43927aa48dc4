package io.clouddicom.internal.archive;

import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectVersion;

/**
 * Names what is kept in memory of one version of an object.
 *
 * @param object the object
 * @param version its version
 * @param reduction of frames: how many times rows and columns are halved
 * @param frame which frame, from 0; -1 for what is no frame
 */
record MemoryKey(ObjectKey object, ObjectVersion version, int reduction, int frame) {
    private static final int NO_FRAME = -1;
    /** What an entry takes beside its bytes: key, strings and the cache's own. */
    private static final int ENTRY_BYTES = 300;

    static MemoryKey whole(ObjectInfo info, int reduction) {
        return new MemoryKey(info.key(), info.version(), reduction, NO_FRAME);
    }

    static MemoryKey frame(ObjectInfo info, int reduction, int frame) {
        return new MemoryKey(info.key(), info.version(), reduction, frame);
    }

    /** What an entry of this key with so many bytes takes. */
    int weight(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes + object.value().length() + ENTRY_BYTES);
    }
}
