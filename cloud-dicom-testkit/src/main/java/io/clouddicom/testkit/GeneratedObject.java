package io.clouddicom.testkit;

import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** A process that puts an object of 1 GiB, of a length that it does not tell beforehand, and reads it again. */
final class GeneratedObject {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int PIECES = 1024;

    private GeneratedObject() {}

    /** The content of one piece, which no other has. */
    private static void fill(byte[] piece, int number) {
        new SplittableRandom(number).nextBytes(piece);
    }

    public static void main(String[] arguments) throws IOException {
        ObjectKey key = ObjectKey.of("large");
        CRC32C sent = new CRC32C();
        try (ObjectStore store = ObjectStores.open(arguments[0])) {
            PutResult result = store.put(
                    key,
                    out -> {
                        byte[] piece = new byte[PIECE_BYTES];
                        for (int number = 0; number < PIECES; number++) {
                            fill(piece, number);
                            sent.update(piece);
                            out.write(piece);
                        }
                    },
                    PutCondition.ifAbsent());
            boolean same = result.sizeBytes() == (long) PIECE_BYTES * PIECES
                    && result.crc32c() == (int) sent.getValue()
                    && crcOf(store, key) == (int) sent.getValue();
            System.out.println(same ? "the same" : "another");
        }
    }

    private static int crcOf(ObjectStore store, ObjectKey key) throws IOException {
        CRC32C read = new CRC32C();
        byte[] piece = new byte[PIECE_BYTES];
        try (ObjectReader reader = store.get(key, ByteRange.all())) {
            for (int n = reader.read(piece, 0, piece.length); n >= 0; n = reader.read(piece, 0, piece.length)) {
                read.update(piece, 0, n);
            }
        }
        return (int) read.getValue();
    }
}
