package io.clouddicom.internal.checkup;

import io.clouddicom.CorruptDataException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RangeNotSatisfiableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/** Whether bytes come back as they were put, whole and in parts. */
final class ContentTrials {
    private static final int[] SIZES = {0, 1, 4096, 65_537, 1_048_579};

    private final Bench bench;

    ContentTrials(Bench bench) {
        this.bench = bench;
    }

    void run() throws IOException {
        bench.look(CheckupSubject.CONTENT, this::content);
        bench.look(CheckupSubject.CHECKSUMS, this::checksums);
        bench.look(CheckupSubject.RANGES, this::ranges);
        bench.look(CheckupSubject.SUFFIXES, this::suffixes);
        bench.look(CheckupSubject.PINNED_READS, this::pinned);
    }

    private Seen content() throws IOException {
        for (int size : SIZES) {
            byte[] bytes = Bench.bytes(size, size);
            String name = "content/" + size;
            PutResult result = bench.place(name, bytes);
            if (!Arrays.equals(bench.read(name), bytes)) {
                return Seen.fails("of " + size + " bytes that were put, others came back");
            }
            ObjectInfo info = bench.head(name);
            if (info.sizeBytes() != size || result.sizeBytes() != size) {
                return Seen.fails("the store tells a size of " + info.sizeBytes() + " bytes of an object of " + size);
            }
            if (!info.version().equals(result.version())) {
                return Seen.fails("the version that a put tells is not the one that a look at the object tells");
            }
        }
        return Seen.holds("objects of 0 bytes to 1 MiB come back byte for byte, with their size and version");
    }

    private Seen checksums() throws IOException {
        byte[] bytes = Bench.bytes(10_000, 2);
        int crc = crc(bytes);
        if (bench.place("checksum", bytes).crc32c() != crc) {
            return Seen.fails("the checksum that a put tells is not that of the bytes");
        }
        ObjectContent wrong = new ObjectContent() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public OptionalInt crc32c() {
                return OptionalInt.of(crc ^ 1);
            }
        };
        try {
            bench.put("checksum-wrong", wrong, PutCondition.any());
            return Seen.fails("bytes that do not have the checksum that goes with them were taken");
        } catch (CorruptDataException e) {
            return Seen.failsUnless(
                    bench.absent("checksum-wrong"),
                    "bytes that do not have the checksum that goes with them are refused",
                    "bytes with a wrong checksum were refused, and are there nevertheless");
        }
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private Seen ranges() throws IOException {
        byte[] bytes = Bench.bytes(200_000, 3);
        bench.place("range", bytes);
        long[][] spans = {{0, 1}, {1000, 50_000}, {199_999, 1}, {150_000, 100_000}, {123, Long.MAX_VALUE - 123}};
        for (long[] span : spans) {
            String wrong = difference(ByteRange.of(span[0], span[1]), bytes, (int) span[0], end(bytes, span));
            if (!wrong.isEmpty()) {
                return Seen.fails(wrong);
            }
        }
        try {
            bench.read("range", ByteRange.of(200_000, 10));
            return Seen.fails("bytes beyond the end of an object were read");
        } catch (RangeNotSatisfiableException e) {
            return Seen.holds("any span of bytes is read alone");
        }
    }

    private static int end(byte[] bytes, long[] span) {
        return (int) Math.min(bytes.length, span[0] + span[1]);
    }

    private Seen suffixes() throws IOException {
        byte[] bytes = Bench.bytes(200_000, 4);
        bench.place("suffix", bytes);
        for (int length : new int[] {1, 65_536, 200_000, 1_000_000}) {
            String wrong =
                    difference("suffix", ByteRange.suffix(length), bytes, Math.max(0, bytes.length - length), 200_000);
            if (!wrong.isEmpty()) {
                return Seen.fails(wrong);
            }
        }
        bench.place("suffix-empty", new byte[0]);
        return Seen.failsUnless(
                bench.read("suffix-empty", ByteRange.suffix(10)).length == 0,
                "the last bytes are read without knowing the size",
                "the last bytes of an empty object are not empty");
    }

    private String difference(ByteRange range, byte[] bytes, int from, int to) throws IOException {
        return difference("range", range, bytes, from, to);
    }

    /** What is wrong with a range, or nothing. */
    private String difference(String name, ByteRange range, byte[] bytes, int from, int to) throws IOException {
        return Bench.patiently(() -> {
            try (ObjectReader reader = bench.store().get(bench.key(name), range)) {
                boolean placed = reader.offsetBytes() == from
                        && reader.lengthBytes() == to - from
                        && reader.info().sizeBytes() == bytes.length;
                return placed && Arrays.equals(reader.readAllBytes(), Arrays.copyOfRange(bytes, from, to))
                        ? ""
                        : "of bytes " + from + " to " + to + ", others came back";
            }
        });
    }

    private Seen pinned() throws IOException {
        byte[] first = Bench.bytes(5000, 5);
        ObjectVersion version = bench.place("pinned", first).version();
        if (!Arrays.equals(readPinned(version), first)) {
            return Seen.fails("of a version that was asked for, other bytes came back");
        }
        bench.place("pinned", Bench.bytes(5000, 6));
        try {
            byte[] read = readPinned(version);
            // A store that keeps older versions may give them.
            return Seen.failsUnless(
                    Arrays.equals(read, first),
                    "an older version is read after it was replaced",
                    "a read of a version gets the bytes of another one");
        } catch (PreconditionFailedException e) {
            return Seen.holds("a read of a version that was replaced is refused");
        }
    }

    private byte[] readPinned(ObjectVersion version) throws IOException {
        return Bench.patiently(() -> {
            try (ObjectReader reader = bench.store().get(bench.key("pinned"), ByteRange.all(), Optional.of(version))) {
                return reader.readAllBytes();
            }
        });
    }
}
