package io.clouddicom.internal.checkup;

import io.clouddicom.CloudDicomException;
import io.clouddicom.store.CheckupLatency;
import io.clouddicom.store.CheckupReport;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.StoreCapabilities;
import io.clouddicom.store.StoreCheckup;
import io.clouddicom.store.StoreObservations;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** One examination of a store, from the permissions to the cleaning up. */
public final class Examination {
    /** A little more than the usual part. */
    private static final long USUAL_PART_BYTES = 8L << 20;

    /** Nobody examines a store for so long: what is older was left by a process that was killed. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final ObjectStore store;
    private final Bench bench;
    private final int manyObjects;
    private final boolean largeObjects;

    private Examination(ObjectStore store, int manyObjects, boolean largeObjects) {
        this.store = store;
        this.bench = new Bench(store, StoreCheckup.PREFIX + UUID.randomUUID() + "/");
        this.manyObjects = manyObjects;
        this.largeObjects = largeObjects;
    }

    /**
     * An examination that has not begun.
     *
     * @param store the store
     * @param manyObjects how many objects the long listing has, 0 for none
     * @param largeObjects whether objects are put that go in parts
     * @return the examination, which runs once
     */
    public static Examination of(ObjectStore store, int manyObjects, boolean largeObjects) {
        return new Examination(store, manyObjects, largeObjects);
    }

    /**
     * Examines.
     *
     * @return what was found
     * @throws IOException the store cannot be reached, or the thread was interrupted
     */
    public CheckupReport run() throws IOException {
        Optional<CheckupLatency> latency = Optional.empty();
        Optional<Permissions> permissions = Optional.empty();
        try {
            permissions = Optional.of(Permissions.examine(bench));
            latency = examine(permissions.get());
        } finally {
            cleanUp(permissions);
        }
        return new CheckupReport(store.name(), bench.findings(), latency);
    }

    private Optional<CheckupLatency> examine(Permissions may) throws IOException {
        Optional<CheckupLatency> latency = Optional.empty();
        if (may.put() && may.read()) {
            new ContentTrials(bench).run();
            new ConditionTrials(bench).run();
            if (largeObjects) {
                new LargeTrials(bench, partSizeBytes() + 1).run();
            } else {
                LargeTrials.leaveOut(bench);
            }
            latency = new TimeTrials(bench).run();
            new NameTrials(bench, may).run();
        }
        if (may.put()) {
            new ConsistencyTrials(bench, may).run();
            new ListingTrials(bench, may, manyObjects).run();
            observe();
            bench.look(CheckupSubject.CAPABILITIES, this::capabilities);
        }
        tellWhatWasNotTried(may);
        return latency;
    }

    private long partSizeBytes() {
        OptionalLong told = store.ability(StoreObservations.class)
                .map(StoreObservations::partSizeBytes)
                .orElse(OptionalLong.empty());
        return told.orElse(USUAL_PART_BYTES);
    }

    /** What the store tells by itself, which may be worse than what was seen, never better. */
    private void observe() {
        Optional<StoreObservations> ability = store.ability(StoreObservations.class);
        if (ability.isEmpty()) {
            return;
        }
        try {
            ability.get().observations().forEach(bench::found);
        } catch (IOException e) {
            bench.found(
                    CheckupSubject.CAPABILITIES,
                    Seen.unknown("the store could not tell what it knows of its server: " + e.getMessage()));
        }
    }

    /** Whether what a program may rely on without trying is so. */
    private Seen capabilities() {
        StoreCapabilities says = store.capabilities();
        List<String> wrong = new ArrayList<>();
        if (says.conditionalCreate() && bench.verdict(CheckupSubject.CREATE) == CheckupVerdict.FAILS) {
            wrong.add("if absent");
        }
        if (says.conditionalReplace() && bench.verdict(CheckupSubject.REPLACE) == CheckupVerdict.FAILS) {
            wrong.add("if version");
        }
        String told = "if absent " + yes(says.conditionalCreate()) + ", if version " + yes(says.conditionalReplace())
                + ", nested names " + yes(says.nestedKeys());
        return wrong.isEmpty()
                ? Seen.holds("the store says of itself: " + told)
                : Seen.fails("the store says of itself that it honours conditions which it ignores: " + wrong);
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    /** A report that is silent about a subject could be taken for good news. */
    private void tellWhatWasNotTried(Permissions may) {
        List<String> missing = new ArrayList<>();
        if (!may.list()) {
            missing.add("list");
        }
        if (!may.put()) {
            missing.add("put");
        }
        if (!may.read()) {
            missing.add("read");
        }
        if (!may.delete()) {
            missing.add("delete");
        }
        if (missing.isEmpty()) {
            return;
        }
        for (CheckupSubject subject : CheckupSubject.values()) {
            boolean byObservationOnly = subject == CheckupSubject.DURABILITY || subject == CheckupSubject.OLD_VERSIONS;
            if (!byObservationOnly
                    && subject != CheckupSubject.LEFTOVERS
                    && bench.findings().stream().noneMatch(finding -> finding.subject() == subject)) {
                bench.found(
                        subject, Seen.unknown("not tried, without the permission to " + String.join(", ", missing)));
            }
        }
    }

    private void cleanUp(Optional<Permissions> permissions) throws IOException {
        if (permissions.isEmpty() && bench.made().isEmpty()) {
            return;
        }
        bench.look(CheckupSubject.LEFTOVERS, () -> {
            boolean list = permissions.isEmpty() || permissions.get().list();
            List<ObjectKey> abandoned = list ? abandoned() : List.of();
            if (permissions.isEmpty() || permissions.get().delete()) {
                delete(bench.made());
                delete(abandoned);
                if (list) {
                    // What a bulk delete told to be gone, and is not.
                    for (ObjectInfo left : bench.list("")) {
                        bench.delete(left.key());
                    }
                }
            }
            if (!list) {
                return Seen.unknown("without the permission to list it cannot be seen whether anything remains");
            }
            List<ObjectInfo> left = bench.list("");
            if (!left.isEmpty()) {
                return Seen.limited(left.size() + " objects of this check-up remain below " + bench.prefix());
            }
            return Seen.holds("nothing remains of this check-up"
                    + (abandoned.isEmpty() ? "" : "; " + abandoned.size() + " objects of earlier ones were deleted"));
        });
    }

    /** What earlier check-ups left. Told by the store's clock alone, which may differ from this machine's. */
    private List<ObjectKey> abandoned() throws IOException {
        List<ObjectInfo> all = bench.listAll(StoreCheckup.PREFIX, "");
        Instant newest = all.stream()
                .map(ObjectInfo::modified)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        return all.stream()
                .filter(info -> !info.key().value().startsWith(bench.prefix()))
                .filter(info -> info.modified().plus(ABANDONED).isBefore(newest))
                .map(ObjectInfo::key)
                .toList();
    }

    /** All at once, and those that remain one by one: a store that fails at the one may do the other. */
    private void delete(Collection<ObjectKey> keys) throws IOException {
        List<ObjectKey> failed = new ArrayList<>(keys);
        try {
            DeleteResult result = store.deleteAll(keys);
            failed.retainAll(result.failures().keySet());
        } catch (CloudDicomException e) {
            // One by one then.
        }
        for (ObjectKey key : failed) {
            bench.delete(key);
        }
    }
}
