package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.InstanceSource;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PurgeOptions;
import io.clouddicom.PutOptions;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.Revision;
import io.clouddicom.Sha256;
import io.clouddicom.StoragePolicy;
import io.clouddicom.StudyId;
import io.clouddicom.UnavailableException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyReport;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What an archive has acknowledged is there, whatever the store does to its calls and whoever else is at work. An archive
 * that is built in another way, as with a protection, extends this class and says how. Randomness has a fixed seed.
 */
public abstract class ArchiveUnderFaultsContract {
    private static final long SEED = 20261124;
    private static final RetryPolicy QUICK =
            new RetryPolicy(10, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(30));
    private static final PutOptions REPLACE = PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE);

    /** For subclasses. */
    protected ArchiveUnderFaultsContract() {}

    /**
     * How the archives are opened, and made, that are tested.
     *
     * @param store where they lie
     * @return a builder, to which the test adds what it needs
     * @throws IOException it cannot be made
     */
    protected abstract DicomArchive.Builder builder(ObjectStore store) throws IOException;

    private static FaultInjectingStore faulty(ObjectStore store) {
        System.out.println("seed " + SEED);
        return FaultInjectingStore.over(store)
                .seed(SEED)
                .chance(Fault.UNAVAILABLE, 0.05)
                .chance(Fault.THROTTLED, 0.05)
                .chance(Fault.TORN_WRITE, 0.03)
                .chance(Fault.TORN_READ, 0.03)
                .chance(Fault.LOST_REQUEST, 0.05)
                .chance(Fault.LOST_ANSWER, 0.05)
                .chance(Fault.LYING_ANSWER, 0.02)
                .build();
    }

    @Test
    void tenThousandInstancesByEightThreadsAreAllThere() throws Exception {
        tenThousandInstancesAreAllThere(StoragePolicy.AS_RECEIVED);
    }

    @Test
    void tenThousandTranscodedInstancesByEightThreadsAreAllThere() throws Exception {
        tenThousandInstancesAreAllThere(StoragePolicy.HTJ2K_LOSSLESS_RPCL);
    }

    private void tenThousandInstancesAreAllThere(StoragePolicy policy) throws Exception {
        int count = 10_000;
        ObjectStore plain = ObjectStores.memory();
        FaultInjectingStore store = faulty(plain);
        Map<InstanceId, Receipt> acknowledged = new ConcurrentHashMap<>();
        AtomicInteger failed = new AtomicInteger();
        try (DicomArchive archive =
                builder(store).retries(QUICK).storage(policy).open()) {
            AtomicInteger next = new AtomicInteger();
            Threads.run(8, () -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    InstanceId id = SmallInstance.id(i % 10, i / 10 % 5, i);
                    try {
                        acknowledged.put(id, archive.put(SmallInstance.file(id, i)));
                    } catch (UnavailableException | OutcomeUnknownException e) {
                        failed.incrementAndGet();
                    }
                }
            });
        }
        System.out.println(acknowledged.size() + " acknowledged, " + failed + " failed, " + store.injected());
        assertThat(acknowledged).hasSizeGreaterThan(count * 9 / 10);
        assertThat(store.injected(Fault.LOST_ANSWER)).isPositive();
        try (DicomArchive archive = builder(plain).open()) {
            for (Map.Entry<InstanceId, Receipt> entry : acknowledged.entrySet()) {
                Instance instance = archive.instance(entry.getKey());
                assertThat(instance.revision()).isEqualTo(1);
                assertThat(instance.sha256()).isEqualTo(entry.getValue().sha256());
                assertThat(instance.transferSyntax().codec() == TransferSyntax.Codec.HTJ2K)
                        .isEqualTo(policy != StoragePolicy.AS_RECEIVED);
            }
            VerifyReport report = archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE);
            assertThat(report.problems()).isEmpty();
            assertThat(report.instances()).isBetween((long) acknowledged.size(), (long) count);
        }
    }

    @Test
    void ofManyWhoOpenANewArchiveAllGetTheSameOne() throws Exception {
        for (int round = 0; round < 50; round++) {
            ObjectStore plain = ObjectStores.memory();
            ObjectStore store = round % 2 == 0 ? plain : faulty(plain);
            Set<UUID> ids = ConcurrentHashMap.newKeySet();
            Threads.run(8, () -> {
                try (DicomArchive archive = builder(store).retries(QUICK).open()) {
                    ids.add(archive.id());
                }
            });
            assertThat(ids).hasSize(1);
            assertThat(plain.list("", "").toList()).hasSize(1);
        }
    }

    @Test
    void ofManyWhoPutTheSameOneStoresAndTheOthersLearnThatItIsThere() throws Exception {
        InstanceId id = SmallInstance.id(1, 1, 1);
        Map<Receipt.Outcome, AtomicInteger> outcomes = new ConcurrentHashMap<>();
        try (DicomArchive archive = builder(ObjectStores.memory()).open()) {
            Threads.run(
                    16,
                    () -> outcomes.computeIfAbsent(
                                    archive.put(SmallInstance.file(id, 1)).outcome(), key -> new AtomicInteger())
                            .incrementAndGet());
            assertThat(outcomes.get(Receipt.Outcome.STORED)).hasValue(1);
            assertThat(outcomes.get(Receipt.Outcome.ALREADY_PRESENT)).hasValue(15);
            assertThat(archive.revisions(id)).hasSize(1);
        }
    }

    @Test
    void differentContentAtOnceIsRejectedOrBecomesRevisions() throws Exception {
        InstanceId id = SmallInstance.id(1, 1, 1);
        try (DicomArchive archive =
                builder(faulty(ObjectStores.memory())).retries(QUICK).open()) {
            AtomicInteger seed = new AtomicInteger();
            Set<Sha256> stored = ConcurrentHashMap.newKeySet();
            AtomicInteger rejected = new AtomicInteger();
            Threads.run(8, () -> {
                try {
                    stored.add(archive.put(SmallInstance.file(id, seed.getAndIncrement()))
                            .sha256());
                } catch (AlreadyExistsException e) {
                    rejected.incrementAndGet();
                }
            });
            assertThat(stored).hasSize(1);
            assertThat(rejected).hasValue(7);
            Threads.run(
                    8,
                    () -> stored.add(archive.put(
                                    InstanceSource.of(SmallInstance.file(id, 100 + seed.getAndIncrement())), REPLACE)
                            .sha256()));
            assertThat(stored).hasSize(9);
            assertThat(contents(archive, id)).containsAll(stored);
        }
    }

    @Test
    void putsDeletesAndPurgesAtOnceLoseNothingThatWasAcknowledgedLast() throws Exception {
        InstanceId id = SmallInstance.id(1, 1, 1);
        try (DicomArchive archive = builder(ObjectStores.memory()).open()) {
            for (int round = 0; round < 30; round++) {
                int base = 1000 * round;
                AtomicInteger thread = new AtomicInteger();
                Threads.run(6, () -> {
                    int number = thread.getAndIncrement();
                    for (int i = 0; i < 10; i++) {
                        if (number < 3) {
                            archive.put(InstanceSource.of(SmallInstance.file(id, base + 10 * number + i)), REPLACE);
                        } else if (number == 3) {
                            try {
                                archive.delete(id);
                            } catch (NotFoundException e) {
                                Thread.onSpinWait();
                            }
                        } else {
                            try {
                                archive.purge(id, PurgeOptions.DEFAULT.withOlderThan(Duration.ZERO));
                            } catch (NotFoundException e) {
                                Thread.onSpinWait();
                            }
                        }
                    }
                });
                // Whatever happened: a put that is alone now is the current content, whichever numbers are in use.
                Receipt last = archive.put(InstanceSource.of(SmallInstance.file(id, base + 999)), REPLACE);
                assertThat(archive.instance(id).sha256()).isEqualTo(last.sha256());
                assertThat(archive.revisions(id).get(0).number()).isEqualTo(1);
                Set<Integer> numbers = new HashSet<>();
                for (Revision revision : archive.revisions(id)) {
                    assertThat(numbers.add(revision.number())).isTrue();
                }
            }
            // The index may be behind: purges write it, puts outside a session do not.
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .clean())
                    .isTrue();
        }
    }

    @Test
    void aPutWhoseListedRevisionIsPurgedLooksAgain() throws Exception {
        InstanceId id = SmallInstance.id(1, 1, 1);
        ObjectStore plain = ObjectStores.memory();
        try (DicomArchive others = builder(plain).open()) {
            for (DuplicatePolicy duplicates : DuplicatePolicy.values()) {
                // Revision 1 is emptied by the purge, a later one goes.
                for (int present = 1; present <= 2; present++) {
                    others.put(InstanceSource.of(SmallInstance.file(id, present)), REPLACE);
                    Receipt[] newest = new Receipt[1];
                    ObjectStore slow = beforeFirstGetOfInstance(plain, () -> {
                        newest[0] = others.put(InstanceSource.of(SmallInstance.file(id, 20)), REPLACE);
                        others.purge(id, PurgeOptions.DEFAULT.withOlderThan(Duration.ZERO));
                    });
                    try (DicomArchive archive = builder(slow).open()) {
                        Receipt receipt = archive.put(
                                InstanceSource.of(SmallInstance.file(id, 20)),
                                PutOptions.DEFAULT.withDuplicates(duplicates));
                        assertThat(newest[0]).isNotNull();
                        assertThat(receipt.outcome()).isEqualTo(Receipt.Outcome.ALREADY_PRESENT);
                        assertThat(receipt.revision()).isEqualTo(newest[0].revision());
                        assertThat(others.instance(id).sha256()).isEqualTo(receipt.sha256());
                    }
                }
            }
        }
    }

    /** A store that does something before it first reads a stored object. */
    private static ObjectStore beforeFirstGetOfInstance(ObjectStore store, Threads.Work work) {
        AtomicInteger gets = new AtomicInteger();
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    boolean instance = method.getName().equals("get")
                            && ((ObjectKey) arguments[0]).value().contains("/instances/");
                    if (instance && gets.getAndIncrement() == 0) {
                        work.run();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void deletesAndUndeletesSurviveFaults() throws Exception {
        FaultInjectingStore store = faulty(ObjectStores.memory());
        try (DicomArchive archive = builder(store).retries(QUICK).open()) {
            Map<InstanceId, Sha256> digests = new ConcurrentHashMap<>();
            for (int i = 0; i < 100; i++) {
                InstanceId id = SmallInstance.id(7, 1, i);
                digests.put(id, archive.put(SmallInstance.file(id, i)).sha256());
            }
            StudyId study = new StudyId(SmallInstance.id(7, 1, 0).study());
            assertThat(archive.delete(study).complete()).isTrue();
            assertThatThrownBy(() -> archive.study(study.study())).isInstanceOf(NotFoundException.class);
            assertThat(archive.undelete(study).complete()).isTrue();
            for (Map.Entry<InstanceId, Sha256> entry : digests.entrySet()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                archive.restore(entry.getKey(), out);
                assertThat(archive.instance(entry.getKey()).sha256()).isEqualTo(entry.getValue());
            }
            store.heal();
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .clean())
                    .isTrue();
        }
    }

    private static Set<Sha256> contents(DicomArchive archive, InstanceId id) throws IOException {
        Set<Sha256> contents = new HashSet<>();
        for (Revision revision : archive.revisions(id)) {
            contents.add(archive.instance(id, revision.number()).sha256());
        }
        return contents;
    }
}
