package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.UnavailableException;
import io.clouddicom.store.CheckupFinding;
import io.clouddicom.store.CheckupGuarantee;
import io.clouddicom.store.CheckupGuarantee.Promise;
import io.clouddicom.store.CheckupReport;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.StoreCheckup;
import io.clouddicom.testkit.HandicappedStore.Handicap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A check-up finds what is wrong with a store, nothing else, and leaves it as it was. */
class StoreCheckupTest {
    private static final ObjectKey BYSTANDER = ObjectKey.of("studies/1.2.3/index");

    private final ObjectStore store = ObjectStores.memory();

    private void putBystander(ObjectStore target) throws IOException {
        target.put(BYSTANDER, ObjectContent.of(new byte[] {1, 2, 3}), PutCondition.any());
    }

    private static List<String> keys(ObjectStore of) throws IOException {
        try (Listing<ObjectInfo> listing = of.list("", "")) {
            return listing.toList().stream().map(info -> info.key().value()).toList();
        }
    }

    /** What does not hold, by subject. */
    private static Map<CheckupSubject, CheckupVerdict> bad(CheckupReport report) {
        Map<CheckupSubject, CheckupVerdict> bad = new TreeMap<>();
        for (CheckupFinding finding : report.findings()) {
            if (finding.verdict() != CheckupVerdict.HOLDS) {
                bad.merge(finding.subject(), finding.verdict(), (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
        }
        return bad;
    }

    private static Set<Promise> broken(CheckupReport report) {
        return report.guarantees().stream()
                .filter(guarantee -> !guarantee.verdict().sound())
                .map(CheckupGuarantee::promise)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Promise.class)));
    }

    private static String detail(CheckupReport report, CheckupSubject subject) {
        return report.findings().stream()
                .filter(finding -> finding.subject() == subject)
                .map(CheckupFinding::detail)
                .collect(Collectors.joining("; "));
    }

    private CheckupReport checkup(Handicap... handicaps) throws IOException {
        putBystander(store);
        HandicappedStore handicapped = new HandicappedStore(store, Set.of(handicaps));
        CheckupReport report = StoreCheckup.of(handicapped).run();
        assertThat(handicapped.touched()).allMatch(key -> key.startsWith(StoreCheckup.PREFIX));
        return report;
    }

    @Test
    void inAStoreInMemoryEverythingHoldsWhileTheProcessLives() throws IOException {
        putBystander(store);
        CheckupReport report = StoreCheckup.of(store).run();
        assertThat(bad(report)).containsExactly(Map.entry(CheckupSubject.DURABILITY, CheckupVerdict.LIMITED));
        assertThat(report.sound()).isTrue();
        assertThat(report.latency()).hasValueSatisfying(latency -> {
            assertThat(latency.putMedian()).isPositive().isLessThanOrEqualTo(latency.putSlowest());
            assertThat(latency.getMedian()).isPositive().isLessThanOrEqualTo(latency.getSlowest());
        });
        assertThat(report.findings())
                .extracting(CheckupFinding::subject)
                .contains(EnumSet.complementOf(EnumSet.of(CheckupSubject.OLD_VERSIONS))
                        .toArray(new CheckupSubject[0]));
        assertThat(keys(store)).containsExactly(BYSTANDER.value());
    }

    @Test
    void inADirectoryEverythingHolds(@TempDir Path folder) throws IOException {
        try (ObjectStore files = ObjectStores.directory(folder)) {
            putBystander(files);
            CheckupReport report = StoreCheckup.of(files).withManyObjects(50).run();
            assertThat(bad(report)).isEmpty();
            assertThat(broken(report)).isEmpty();
            assertThat(detail(report, CheckupSubject.NESTED_KEYS)).contains("does not need");
            assertThat(keys(files)).containsExactly(BYSTANDER.value());
        }
    }

    @Test
    void aShortOneSaysWhatItDidNotTry() throws IOException {
        CheckupReport report =
                StoreCheckup.of(new HandicappedStore(store, Set.of())).quick().run();
        assertThat(bad(report).keySet())
                .containsExactlyInAnyOrder(
                        CheckupSubject.STREAMING,
                        CheckupSubject.CREATE_LARGE,
                        CheckupSubject.REPLACE_LARGE,
                        CheckupSubject.LIST_PAGES);
        assertThat(report.sound()).isTrue();
        assertThat(report.guarantees())
                .anySatisfy(guarantee -> assertThat(guarantee.sentence())
                        .contains("with a restriction: put if absent, in parts (not tried"));
    }

