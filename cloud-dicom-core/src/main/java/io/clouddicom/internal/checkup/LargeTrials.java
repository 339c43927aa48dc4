package io.clouddicom.internal.checkup;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * Objects that are sent in parts: servers treat their completion unlike a single put. Their bytes are made as they are
 * sent, and only compared by checksum.
 */
final class LargeTrials {
    private static final int WRITERS = 3;

    private final Bench bench;
    private final long sizeBytes;

    LargeTrials(Bench bench, long sizeBytes) {
        this.bench = bench;
        this.sizeBytes = sizeBytes;
    }

    void run() throws IOException {
        bench.look(CheckupSubject.STREAMING, this::streaming);
        bench.look(CheckupSubject.CREATE_LARGE, this::create);
        bench.look(CheckupSubject.REPLACE_LARGE, this::replace);
    }

    static void leaveOut(Bench bench) {
        for (CheckupSubject subject : new CheckupSubject[] {
            CheckupSubject.STREAMING, CheckupSubject.CREATE_LARGE, CheckupSubject.REPLACE_LARGE
        }) {
            bench.found(subject, Seen.limited("not tried, as the check-up was to be short"));
        }
    }

    /** Of unknown length; not repeatable for the store, though it can be put again. */
    private static ObjectContent pattern(long seed, long size) {
        return out -> write(out, seed, size);
    }

    private static void write(OutputStream out, long seed, long size) throws IOException {
        byte[] piece = Bench.bytes(100_003, seed);
        for (long left = size; left > 0; left -= piece.length) {
            out.write(piece, 0, (int) Math.min(left, piece.length));
        }
    }

    private static long checksum(long seed, long size) throws IOException {
        CRC32C crc = new CRC32C();
        write(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        crc.update(b);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        crc.update(bytes, offset, length);
                    }
                },
                seed,
                size);
        return crc.getValue();
    }

    private boolean stored(String name, long seed) throws IOException {
        return Bench.patiently(() -> {
            CRC32C crc = new CRC32C();
            try (ObjectReader reader = bench.store().get(bench.key(name), ByteRange.all())) {
                byte[] buffer = new byte[1 << 16];
                for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                    crc.update(buffer, 0, n);
                }
                return reader.info().sizeBytes() == sizeBytes && crc.getValue() == checksum(seed, sizeBytes);
            }
        });
    }

    private static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private Seen streaming() throws IOException {
        bench.put("large", pattern(1, sizeBytes), PutCondition.any());
        if (!stored("large", 1)) {
            return Seen.fails("a stream of " + sizeBytes + " bytes does not come back as it was put");
        }
        ObjectContent broken = out -> {
            write(out, 2, sizeBytes - 1);
            throw new BrokenOff();
        };
        try {
            bench.put("large-broken", broken, PutCondition.any());
            return Seen.fails("a put whose stream broke off was told to be stored");
        } catch (BrokenOff e) {
            return Seen.failsUnless(
                    bench.absent("large-broken"),
                    "a stream of " + sizeBytes
                            + " bytes, of a length not known before, comes back as it was put; of one "
                            + "that breaks off nothing is seen",
                    "of a stream that broke off an object is there");
        }
    }

    private Seen create() throws IOException {
        try {
            bench.put("large", pattern(3, sizeBytes), PutCondition.ifAbsent());
            return Seen.fails("the condition is ignored for large objects: one that is there is replaced");
        } catch (AlreadyExistsException expected) {
            if (!stored("large", 1)) {
                return Seen.fails("a large put was refused, and the object is replaced nevertheless");
            }
        }
        Race race = Race.of(
                WRITERS,
                AlreadyExistsException.class,
                writer -> bench.store()
                        .put(bench.key("large-race"), pattern(10 + writer, sizeBytes), PutCondition.ifAbsent()));
        return race.judge(storedBy("large-race"), "(" + WRITERS + " writers of " + sizeBytes + " bytes)");
    }

    private OptionalInt storedBy(String name) throws IOException {
        if (!bench.absentByHead(name)) {
            for (int writer = 0; writer < WRITERS; writer++) {
                if (stored(name, 10 + writer)) {
                    return OptionalInt.of(writer);
                }
            }
        }
        return OptionalInt.empty();
    }

    private Seen replace() throws IOException {
        ObjectVersion old = bench.place("large-replaced", Bench.bytes(100, 1)).version();
        ObjectVersion current = bench.put("large-replaced", pattern(4, sizeBytes), PutCondition.ifVersion(old))
                .version();
        if (!stored("large-replaced", 4) || current.equals(old)) {
            return Seen.fails("a large object does not replace the version that is current");
        }
        try {
            bench.put("large-replaced", pattern(5, sizeBytes), PutCondition.ifVersion(old));
            return Seen.fails("the condition is ignored for large objects: a version that is not current is replaced");
        } catch (PreconditionFailedException expected) {
            return Seen.failsUnless(
                    stored("large-replaced", 4),
                    "large objects replace a version only while it is current",
                    "a large put was refused, and the object is replaced nevertheless");
        }
    }
}
