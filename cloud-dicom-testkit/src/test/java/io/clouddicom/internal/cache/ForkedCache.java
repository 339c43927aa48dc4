package io.clouddicom.internal.cache;

import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A process that has a cache directory open: to hold it, or to fill it until it is killed. */
final class ForkedCache {
    static final int OBJECTS = 400;
    static final int SIZE_MEBIBYTES = 32;

    private ForkedCache() {}

    static Process start(String work, Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForkedCache.class.getName(),
                        work,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The objects that it reads, in a store of the same versions each time. */
    static List<ObjectKey> putAll(CacheFixture objects) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            keys.add(objects.put(i, 1 + i * 997 % (3 * CacheFixture.BLOCK)));
        }
        return keys;
    }

    /** Holds the directory, or reads objects at random for ever. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        try (DiskCache cache = DiskCache.open(CacheFixture.tier(folder, SIZE_MEBIBYTES))) {
            System.out.println("open");
            if (arguments[0].equals("hold")) {
                Thread.sleep(60_000);
                return;
            }
            ObjectStore store = ObjectStores.memory();
            CacheFixture objects = new CacheFixture(store);
            List<ObjectKey> keys = putAll(objects);
            ObjectStore cached = cache.over(store, CacheFixture.ARCHIVE, key -> true);
            SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[0]));
            for (int i = 0; ; i++) {
                objects.assertReads(cached, keys.get(random.nextInt(keys.size())));
                if (i == 200) {
                    System.out.println("filled");
                }
            }
        }
    }
}