    @ParameterizedTest
    @EnumSource(Handicap.class)
    void aHandicapIsFound(Handicap handicap) throws IOException {
        CheckupReport report = checkup(handicap);
        switch (handicap) {
            case IGNORES_IF_ABSENT -> {
                assertFails(
                        report,
                        CheckupSubject.CREATE,
                        CheckupSubject.CREATE_RACE,
                        CheckupSubject.CREATE_LARGE,
                        CheckupSubject.CAPABILITIES);
                assertThat(broken(report)).containsExactly(Promise.SAME_UID_TWICE, Promise.NO_LOST_UPDATE);
            }
            case IGNORES_IF_ABSENT_OF_LARGE_OBJECTS -> {
                assertFails(report, CheckupSubject.CREATE_LARGE);
                assertThat(broken(report)).containsExactly(Promise.SAME_UID_TWICE);
            }
            case LOOKS_BEFORE_IT_CREATES -> {
                assertFails(report, CheckupSubject.CREATE_RACE, CheckupSubject.CREATE_LARGE);
                assertThat(broken(report)).containsExactly(Promise.SAME_UID_TWICE, Promise.NO_LOST_UPDATE);
            }
            case IGNORES_IF_VERSION -> {
                assertFails(
                        report,
                        CheckupSubject.REPLACE,
                        CheckupSubject.REPLACE_RACE,
                        CheckupSubject.REPLACE_LARGE,
                        CheckupSubject.CAPABILITIES);
                assertThat(broken(report)).containsExactly(Promise.NO_LOST_UPDATE);
            }
            case FLIPS_A_BIT -> {
                assertThat(bad(report)).containsEntry(CheckupSubject.CONTENT, CheckupVerdict.FAILS);
                assertThat(broken(report)).contains(Promise.ACKNOWLEDGED_IS_DURABLE);
            }
            case IGNORES_VERSIONS_OF_READS -> {
                assertFails(report, CheckupSubject.PINNED_READS);
                assertThat(broken(report)).containsExactly(Promise.FRAMES_BY_RANGE);
            }
            case SUFFIXES_ARE_PREFIXES -> {
                assertFails(report, CheckupSubject.SUFFIXES);
                assertThat(broken(report)).containsExactly(Promise.FRAMES_BY_RANGE);
            }
            case LISTS_LATE -> {
                assertThat(bad(report)).containsEntry(CheckupSubject.LIST_AFTER_PUT, CheckupVerdict.FAILS);
                assertThat(broken(report)).contains(Promise.STUDIES_ARE_COMPLETE);
            }
            case LISTS_WHAT_WAS_DELETED -> {
                assertThat(bad(report)).containsEntry(CheckupSubject.LIST_AFTER_DELETE, CheckupVerdict.FAILS);
                assertThat(broken(report)).contains(Promise.STUDIES_ARE_COMPLETE, Promise.ERASURE);
            }
            case LISTS_ONE_PAGE -> {
                assertThat(bad(report)).containsEntry(CheckupSubject.LIST_PAGES, CheckupVerdict.FAILS);
                assertThat(detail(report, CheckupSubject.LIST_PAGES)).isEqualTo("of 1100 objects 1000 are listed");
                assertThat(broken(report)).contains(Promise.STUDIES_ARE_COMPLETE);
            }
            case LISTS_IN_ORDER_OF_UTF_16 -> {
                assertThat(bad(report)).containsExactly(Map.entry(CheckupSubject.LIST_ORDER, CheckupVerdict.LIMITED));
                assertThat(broken(report)).isEmpty();
            }
            case FOLDS_CASE -> {
                assertThat(bad(report))
                        .containsEntry(CheckupSubject.KEY_CHARACTERS, CheckupVerdict.LIMITED)
                        .containsEntry(CheckupSubject.LIST_ORDER, CheckupVerdict.FAILS);
                assertThat(detail(report, CheckupSubject.KEY_CHARACTERS)).contains("Case]");
            }
            case FORGETS_THE_LAST_OF_A_BULK_DELETE -> {
                assertThat(bad(report)).containsEntry(CheckupSubject.DELETE_MANY, CheckupVerdict.FAILS);
                assertThat(broken(report)).containsExactly(Promise.ERASURE);
            }
            case CLOCK_IS_AHEAD -> {
                assertFails(report, CheckupSubject.CLOCK);
                assertThat(detail(report, CheckupSubject.CLOCK)).containsPattern("clock is 1[12]\\d\\d s ahead of");
                assertThat(broken(report)).isEmpty();
            }
            case MAY_NOT_LIST -> {
                assertDenied(report, CheckupSubject.LIST_PERMISSION);
                assertThat(broken(report)).contains(Promise.STUDIES_ARE_COMPLETE);
                assertThat(bad(report)).doesNotContainKeys(CheckupSubject.CREATE_RACE, CheckupSubject.RANGES);
            }
            case MAY_NOT_PUT -> {
                assertDenied(report, CheckupSubject.PUT_PERMISSION);
                assertThat(detail(report, CheckupSubject.DELETE_PERMISSION)).contains("nothing could be put to delete");
            }
            case MAY_NOT_READ -> assertDenied(report, CheckupSubject.READ_PERMISSION);
            case MAY_NOT_DELETE -> {
                assertDenied(report, CheckupSubject.DELETE_PERMISSION);
                assertThat(broken(report)).contains(Promise.ERASURE);
                assertThat(broken(report)).doesNotContain(Promise.SAME_UID_TWICE, Promise.FRAMES_BY_RANGE);
                assertThat(bad(report)).containsEntry(CheckupSubject.LEFTOVERS, CheckupVerdict.LIMITED);
                assertThat(keys(store)).hasSizeBetween(2, 250);
            }
        }
        if (handicap != Handicap.MAY_NOT_DELETE) {
            assertThat(keys(store)).containsExactly(BYSTANDER.value());
        }
    }

