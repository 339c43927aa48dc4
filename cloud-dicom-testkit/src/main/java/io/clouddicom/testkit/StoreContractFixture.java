package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of {@link ObjectStoreContract} share: a store for each test, and words to write tests in. */
abstract class StoreContractFixture {

    private ObjectStore store;

    /**
     * Opens an empty store. Called before each test; the store is closed after it.
     *
     * @return a store without objects that nobody else uses
     * @throws IOException the store cannot be opened: the test fails
     */
    protected abstract ObjectStore createStore() throws IOException;

    /**
     * Size in bytes of the object of unknown length that is put, 24 MiB. A backend that sends large objects in parts
     * overrides it with more than two parts.
     *
     * @return the size
     */
    protected long largeObjectBytes() {
        return 24L << 20;
    }

    /**
     * How many objects the listing of many has, 1,100: more than the usual page of object stores.
     *
     * @return the number
     */
    protected int manyObjects() {
        return 1100;
    }

    /**
     * Whether every put gives a version of its own. False for a store whose versions are made of the bytes (ETags): there
     * two states of a key with the same bytes have one.
     */
    protected boolean everyPutHasAVersionOfItsOwn() {
        return true;
    }

    /**
     * What the server below the store is known not to do. Only for servers that are tested beside one without gaps.
     */
    protected Set<ServerGap> serverGaps() {
        return Set.of();
    }

    /** Keys that the server is known to put into another order are left out where it does. */
    final List<String> inKnownOrder(List<String> keys) {
        boolean all = !serverGaps().contains(ServerGap.ORDER_BEYOND_U_FFFF);
        return keys.stream()
                .filter(key -> all || key.chars().noneMatch(c -> Character.isSurrogate((char) c)))
                .toList();
    }

    /** Seed of all randomness, printed by tests that use it; override it to see one again. */
    protected long seed() {
        return 20261124;
    }

    @BeforeEach
    final void openStore() throws IOException {
        store = createStore();
    }

    @AfterEach
    final void closeStore() throws IOException {
        Thread.interrupted();
        if (store != null) {
            store.close();
        }
    }

    final ObjectStore store() {
        return store;
    }

    final Random random(String purpose) {
        System.out.println(getClass().getSimpleName() + ", " + purpose + ": seed " + seed());
        return new Random(seed());
    }

    static ObjectKey key(String value) {
        return ObjectKey.of(value);
    }

    /** Bytes that differ from object to object and from place to place. */
    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static int crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    final PutResult put(String key, byte[] bytes) throws IOException {
        return store.put(key(key), ObjectContent.of(bytes), PutCondition.any());
    }

    final PutResult create(String key, byte[] bytes) throws IOException {
        return store.put(key(key), ObjectContent.of(bytes), PutCondition.ifAbsent());
    }

    final byte[] read(String key) throws IOException {
        return read(key, ByteRange.all());
    }

    final byte[] read(String key, ByteRange range) throws IOException {
        try (ObjectReader reader = store.get(key(key), range)) {
            return reader.readAllBytes();
        }
    }

    final List<String> keys(String prefix) throws IOException {
        return keys(prefix, "");
    }

    final List<String> keys(String prefix, String startAfter) throws IOException {
        try (Listing<ObjectInfo> listing = store.list(prefix, startAfter)) {
            return listing.toList().stream().map(info -> info.key().value()).toList();
        }
    }

    final List<String> prefixes(String prefix, String startAfter) throws IOException {
        try (Listing<String> listing = store.listPrefixes(prefix, startAfter)) {
            return listing.toList();
        }
    }

    /** No call sees an object under the key. */
    final void assertAbsent(String key) throws IOException {
        for (Attempt attempt : new Attempt[] {
            () -> store.head(key(key)),
            () -> store.get(key(key), ByteRange.all()).close()
        }) {
            assertThatThrownBy(attempt::run).isInstanceOfSatisfying(NotFoundException.class, e -> {
                assertThat(e.object()).isEqualTo(key);
                assertThat(e.retryable()).isFalse();
            });
        }
        assertThat(keys("")).doesNotContain(key);
    }

    /** All calls see an object with these bytes under the key, and agree on what it is. */
    final ObjectInfo assertStored(String key, byte[] bytes) throws IOException {
        ObjectInfo info = store.head(key(key));
        assertThat(info.key()).isEqualTo(key(key));
        assertThat(info.sizeBytes()).isEqualTo(bytes.length);
        try (ObjectReader reader = store.get(key(key), ByteRange.all())) {
            assertThat(reader.info()).isEqualTo(info);
            assertThat(reader.offsetBytes()).isZero();
            assertThat(reader.lengthBytes()).isEqualTo(bytes.length);
            assertThat(reader.readAllBytes()).isEqualTo(bytes);
            assertThat(reader.read()).isEqualTo(-1);
        }
        try (Listing<ObjectInfo> listing = store.list(key, "")) {
            assertThat(listing.next()).isEqualTo(info);
        }
        return info;
    }

    /** Expects an error of the store about an object. */
    static <E extends CloudDicomException> void assertFails(
            Class<E> type, String operation, String key, Attempt attempt) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(type, e -> {
            assertThat(e.operation()).isEqualTo(operation);
            assertThat(e.object()).isEqualTo(key);
            assertThat(e).hasMessageStartingWith(operation + " " + key + ": ");
        });
    }

    interface Attempt {
        void run() throws Exception;
    }

    /** Content that fails after some bytes. */
    static ObjectContent failingAfter(long bytes, Exception failure) {
        return out -> {
            writePattern(out, bytes);
            if (failure instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) failure;
        };
    }

    /** Writes bytes of a pattern in pieces of awkward sizes. */
    static void writePattern(OutputStream out, long bytes) throws IOException {
        byte[] piece = bytes(70_001, 7);
        for (long left = bytes; left > 0; left -= piece.length) {
            out.write(piece, 0, (int) Math.min(left, piece.length));
        }
    }

    /**
     * Lets tasks begin at one moment, each on a thread of its own.
     *
     * @return what they returned, in their order
     */
    static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                try {
                    results.add(future.get(5, TimeUnit.MINUTES));
                } catch (ExecutionException e) {
                    throw new AssertionError("a concurrent call failed", e.getCause());
                }
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
