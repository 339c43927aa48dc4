package io.clouddicom.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.cache.Cache;
import io.clouddicom.cache.DiskMode;
import io.clouddicom.cache.DiskTier;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** Objects whose bytes are known, and a cache over the store that holds them. */
final class CacheFixture {
    static final int BLOCK = Slab.BLOCK_BYTES;
    static final UUID ARCHIVE = new UUID(7, 8);

    private final ObjectStore store;
    private final Map<ObjectKey, ObjectVersion> versions = new HashMap<>();
    private final Map<ObjectKey, byte[]> contents = new HashMap<>();

    CacheFixture(ObjectStore store) {
        this.store = store;
    }

    static DiskTier tier(Path folder, long mebibytes) {
        return Cache.none()
                .disk(folder, mebibytes, SizeUnit.MEBIBYTES)
                .keepFree(0, SizeUnit.BYTES)
                .disk()
                .orElseThrow();
    }

    static DiskTier tier(Path folder, long mebibytes, DiskMode mode) {
        DiskTier tier = tier(folder, mebibytes);
        return new DiskTier(tier.directory(), tier.sizeBytes(), mode, tier.freeBytes(), false);
    }

    static ObjectKey key(int number) {
        return new ObjectKey("studies/1.2/instances/1.2.3/1.2.3." + number + ".1");
    }

    static byte[] content(ObjectKey key, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(key.value().hashCode()).nextBytes(bytes);
        return bytes;
    }

    /** Puts an object whose bytes follow from its key. */
    ObjectKey put(int number, int size) throws IOException {
        ObjectKey key = key(number);
        byte[] bytes = content(key, size);
        versions.put(
                key, store.put(key, ObjectContent.of(bytes), PutCondition.any()).version());
        contents.put(key, bytes);
        return key;
    }

    ObjectVersion version(ObjectKey key) {
        return versions.get(key);
    }

    /** Reads a stretch by way of a cached store and holds it against what was put. */
    void assertReads(ObjectStore cached, ObjectKey key, int offset, int length) throws IOException {
        byte[] expected = Arrays.copyOfRange(contents.get(key), offset, offset + length);
        try (ObjectReader reader = cached.get(key, ByteRange.of(offset, length), Optional.of(versions.get(key)))) {
            assertThat(reader.info().sizeBytes()).isEqualTo(contents.get(key).length);
            assertThat(reader.info().version()).isEqualTo(versions.get(key));
            assertThat(Arrays.equals(reader.readAllBytes(), expected))
                    .as("%s from %d on, %d bytes", key, offset, length)
                    .isTrue();
        }
    }

    void assertReads(ObjectStore cached, ObjectKey key) throws IOException {
        assertReads(cached, key, 0, contents.get(key).length);
    }
}