    private static void assertFails(CheckupReport report, CheckupSubject... subjects) {
        assertThat(bad(report).keySet()).containsExactly(subjects);
        assertThat(bad(report).values()).containsOnly(CheckupVerdict.FAILS);
    }

    /** One permission is missing, and the others are known to be there or not known. */
    private static void assertDenied(CheckupReport report, CheckupSubject permission) {
        Map<CheckupSubject, CheckupVerdict> bad = bad(report);
        assertThat(bad).containsEntry(permission, CheckupVerdict.DENIED);
        assertThat(bad.values()).filteredOn(CheckupVerdict.DENIED::equals).hasSize(1);
        assertThat(bad.values()).doesNotContain(CheckupVerdict.FAILS);
        assertThat(detail(report, permission)).contains("the credentials do not allow it");
        assertThat(report.guarantees()).anySatisfy(guarantee -> {
            assertThat(guarantee.verdict()).isEqualTo(CheckupVerdict.DENIED);
            assertThat(guarantee.sentence()).startsWith("not with these credentials: " + permission.label());
        });
    }

    @Test
    void readOnlyCredentialsLackPutAndDelete() throws IOException {
        CheckupReport report = checkup(Handicap.MAY_NOT_PUT, Handicap.MAY_NOT_DELETE);
        assertThat(bad(report))
                .containsEntry(CheckupSubject.PUT_PERMISSION, CheckupVerdict.DENIED)
                .containsEntry(CheckupSubject.DELETE_PERMISSION, CheckupVerdict.DENIED)
                .containsEntry(CheckupSubject.RANGES, CheckupVerdict.UNKNOWN)
                .doesNotContainKeys(
                        CheckupSubject.LIST_PERMISSION, CheckupSubject.READ_PERMISSION, CheckupSubject.ABSENCE);
        assertThat(detail(report, CheckupSubject.RANGES)).isEqualTo("not tried, without the permission to put, delete");
        assertThat(broken(report)).containsExactlyInAnyOrder(Promise.values());
    }

    @Test
    void aSlowMomentIsNoFinding() throws IOException {
        FaultInjectingStore faulty = FaultInjectingStore.over(store)
                .seed(5)
                .chance(Fault.UNAVAILABLE, 0.01)
                .build();
        CheckupReport report = StoreCheckup.of(faulty).withManyObjects(60).run();
        assertThat(faulty.injected()).isNotEmpty();
        assertThat(bad(report).values()).doesNotContain(CheckupVerdict.FAILS, CheckupVerdict.DENIED);
        assertThat(bad(report)).doesNotContainKeys(CheckupSubject.CONTENT, CheckupSubject.CREATE);
        assertThat(keys(store)).isEmpty();
    }

    @Test
    void aStoreThatCannotBeReachedIsAnError() {
        FaultInjectingStore gone =
                FaultInjectingStore.over(store).chance(Fault.UNAVAILABLE, 1).build();
        assertThatThrownBy(() -> StoreCheckup.of(gone).run()).isInstanceOf(UnavailableException.class);
    }

    @Test
    void whatAKilledOneLeftIsDeletedAfterAnHour(@TempDir Path folder) throws IOException {
        try (ObjectStore files = ObjectStores.directory(folder)) {
            for (String run : List.of("0001/old", "0002/new")) {
                files.put(
                        ObjectKey.of(StoreCheckup.PREFIX + run), ObjectContent.of(new byte[] {1}), PutCondition.any());
            }
            FileTime earlier = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
            Files.setLastModifiedTime(folder.resolve(StoreCheckup.PREFIX + "0001/old"), earlier);
            CheckupReport report = StoreCheckup.of(files).quick().run();
            assertThat(detail(report, CheckupSubject.LEFTOVERS)).endsWith("; 1 objects of earlier ones were deleted");
            assertThat(keys(files)).containsExactly(StoreCheckup.PREFIX + "0002/new");
        }
    }
}
