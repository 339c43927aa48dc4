package io.clouddicom.internal.store;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/**
 * A program that changes a file store until it is killed, and tells what it does: a line that begins with {@code B}
 * before a call and one with {@code D} after it, with the number from which the object's bytes follow.
 */
final class StoreWriter {

    private static final long RACE_MILLIS = 15;

    private StoreWriter() {}

    /** Arguments: the store's directory, the writer's name, a seed. Or the directory and {@code full}. */
    public static void main(String[] arguments) throws IOException {
        try (ObjectStore store = ObjectStores.directory(Path.of(arguments[0]))) {
            if (arguments[1].equals("full")) {
                writeMoreThanThereIsRoomFor(store);
                return;
            }
            Random random = new Random(Long.parseLong(arguments[2]));
            for (int i = 0; ; i++) {
                change(store, arguments[1], i, random);
            }
        }
    }

    private static void change(ObjectStore store, String writer, int number, Random random) throws IOException {
        long stamp = random.nextLong();
        switch (random.nextInt(8)) {
            case 0, 1 -> put(store, writer + "/shared/" + random.nextInt(3), stamp, PutCondition.any());
            case 2 -> delete(store, writer + "/shared/" + random.nextInt(3));
            case 3, 4 -> race(store, stamp);
            default ->
                put(store, writer + "/" + number % 7 + "/" + number % 3 + "/" + number, stamp, PutCondition.ifAbsent());
        }
    }

    /** All writers try the key of the moment. */
    private static void race(ObjectStore store, long stamp) throws IOException {
        try {
            put(store, "race/" + System.currentTimeMillis() / RACE_MILLIS, stamp, PutCondition.ifAbsent());
        } catch (AlreadyExistsException e) {
            System.out.println("L " + e.object());
        }
    }

    private static void put(ObjectStore store, String key, long stamp, PutCondition condition) throws IOException {
        System.out.println("B put " + key + " " + stamp);
        store.put(ObjectKey.of(key), ObjectContent.of(content(stamp)), condition);
        System.out.println("D put " + key + " " + stamp);
    }

    private static void delete(ObjectStore store, String key) throws IOException {
        System.out.println("B del " + key);
        store.delete(ObjectKey.of(key));
        System.out.println("D del " + key);
    }

    /** The bytes that follow from a number, which is at their beginning. */
    static byte[] content(long stamp) {
        Random random = new Random(stamp);
        byte[] bytes = new byte[Long.BYTES + random.nextInt(random.nextInt(10) == 0 ? 2_000_000 : 20_000)];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes).putLong(stamp);
        return bytes;
    }

    private static void writeMoreThanThereIsRoomFor(ObjectStore store) throws IOException {
        byte[] small = new byte[1000];
        store.put(ObjectKey.of("a/small"), ObjectContent.of(small), PutCondition.ifAbsent());
        for (String key : new String[] {"a/small", "b/new/one"}) {
            try {
                store.put(ObjectKey.of(key), ObjectContent.of(new byte[20_000_000]), PutCondition.any());
                System.out.println("stored " + key);
            } catch (UnavailableException e) {
                System.out.println("refused " + e.getMessage());
            }
        }
        store.put(ObjectKey.of("c"), ObjectContent.of(small), PutCondition.ifAbsent());
    }
}
