package io.clouddicom.internal.store;

import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectVersion;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What a file's attributes say about the object in it. The modification time is the version, see
 * {@link FileObjectStore}.
 *
 * @param sizeBytes size of the file
 * @param modifiedNanos its modification time in nanoseconds since 1970
 */
record FileState(long sizeBytes, long modifiedNanos) {

    static FileState of(BasicFileAttributes attributes) {
        return new FileState(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }

    ObjectVersion version() {
        return new ObjectVersion(Long.toHexString(modifiedNanos) + "-" + Long.toHexString(sizeBytes));
    }

    ObjectInfo info(ObjectKey key) {
        Instant modified = FileTime.from(modifiedNanos, TimeUnit.NANOSECONDS).toInstant();
        return new ObjectInfo(key, sizeBytes, version(), modified);
    }
}
