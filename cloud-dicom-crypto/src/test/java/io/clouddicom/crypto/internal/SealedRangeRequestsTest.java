package io.clouddicom.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.RecordingStore;
import io.clouddicom.testkit.StoreOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is fetched for a range of a sealed object. */
class SealedRangeRequestsTest {
    private static final ObjectKey KEY = new ObjectKey("object");
    private static final int SEGMENT = SegmentLayout.SEGMENT_BYTES;

    @TempDir
    private Path folder;

    /** Eight bytes tell each place of the content. */
    private static ObjectContent counting(long size) {
        return out -> {
            byte[] chunk = new byte[1 << 20];
            for (long at = 0; at < size; at += chunk.length) {
                ByteBuffer buffer = ByteBuffer.wrap(chunk);
                for (long i = at; buffer.hasRemaining(); i += Long.BYTES) {
                    buffer.putLong(i * 0x9E3779B97F4A7C15L);
                }
                out.write(chunk, 0, (int) Math.min(chunk.length, size - at));
            }
        };
    }

    private static void assertContent(byte[] bytes, long offset) {
        for (int i = 0; i < bytes.length; i++) {
            long at = offset + i;
            long word = (at - at % Long.BYTES) * 0x9E3779B97F4A7C15L;
            assertThat(bytes[i]).isEqualTo((byte) (word >>> (56 - 8 * (at % Long.BYTES))));
        }
    }

    private static byte[] read(SealedObjectStore store, ByteRange range, Optional<io.clouddicom.store.ObjectVersion> at)
            throws IOException {
        try (ObjectReader reader = store.get(KEY, range, at)) {
            byte[] bytes = reader.readAllBytes();
            assertContent(bytes, reader.offsetBytes());
            return bytes;
        }
    }

    @Test
    void aRangeOfAGibibyteFetchesItsSegmentsAndOnceTheHeader() throws IOException {
        RecordingStore raw = new RecordingStore(ObjectStores.directory(folder));
        SealedObjectStore store = OneKey.over(raw);
        long size = 1L << 30;
        store.put(KEY, counting(size), PutCondition.ifAbsent());
        ObjectInfo info = store.head(KEY);
        assertThat(info.sizeBytes()).isEqualTo(size);
        long seed = 20261124;
        System.out.println("SealedRangeRequestsTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            long offset = i == 0 ? size / 2 : random.nextLong(3L * SEGMENT, size - SEGMENT);
            raw.forgetCalls();
            assertThat(read(store, ByteRange.of(offset, 64 << 10), Optional.of(info.version())))
                    .hasSize(64 << 10);
            assertThat(raw.calls(StoreOperation.GET)).hasSize(i == 0 ? 2 : 1);
            assertThat(raw.readBytes()).isLessThanOrEqualTo(192 << 10);
        }
        raw.assertAllClosed();
    }

    @Test
    void theHeaderComesAlongWhenItIsNear() throws IOException {
        RecordingStore raw = new RecordingStore(ObjectStores.memory());
        SealedObjectStore store = OneKey.over(raw);
        store.put(KEY, counting(1_000_000), PutCondition.ifAbsent());
        raw.forgetCalls();
        read(store, ByteRange.of(0, 10), Optional.empty());
        read(store, ByteRange.of(70_000, 10), Optional.empty());
        read(store, ByteRange.of(200_000, 100_000), Optional.empty());
        raw.assertCalls(
                "get object [0, " + SEGMENT + ")",
                "get object [0, " + 2 * SEGMENT + ")",
                "get object [" + 3 * SEGMENT + ", " + 5 * SEGMENT + ")",
                "get object [0, " + SegmentLayout.HEADER_BYTES + ")");
        raw.forgetCalls();
        ObjectInfo info = store.head(KEY);
        read(store, ByteRange.of(200_000, 10), Optional.of(info.version()));
        read(store, ByteRange.suffix(100), Optional.of(info.version()));
        raw.assertCalls(
                "head object",
                "get object [" + 3 * SEGMENT + ", " + 4 * SEGMENT + ")",
                "get object [" + 15 * SEGMENT + ", )");
    }

    @Test
    void aSuffixFetchesNoMoreThanASegmentTooMuch() throws IOException {
        RecordingStore raw = new RecordingStore(ObjectStores.memory());
        SealedObjectStore store = OneKey.over(raw);
        Random random = new Random(7);
        System.out.println("SealedRangeRequestsTest: seed 7");
        for (int i = 0; i < 200; i++) {
            int size = random.nextInt(1, 400_000);
            int length = random.nextInt(1, 150_000);
            store.put(KEY, counting(size), PutCondition.any());
            raw.forgetCalls();
            assertThat(read(store, ByteRange.suffix(length), Optional.empty())).hasSize(Math.min(size, length));
            assertThat(raw.calls()).hasSizeLessThanOrEqualTo(2);
            assertThat(raw.readBytes()).isLessThanOrEqualTo(length + SEGMENT + 200L);
        }
    }
}
