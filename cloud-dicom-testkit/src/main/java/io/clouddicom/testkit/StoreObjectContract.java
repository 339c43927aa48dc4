package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.NotFoundException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RangeNotSatisfiableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The part of {@link ObjectStoreContract} about single objects: putting, reading, versions, conditions. */
abstract class StoreObjectContract extends StoreContractFixture {

    private static final int[] SIZES = {0, 1, 255, 4096, 65_535, 65_536, 65_537, 1_048_579};

    @Test
    void whatIsPutIsRead() throws IOException {
        for (int size : SIZES) {
            String key = "sizes/" + size;
            byte[] bytes = bytes(size, size);
            PutResult result = create(key, bytes);
            assertThat(result.sizeBytes()).isEqualTo(size);
            assertThat(result.crc32c()).isEqualTo(crc32c(bytes));
            ObjectInfo info = assertStored(key, bytes);
            assertThat(info.version()).isEqualTo(result.version());
        }
    }

    @Test
    void anObjectHasATimeNearNow() throws IOException {
        put("a", bytes(10, 1));
        Duration age = Duration.between(store().head(key("a")).modified(), Instant.now());
        assertThat(age.abs()).isLessThan(Duration.ofDays(1));
    }

    @Test
    void rangesAreCutAtTheEnd() throws IOException {
        byte[] bytes = bytes(200_000, 3);
        put("a/ranges", bytes);
        long[][] spans = {
            {0, 1},
            {0, 200_000},
            {0, 200_001},
            {1, 1},
            {65_535, 2},
            {199_999, 1},
            {199_999, 500},
            {100, 199_900},
            {123_456, Long.MAX_VALUE - 123_456}
        };
        for (long[] span : spans) {
            int from = (int) span[0];
            int to = (int) Math.min(bytes.length, span[0] + span[1]);
            assertRange(ByteRange.of(span[0], span[1]), bytes, from, to);
        }
        assertRange(ByteRange.from(0), bytes, 0, bytes.length);
        assertRange(ByteRange.from(199_990), bytes, 199_990, bytes.length);
        assertRange(ByteRange.suffix(1), bytes, 199_999, bytes.length);
        assertRange(ByteRange.suffix(70_000), bytes, 130_000, bytes.length);
        assertRange(ByteRange.suffix(200_000), bytes, 0, bytes.length);
        assertRange(ByteRange.suffix(Long.MAX_VALUE), bytes, 0, bytes.length);
    }

    private void assertRange(ByteRange range, byte[] bytes, int from, int to) throws IOException {
        try (ObjectReader reader = store().get(key("a/ranges"), range)) {
            assertThat(reader.offsetBytes()).as("offset of %s", range).isEqualTo(from);
            assertThat(reader.lengthBytes()).as("length of %s", range).isEqualTo(to - from);
            assertThat(reader.info().sizeBytes()).as("size of the whole").isEqualTo(bytes.length);
            assertThat(reader.readAllBytes()).as("bytes of %s", range).isEqualTo(Arrays.copyOfRange(bytes, from, to));
        }
    }

    @Test
    void aRangeThatBeginsAtOrBeyondTheEndCannotBeRead() throws IOException {
        put("a", bytes(100, 1));
        for (ByteRange range : new ByteRange[] {ByteRange.of(100, 1), ByteRange.of(5000, 10), ByteRange.from(100)}) {
            assertFails(RangeNotSatisfiableException.class, "get", "a", () -> store().get(key("a"), range));
        }
    }

    @Test
    void anEmptyObjectIsReadWholeOrBySuffix() throws IOException {
        put("empty", new byte[0]);
        assertStored("empty", new byte[0]);
        assertThat(read("empty", ByteRange.suffix(10))).isEmpty();
        assertFails(
                RangeNotSatisfiableException.class,
                "get",
                "empty",
                () -> store().get(key("empty"), ByteRange.of(0, 1)));
    }

