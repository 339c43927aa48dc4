package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultInjectingStoreTest {

    private static final ObjectKey KEY = ObjectKey.of("a/b");
    private static final byte[] BYTES = StoreContractFixture.bytes(10_000, 1);

    private final ObjectStore memory = ObjectStores.memory();
    private final FaultInjectingStore store =
            FaultInjectingStore.over(memory).seed(1).build();

    private void put(ObjectKey key) throws IOException {
        store.put(key, ObjectContent.of(BYTES), PutCondition.any());
    }

    @Test
    void faultsBeforeTheEffectDoNothing() throws IOException {
        Map<Fault, Class<? extends CloudDicomException>> errors = Map.of(
                Fault.UNAVAILABLE, UnavailableException.class,
                Fault.THROTTLED, ThrottledException.class,
                Fault.ACCESS_DENIED, AccessDeniedException.class,
                Fault.TORN_WRITE, UnavailableException.class,
                Fault.LOST_REQUEST, OutcomeUnknownException.class);
        for (Map.Entry<Fault, Class<? extends CloudDicomException>> error : errors.entrySet()) {
            store.failNth(1, StoreOperation.PUT, error.getKey());
            assertThatThrownBy(() -> put(KEY))
                    .isExactlyInstanceOf(error.getValue())
                    .hasMessageStartingWith("put a/b: injected");
            assertThatThrownBy(() -> memory.head(KEY)).isInstanceOf(NotFoundException.class);
            assertThat(store.injected(error.getKey())).isEqualTo(1);
        }
    }

    @Test
    void faultsAfterTheEffectHaveDoneIt() throws IOException {
        store.failNth(1, StoreOperation.PUT, Fault.LOST_ANSWER);
        assertThatThrownBy(() -> put(KEY)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(memory.head(KEY).sizeBytes()).isEqualTo(BYTES.length);
        store.failNth(1, StoreOperation.DELETE, Fault.LYING_ANSWER);
        assertThatThrownBy(() -> store.delete(KEY)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> memory.head(KEY)).isInstanceOf(NotFoundException.class);
        put(KEY);
        store.failNth(1, StoreOperation.DELETE_ALL, Fault.LOST_ANSWER);
        assertThatThrownBy(() -> store.deleteAll(List.of(KEY))).isInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> memory.head(KEY)).isInstanceOf(NotFoundException.class);
        assertThat(store.injected()).containsOnly(Map.entry(Fault.LOST_ANSWER, 2L), Map.entry(Fault.LYING_ANSWER, 1L));
    }

    @Test
    void aScriptCountsMatchingCallsOnly() throws IOException {
        store.failNth(2, StoreOperation.PUT, key -> key.endsWith("/index"), Fault.THROTTLED);
        put(ObjectKey.of("1/index"));
        put(ObjectKey.of("1/other"));
        assertThatThrownBy(() -> put(ObjectKey.of("2/index"))).isInstanceOf(ThrottledException.class);
        put(ObjectKey.of("2/index"));
        assertThatThrownBy(() -> store.failNth(1, StoreOperation.HEAD, Fault.TORN_READ))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTornReadDeliversATrueBeginning() throws IOException {
        put(KEY);
        store.failNth(1, StoreOperation.GET, Fault.TORN_READ);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectReader reader = store.get(KEY, ByteRange.from(100))) {
            assertThatThrownBy(() -> reader.transferTo(out))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("the connection broke");
        }
        assertThat(out.size()).isBetween(1, BYTES.length - 101);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(BYTES, 100, 100 + out.size()));
        assertThat(store.get(KEY, ByteRange.all()).readAllBytes()).isEqualTo(BYTES);
    }

    @Test
    void aTornListingDeliversATrueBeginning() throws IOException {
        for (int i = 0; i < 40; i++) {
            put(ObjectKey.of(String.format("%02d", i)));
        }
        store.failNth(1, StoreOperation.LIST, Fault.TORN_READ);
        List<String> seen = new ArrayList<>();
        try (Listing<ObjectInfo> listing = store.list("", "")) {
            assertThatThrownBy(() -> {
                        for (ObjectInfo info = listing.next(); info != null; info = listing.next()) {
                            seen.add(info.key().value());
                        }
                    })
                    .isInstanceOf(UnavailableException.class);
        }
        assertThat(seen).hasSizeLessThan(20);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i)).isEqualTo(String.format("%02d", i));
        }
    }

    @Test
    void chanceComesAsOftenAsItIsSetAndTheSameForASeed() {
        List<String> first = chances(5);
        assertThat(chances(5)).isEqualTo(first);
        assertThat(chances(6)).isNotEqualTo(first);
        assertThat(first.stream().filter(fate -> fate.equals("ThrottledException")))
                .hasSizeBetween(150, 250);
        assertThat(first.stream().filter(fate -> fate.equals("OutcomeUnknownException")))
                .hasSizeBetween(60, 140);
        assertThat(first.stream().filter(fate -> fate.equals("done"))).hasSizeBetween(600, 800);
    }

    private static List<String> chances(long seed) {
        FaultInjectingStore store = FaultInjectingStore.over(ObjectStores.memory())
                .seed(seed)
                .chance(Fault.THROTTLED, 0.2)
                .chance(Fault.LOST_ANSWER, 0.1)
                .chance(Fault.TORN_READ, 0.7) // does not apply to puts
                .build();
        List<String> fates = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            try {
                store.put(ObjectKey.of("k/" + i % 100), ObjectContent.of(BYTES), PutCondition.any());
                fates.add("done");
            } catch (IOException e) {
                fates.add(e.getClass().getSimpleName());
            }
        }
        assertThat(store.injected(Fault.THROTTLED) + store.injected(Fault.LOST_ANSWER))
                .isEqualTo(fates.stream().filter(fate -> !fate.equals("done")).count());
        return fates;
    }

    @Test
    void latencyPausesAndAHealedStoreDoesNothing() throws IOException {
        FaultInjectingStore slow = FaultInjectingStore.over(memory)
                .chance(Fault.LATENCY, 1)
                .longestPause(Duration.ofMillis(4))
                .build();
        for (int i = 0; i < 10; i++) {
            slow.put(KEY, ObjectContent.of(BYTES), PutCondition.any());
        }
        assertThat(slow.injected(Fault.LATENCY)).isEqualTo(10);
        slow.failNth(1, StoreOperation.HEAD, Fault.UNAVAILABLE);
        slow.heal();
        assertThatCode(() -> slow.head(KEY)).doesNotThrowAnyException();
        assertThat(slow.injected()).containsOnly(Map.entry(Fault.LATENCY, 10L));
    }

    @Test
    void aTornWriteOfContentOfUnknownLengthLeavesNothing() {
        for (int size : new int[] {0, 1, 100, 1_000_000}) {
            store.failNth(1, StoreOperation.PUT, Fault.TORN_WRITE);
            assertThatThrownBy(() ->
                            store.put(KEY, out -> StoreContractFixture.writePattern(out, size), PutCondition.any()))
                    .isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> memory.head(KEY)).isInstanceOf(NotFoundException.class);
        }
    }
}
