package io.clouddicom.internal.archive;

import io.clouddicom.ReadOptions;
import io.clouddicom.benchmarks.cache.ReplayedCache;
import io.clouddicom.internal.observe.Observation;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectVersion;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;

/** The memory tier as an archive has it, filled with arrays of zeros. */
public final class ReplayedMemoryTier implements ReplayedCache, Closeable {
    private static final ObjectVersion VERSION = new ObjectVersion("1");

    private final MemoryTier tier;

    /** A tier of so many bytes. */
    public ReplayedMemoryTier(long most) {
        tier = new MemoryTier(0, most, ReadOptions.DEFAULT, Observation.NONE);
    }

    private static ObjectInfo info(long key) {
        return new ObjectInfo(ObjectKey.of("studies/" + key), 1, VERSION, Instant.EPOCH);
    }

    /** What an entry of so many bytes weighs there. */
    public static int weight(long key, int bytes) {
        return MemoryKey.frame(info(key), 0, 0).weight(bytes);
    }

    @Override
    public boolean read(long key, int bytes) throws IOException {
        boolean[] missed = new boolean[1];
        tier.decoded(info(key), 0, 0, () -> {
            missed[0] = true;
            return new byte[bytes];
        });
        return !missed[0];
    }

    @Override
    public void close() {
        tier.close();
    }
}