    @Test
    void aReaderIsAWellBehavedStream() throws IOException {
        byte[] bytes = bytes(150_000, 5);
        put("a", bytes);
        try (ObjectReader reader = store().get(key("a"), ByteRange.of(10, 149_000))) {
            assertThat(reader.read(new byte[0], 0, 0)).isZero();
            assertThat(reader.read()).isEqualTo(bytes[10] & 0xFF);
            byte[] into = new byte[20];
            assertThat(reader.readNBytes(into, 5, 10)).isEqualTo(10);
            assertThat(Arrays.copyOfRange(into, 5, 15)).isEqualTo(Arrays.copyOfRange(bytes, 11, 21));
            assertThat(into[4]).isZero();
            assertThat(into[15]).isZero();
            reader.skipNBytes(1000);
            assertThat(reader.read()).isEqualTo(bytes[1021] & 0xFF);
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            assertThat(reader.transferTo(rest)).isEqualTo(149_010 - 1022);
            assertThat(rest.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 1022, 149_010));
            assertThat(reader.read()).isEqualTo(-1);
            assertThat(reader.read(into, 0, 5)).isEqualTo(-1);
            assertThat(reader.skip(5)).isZero();
            assertThatThrownBy(() -> reader.read(into, 18, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aReaderCanBeClosedEarlyAndTwice() throws IOException {
        put("a", bytes(1_000_000, 5));
        ObjectReader reader = store().get(key("a"), ByteRange.all());
        assertThat(reader.read()).isNotNegative();
        reader.close();
        reader.close();
        assertThatThrownBy(reader::read).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        put("a/b", bytes(10, 1));
        for (String key : new String[] {"x", "a/x", "a/b.c", "x/y/z"}) {
            assertFails(NotFoundException.class, "head", key, () -> store().head(key(key)));
            assertFails(NotFoundException.class, "get", key, () -> store().get(key(key), ByteRange.all()));
            assertFails(NotFoundException.class, "get", key, () -> store().get(key(key), ByteRange.suffix(5)));
            assertFails(
                    NotFoundException.class,
                    "get",
                    key,
                    () -> store().get(key(key), ByteRange.all(), Optional.of(new ObjectVersion("1"))));
        }
        assertThatThrownBy(() -> store().head(key("a"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store().head(key("a/b/c"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store().get(key("a/b/c"), ByteRange.all())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void ifAbsentCreatesAndNeverReplaces() throws IOException {
        byte[] first = bytes(1000, 1);
        PutResult result = create("a", first);
        assertFails(AlreadyExistsException.class, "put", "a", () -> create("a", bytes(2000, 2)));
        assertFails(AlreadyExistsException.class, "put", "a", () -> create("a", first));
        assertThat(assertStored("a", first).version()).isEqualTo(result.version());
    }

    @Test
    void anyReplaces() throws IOException {
        PutResult first = put("a", bytes(1000, 1));
        byte[] second = bytes(20, 2);
        PutResult replaced = put("a", second);
        assertThat(replaced.version()).isNotEqualTo(first.version());
        assertThat(assertStored("a", second).version()).isEqualTo(replaced.version());
        assertThat(keys("")).containsExactly("a");
    }

    @Test
    void ifVersionReplacesThatVersionOnly() throws IOException {
        byte[] first = bytes(1000, 1);
        byte[] second = bytes(1000, 2);
        ObjectVersion created = create("a", first).version();
        ObjectVersion replaced = putIf(created, second).version();
        assertStored("a", second);
        assertFails(PreconditionFailedException.class, "put", "a", () -> putIf(created, bytes(3, 3)));
        assertThat(assertStored("a", second).version()).isEqualTo(replaced);
        store().delete(key("a"));
        assertFails(PreconditionFailedException.class, "put", "a", () -> putIf(replaced, bytes(3, 3)));
        assertAbsent("a");
    }

    private PutResult putIf(ObjectVersion version, byte[] bytes) throws IOException {
        return store().put(key("a"), ObjectContent.of(bytes), PutCondition.ifVersion(version));
    }

    @Test
    void noTwoStatesOfAKeyHaveOneVersion() throws IOException {
        byte[] a = bytes(100, 1);
        byte[] b = bytes(100, 2);
        Map<ObjectVersion, byte[]> states = new HashMap<>();
        for (int round = 0; round < 25; round++) {
            for (byte[] bytes : List.of(a, b, b)) {
                byte[] before = states.put(put("k", bytes).version(), bytes);
                assertThat(before)
                        .as("round %d", round)
                        .satisfiesAnyOf(none -> assertThat(none).isNull(), same -> {
                            assertThat(same).isSameAs(bytes);
                            assertThat(everyPutHasAVersionOfItsOwn()).isFalse();
                        });
            }
            store().delete(key("k"));
        }
        assertThat(states).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aPinnedReadSeesItsVersionOrFails() throws IOException {
        byte[] first = bytes(100, 1);
        ObjectVersion version = put("a", first).version();
        try (ObjectReader reader = store().get(key("a"), ByteRange.of(10, 20), Optional.of(version))) {
            assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(first, 10, 30));
        }
        ObjectVersion next = put("a", bytes(100, 2)).version();
        assertFails(
                PreconditionFailedException.class,
                "get",
                "a",
                () -> store().get(key("a"), ByteRange.all(), Optional.of(version)));
        store().get(key("a"), ByteRange.all(), Optional.of(next)).close();
    }

    @Test
    void anOpenReaderNeverMixesVersions() throws IOException {
        byte[] first = bytes(3_000_000, 1);
        for (boolean delete : new boolean[] {false, true}) {
            put("a", first);
            try (ObjectReader reader = store().get(key("a"), ByteRange.all())) {
                byte[] head = reader.readNBytes(1000);
                if (delete) {
                    store().delete(key("a"));
                } else {
                    put("a", bytes(3_000_000, 2));
                }
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.write(head);
                try {
                    reader.transferTo(all);
                    assertThat(all.toByteArray()).isEqualTo(first);
                } catch (IOException e) {
                    assertThat(all.toByteArray()).isEqualTo(Arrays.copyOf(first, all.size()));
                }
            }
        }
    }

    @Test
    void contentThatFailsLeavesNothing() throws IOException {
        byte[] existing = bytes(500, 9);
        put("there", existing);
        for (long bytes : new long[] {0, 1, 65_536, 3_000_000}) {
            for (Exception failure : new Exception[] {
                new IOException("no more"),
                new CorruptDataException("read", "source", "broken"),
                new IllegalStateException("no more")
            }) {
                for (String key : new String[] {"there", "new/deep/down"}) {
                    assertThatThrownBy(() -> store().put(key(key), failingAfter(bytes, failure), PutCondition.any()))
                            .isSameAs(failure);
                }
            }
        }
        assertStored("there", existing);
        assertAbsent("new/deep/down");
        assertThat(keys("")).containsExactly("there");
        assertThat(prefixes("", "")).isEmpty();
    }

    @Test
    void contentThatIsNotWhatItDeclaresIsRefused() throws IOException {
        byte[] bytes = bytes(100_000, 4);
        int crc = crc32c(bytes);
        put("a", bytes(3, 3));
        assertRefused(declaring(bytes, OptionalLong.of(99_999), OptionalInt.empty()));
        assertRefused(declaring(bytes, OptionalLong.of(100_001), OptionalInt.empty()));
        assertRefused(declaring(bytes, OptionalLong.of(0), OptionalInt.empty()));
        assertRefused(declaring(bytes, OptionalLong.empty(), OptionalInt.of(crc ^ 1)));
        assertRefused(declaring(bytes, OptionalLong.of(100_000), OptionalInt.of(crc ^ 0x8000_0000)));
        assertRefused(declaring(new byte[0], OptionalLong.of(1), OptionalInt.empty()));
        store().put(key("a"), declaring(bytes, OptionalLong.of(100_000), OptionalInt.of(crc)), PutCondition.any());
        assertStored("a", bytes);
        store().put(key("b"), declaring(new byte[0], OptionalLong.of(0), OptionalInt.of(0)), PutCondition.any());
        assertStored("b", new byte[0]);
    }

    private void assertRefused(ObjectContent content) throws IOException {
        assertFails(CorruptDataException.class, "put", "a", () -> store().put(key("a"), content, PutCondition.any()));
        assertStored("a", bytes(3, 3));
        assertFails(
                CorruptDataException.class,
                "put",
                "new",
                () -> store().put(key("new"), content, PutCondition.ifAbsent()));
        assertAbsent("new");
    }

    private static ObjectContent declaring(byte[] bytes, OptionalLong length, OptionalInt crc) {
        return new ObjectContent() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public OptionalLong lengthBytes() {
                return length;
            }

            @Override
            public OptionalInt crc32c() {
                return crc;
            }
        };
    }

    @Test
    void contentThatHidesTheStoresErrorDoesNotSucceed() throws IOException {
        ObjectContent swallowing = new ObjectContent() {
            @Override
            public void writeTo(OutputStream out) {
                for (int i = 0; i < 3; i++) {
                    try {
                        out.write(new byte[60]);
                    } catch (IOException e) {
                        // hidden, as a careless encoder may do
                    }
                }
            }

            @Override
            public OptionalLong lengthBytes() {
                return OptionalLong.of(120);
            }
        };
        assertFails(
                CorruptDataException.class, "put", "a", () -> store().put(key("a"), swallowing, PutCondition.any()));
        assertAbsent("a");
    }

    @Test
    void contentMayWriteAsItLikes() throws IOException {
        byte[] bytes = bytes(140_000, 8);
        store().put(
                        key("a"),
                        out -> {
                            out.write(new byte[0]);
                            for (int i = 0; i < 70_000; i++) {
                                out.write(bytes[i]);
                                if (i % 10_000 == 0) {
                                    out.flush();
                                }
                            }
                            assertThatThrownBy(() -> out.write(bytes, 139_999, 2))
                                    .isInstanceOf(IndexOutOfBoundsException.class);
                            out.write(bytes, 70_000, 1);
                            out.write(bytes, 70_001, 69_999);
                            out.close();
                        },
                        PutCondition.ifAbsent());
        assertStored("a", bytes);
    }

    @Test
    void contentThatIsNotRepeatableIsWrittenAtMostOnce() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        ObjectContent content = out -> {
            calls.incrementAndGet();
            out.write(7);
        };
        store().put(key("a"), content, PutCondition.ifAbsent());
        assertThat(calls).hasValue(1);
        assertThatThrownBy(() -> store().put(key("a"), content, PutCondition.ifAbsent()))
                .isInstanceOf(AlreadyExistsException.class);
        assertThat(calls).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void nothingCanBeWrittenWhenThePutIsOver() throws IOException {
        AtomicReference<OutputStream> kept = new AtomicReference<>();
        byte[] bytes = bytes(10, 1);
        store().put(
                        key("a"),
                        out -> {
                            out.write(bytes);
                            kept.set(out);
                        },
                        PutCondition.any());
        assertThatThrownBy(() -> {
                    kept.get().write(bytes);
                    kept.get().flush();
                })
                .isInstanceOf(IOException.class);
        assertStored("a", bytes);
    }

    @Test
    void aStreamIsContent() throws IOException {
        byte[] bytes = bytes(123_456, 2);
        AtomicInteger closed = new AtomicInteger();
        InputStream in = new java.io.ByteArrayInputStream(bytes) {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        store().put(key("a"), ObjectContent.of(in), PutCondition.ifAbsent());
        assertStored("a", bytes);
        assertThat(closed).hasValue(0);
    }

    @Test
    void aLargeObjectOfUnknownLengthIsStored() throws IOException {
        long size = largeObjectBytes() + 17;
        CRC32C crc = new CRC32C();
        PutResult result = store().put(
                        key("large"),
                        out -> writePattern(
                                new java.util.zip.CheckedOutputStream(out, crc) {
                                    @Override
                                    public void write(byte[] b, int off, int len) throws IOException {
                                        out.write(b, off, len);
                                        crc.update(b, off, len);
                                    }
                                },
                                size),
                        PutCondition.ifAbsent());
        assertThat(result.sizeBytes()).isEqualTo(size);
        assertThat(result.crc32c()).isEqualTo((int) crc.getValue());
        CRC32C readCrc = new CRC32C();
        try (ObjectReader reader = store().get(key("large"), ByteRange.all())) {
            assertThat(reader.lengthBytes()).isEqualTo(size);
            reader.transferTo(new java.util.zip.CheckedOutputStream(OutputStream.nullOutputStream(), readCrc));
        }
        assertThat(readCrc.getValue()).isEqualTo(crc.getValue());
        assertThat(read("large", ByteRange.of(size - 5, 5))).hasSize(5);
    }
}
