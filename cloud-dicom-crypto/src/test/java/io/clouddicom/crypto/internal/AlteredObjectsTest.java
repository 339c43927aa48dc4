package io.clouddicom.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is done to sealed bytes: every read that touches it fails, and gives out nothing of the segment. */
class AlteredObjectsTest {
    private static final ObjectKey KEY = new ObjectKey("studies/1.2/instances/1.2.3/1.2.3.4.1");
    private static final ObjectKey OTHER = new ObjectKey("studies/1.2/instances/1.2.3/1.2.3.4.2");
    private static final long SEED = 20261124;

    private final ObjectStore raw = ObjectStores.memory();
    private final OneKey key = OneKey.of(SealingKey.newKeyset());
    private final SealedObjectStore store = new SealedObjectStore(raw, OneKey.ARCHIVE, key);
    private final Random random = new Random(SEED);

    @BeforeEach
    void tellTheSeed() {
        System.out.println("AlteredObjectsTest: seed " + SEED);
    }

    private byte[] put(ObjectKey at, int size) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        store.put(at, ObjectContent.of(bytes), PutCondition.any());
        return bytes;
    }

    private byte[] sealed(ObjectKey at) throws IOException {
        return read(raw, at, ByteRange.all());
    }

    private static byte[] read(ObjectStore from, ObjectKey at, ByteRange range) throws IOException {
        try (ObjectReader reader = from.get(at, range)) {
            return reader.readAllBytes();
        }
    }

    private void replace(ObjectKey at, byte[] sealed) throws IOException {
        raw.put(at, ObjectContent.of(sealed), PutCondition.any());
    }

    private void assertFails(ByteRange range, String what) {
        assertThatThrownBy(() -> read(store, KEY, range))
                .as("%s, %s", what, range)
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining(KEY.value());
    }

    private void assertAllReadsFail(String what, int plainSize) {
        assertFails(ByteRange.all(), what);
        assertFails(ByteRange.suffix(1), what);
        if (plainSize > 0) {
            assertFails(ByteRange.of(0, 1), what);
            assertFails(ByteRange.of(plainSize - 1, 10), what);
        }
    }

    @Test
    void everyByteOfSmallObjectsCounts() throws IOException {
        for (int size : new int[] {0, 1, 16, 200}) {
            put(KEY, size);
            byte[] sealed = sealed(KEY);
            for (int i = 0; i < sealed.length; i++) {
                byte[] altered = sealed.clone();
                altered[i] ^= (byte) (1 << random.nextInt(8));
                replace(KEY, altered);
                assertAllReadsFail("byte " + i + " of " + size, size);
            }
        }
    }

    @Test
    void cutOrLengthenedAnywhereAnObjectIsNotRead() throws IOException {
        for (int size : new int[] {0, 1, 200, SegmentLayout.PLAIN_BYTES - SegmentLayout.HEADER_BYTES}) {
            put(KEY, size);
            byte[] sealed = sealed(KEY);
            int step = Math.max(1, sealed.length / 500);
            for (int length = 0; length < sealed.length; length += step) {
                replace(KEY, Arrays.copyOf(sealed, length));
                assertFails(ByteRange.all(), "cut to " + length);
                assertFails(ByteRange.suffix(1), "cut to " + length);
                assertThat(store.head(KEY).sizeBytes())
                        .as("no object is cut into a tombstone")
                        .isGreaterThanOrEqualTo(length == SegmentLayout.SMALLEST_BYTES ? 0 : 1);
            }
            for (int more : new int[] {1, 15, 16, 17, 100, 65_536}) {
                replace(KEY, Arrays.copyOf(sealed, sealed.length + more));
                assertAllReadsFail("lengthened by " + more, size);
            }
        }
    }

    @Test
    void inLargeObjectsTheSegmentThatWasAlteredFailsAndNoOther() throws IOException {
        int first = SegmentLayout.PLAIN_BYTES - SegmentLayout.HEADER_BYTES;
        int size = first + 3 * SegmentLayout.PLAIN_BYTES + 1000;
        byte[] plain = put(KEY, size);
        byte[] sealed = sealed(KEY);
        for (int round = 0; round < 60; round++) {
            int at = SegmentLayout.HEADER_BYTES + random.nextInt(sealed.length - SegmentLayout.HEADER_BYTES);
            byte[] altered = sealed.clone();
            altered[at] ^= (byte) (1 << random.nextInt(8));
            replace(KEY, altered);
            int segment = at / SegmentLayout.SEGMENT_BYTES;
            for (int other = 0; other < 5; other++) {
                int from = other == 0 ? 0 : first + (other - 1) * SegmentLayout.PLAIN_BYTES;
                int to = Math.min(size, first + other * SegmentLayout.PLAIN_BYTES);
                if (other == segment) {
                    assertFails(ByteRange.of(from, 1), "byte " + at);
                    assertFails(ByteRange.of(to - 1, 1), "byte " + at);
                } else {
                    assertThat(read(store, KEY, ByteRange.of(from, to - from)))
                            .isEqualTo(Arrays.copyOfRange(plain, from, to));
                }
            }
            // What came before is given out, nothing of the segment that failed.
            byte[] got = new byte[size];
            try (ObjectReader reader = store.get(KEY, ByteRange.all())) {
                assertThatThrownBy(() -> reader.readNBytes(got, 0, size))
                        .isInstanceOf(AuthenticationFailedException.class);
            }
            int begin = segment == 0 ? 0 : first + (segment - 1) * SegmentLayout.PLAIN_BYTES;
            assertThat(Arrays.copyOfRange(got, begin, size)).containsOnly(0);
        }
    }

    @Test
    void segmentsCannotBeExchangedRepeatedOrLeftOut() throws IOException {
        int size = 3 * SegmentLayout.PLAIN_BYTES + 1000;
        put(KEY, size);
        byte[] sealed = sealed(KEY);
        int n = SegmentLayout.SEGMENT_BYTES;
        byte[] exchanged = sealed.clone();
        System.arraycopy(sealed, n, exchanged, 2 * n, n);
        System.arraycopy(sealed, 2 * n, exchanged, n, n);
        replace(KEY, exchanged);
        assertFails(ByteRange.of(n + 100, 1), "exchanged");
        assertFails(ByteRange.of(2 * n + 100, 1), "exchanged");
        byte[] left = new byte[sealed.length - n];
        System.arraycopy(sealed, 0, left, 0, n);
        System.arraycopy(sealed, 2 * n, left, n, sealed.length - 2 * n);
        replace(KEY, left);
        assertFails(ByteRange.of(n + 100, 1), "left out");
        assertFails(ByteRange.suffix(10), "left out");
        replace(KEY, Arrays.copyOf(sealed, 2 * n));
        assertFails(ByteRange.suffix(10), "cut behind a segment");
        assertFails(ByteRange.of(n + 100, 1), "cut behind a segment");
        assertFails(ByteRange.from(2 * n + 100), "a range behind where it was cut");
    }

    @Test
    void objectsCannotTakeEachOthersPlace() throws IOException {
        put(KEY, 300);
        put(OTHER, 300);
        byte[] one = sealed(KEY);
        byte[] two = sealed(OTHER);
        replace(KEY, two);
        assertAllReadsFail("another revision", 300);
        // Header of one, segments of the other.
        byte[] mixed = one.clone();
        System.arraycopy(two, 0, mixed, 0, SegmentLayout.HEADER_BYTES);
        replace(KEY, mixed);
        assertAllReadsFail("another header", 300);
        replace(KEY, one);
        assertThat(read(store, KEY, ByteRange.all())).hasSize(300);
        SealedObjectStore elsewhere = new SealedObjectStore(raw, UUID.randomUUID(), key);
        assertThatThrownBy(() -> read(elsewhere, KEY, ByteRange.all()))
                .isInstanceOf(AuthenticationFailedException.class);
        SealedObjectStore otherKey = new SealedObjectStore(raw, OneKey.ARCHIVE, OneKey.of(SealingKey.newKeyset()));
        assertThatThrownBy(() -> read(otherKey, KEY, ByteRange.all()))
                .isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void noiseIsNotRead() throws IOException {
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[random.nextInt(i % 10 == 0 ? 140_000 : 200)];
            random.nextBytes(noise);
            replace(KEY, noise);
            for (ByteRange range : List.of(ByteRange.all(), ByteRange.suffix(100), ByteRange.of(70_000, 10))) {
                assertThatThrownBy(() -> read(store, KEY, range))
                        .isInstanceOf(CloudDicomException.class)
                        .isInstanceOf(AuthenticationFailedException.class);
            }
        }
    }
}
