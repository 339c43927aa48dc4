package io.clouddicom.internal.archive;

import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.MoveReport;
import io.clouddicom.RetryPolicy;
import io.clouddicom.SealingListener;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.key.ArchiveKeyRecord;
import io.clouddicom.key.ArchiveSealing;
import io.clouddicom.key.Moment;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.key.SealingState;
import io.clouddicom.key.SealingWatch;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Encrypts and decrypts an archive where it lies, while it is used.
 *
 * <ol>
 *   <li>The description says that the archive is on its way: from now on what is put is put in the new form.
 *   <li>Other nodes may put in the old form for as long as they may without looking ({@link SealingWatch}). When that is
 *       over, whatever is in the old form is in the listing.
 *   <li>Study by study, each object is replaced by the same content in the new form. While an archive is encrypted, its
 *       description tells from time to time up to which study all is sealed, so that nothing plain is taken there any more.
 *   <li>The description says that the archive has arrived, if nothing failed.
 * </ol>
 *
 * <p>Wherever it breaks off, every object can be read, and another run goes on. On its way an archive does not turn round: so
 * a replacement that comes late finds another version than it was meant for, whoever finished in between.
 */
public final class InPlace {
    /** The description is written no more often, as some stores let an object be replaced but once a second. */
    private static final Duration BETWEEN_MARKS = Duration.ofSeconds(1);

    private final ObjectStore store;
    private final ProtectedArchive archive;
    private final Protections.Opened opened;
    private final SealingWatch watch;
    private final RetryPolicy retryPolicy;

    /**
     * Of an archive.
     *
     * @param store as the archive sees it
     * @param archive its keys
     * @param opened how it was opened
     * @param retryPolicy for what is put conditionally
     */
    public InPlace(ObjectStore store, ProtectedArchive archive, Protections.Opened opened, RetryPolicy retryPolicy) {
        this.store = store;
        this.archive = archive;
        this.opened = opened;
        this.watch = opened.watch();
        this.retryPolicy = retryPolicy;
    }

    /** How far the archive is, seen now. */
    public SealingState state() throws IOException {
        return watch.look().state();
    }

    /** Refuses what is not done with the keys of an archive on its way, or of one that has none. */
    public void requireArrived(String operation) throws IOException {
        if (opened.moving() && state() != SealingState.ENCRYPTED) {
            throw new InvalidRequestException(
                    operation, store.name(), "the archive is not encrypted, or not yet as a whole");
        }
    }

    /** Encrypts. */
    public MoveReport encrypt(SealingListener listener) throws IOException {
        ArchiveSealing begun = begin(SealingState.PLAIN, SealingState.ENCRYPTING, SealingState.ENCRYPTED, present -> {
            ArchiveKeyRecord record = archive.record().withSealing(ArchiveSealing.of(SealingState.ENCRYPTING));
            return present.withKeys(record);
        });
        if (begun.state() == SealingState.ENCRYPTED) {
            return new MoveReport(0, 0, 0, Map.of());
        }
        if (begun.through().isEmpty()) {
            awaitOthers();
        }
        Run run = new Run(SealingState.ENCRYPTING, listener);
        run.behind(begun.through());
        return run.end(present -> present.withKeys(present.keys().orElseThrow().withSealing(ArchiveSealing.ENCRYPTED)));
    }

    /** Decrypts. */
    public MoveReport decrypt(SealingListener listener) throws IOException {
        if (archive.opaqueNames()) {
            throw new UnsupportedFeatureException(
                    "decrypt", store.name(), "an archive with opaque names is not decrypted in place: they would stay");
        }
        ArchiveSealing begun = begin(SealingState.ENCRYPTED, SealingState.DECRYPTING, SealingState.PLAIN, present -> {
            ArchiveKeyRecord record = present.keys().orElseThrow();
            return present.withKeys(record.withSealing(ArchiveSealing.of(SealingState.DECRYPTING)));
        });
        if (begun.state() == SealingState.PLAIN) {
            return new MoveReport(0, 0, 0, Map.of());
        }
        awaitOthers();
        Run run = new Run(SealingState.DECRYPTING, listener);
        run.behind("");
        return run.end(ArchiveDescription::withoutKeys);
    }

    /** Sees to it that the description says that the archive is on its way, or has arrived. */
    private ArchiveSealing begin(
            SealingState from, SealingState way, SealingState to, UnaryOperator<ArchiveDescription> change)
            throws IOException {
        String operation = way == SealingState.ENCRYPTING ? "encrypt" : "decrypt";
        if (!opened.moving()) {
            throw new InvalidRequestException(
                    operation, store.name(), "the archive was not opened as one that may be plain");
        }
        watch.look();
        ArchiveDescription now = ArchiveOpening.change(
                store,
                archive,
                present -> present.sealing().state() == from ? change.apply(present) : present,
                retryPolicy);
        SealingState state = watch.look().state();
        if (state != way && state != to) {
            throw new InvalidRequestException(
                    operation,
                    store.name(),
                    "the archive is on its way in the other direction; let that come to its end first");
        }
        return now.sealing();
    }

    /** Waits until nobody puts in the old form any more; clocks may differ by a tenth. */
    private void awaitOthers() throws InterruptedIOException {
        try {
            long sight = opened.sight().toNanos();
            TimeUnit.NANOSECONDS.sleep(sight + sight / 10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for others");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** One walk through the studies. */
    private final class Run {
        private final SealingState way;
        private final SealingListener listener;
        private final Map<String, IOException> failures = new LinkedHashMap<>();
        private long studies;
        private long objects;
        private long changed;
        private long bytes;
        private String done = "";
        private Moment marked = Moment.now();

        Run(SealingState way, SealingListener listener) {
            this.way = way;
            this.listener = listener;
        }

        /** Goes through all studies behind one. */
        void behind(String through) throws IOException {
            try (Listing<String> prefixes =
                    store.listPrefixes(ObjectNames.STUDIES, through.isEmpty() ? "" : ObjectNames.STUDIES + through)) {
                for (String prefix = prefixes.next(); prefix != null; prefix = prefixes.next()) {
                    if (watch.recent().state() != way) {
                        // Another run has come to the end before.
                        return;
                    }
                    move(StudySegments.ofPrefix(prefix));
                    if (failures.isEmpty()) {
                        done = prefix.substring(ObjectNames.STUDIES.length());
                    }
                    if (!marked.within(BETWEEN_MARKS)) {
                        mark();
                    }
                }
            }
        }

        private void move(String study) throws IOException {
            long[] before = {objects, bytes};
            SealingListener counting = (count, size) -> {
                bytes = before[1] + size;
                listener.progress(before[0] + count, bytes);
            };
            ProtectedArchive.Step index = () -> new Indexing(store, retryPolicy).index(study);
            try {
                MoveReport report = way == SealingState.ENCRYPTING
                        ? archive.seal(study, counting, index)
                        : archive.unseal(study, counting, index);
                objects += report.objects();
                changed += report.changed();
                failures.putAll(report.failures());
            } catch (CloudDicomException e) {
                if (e.retryable()) {
                    // It was tried often enough: the store is down, not the study damaged.
                    throw e;
                }
                failures.put(study, e);
            }
            studies++;
        }

        /** Lets the description say up to which study nothing is plain any more. */
        private void mark() throws IOException {
            if (way == SealingState.ENCRYPTING) {
                ArchiveOpening.change(store, archive, this::further, retryPolicy);
                marked = Moment.now();
            }
        }

        private ArchiveDescription further(ArchiveDescription present) {
            ArchiveSealing sealing = present.sealing();
            if (sealing.state() != SealingState.ENCRYPTING || sealing.through().compareTo(done) >= 0) {
                return present;
            }
            ArchiveSealing further = new ArchiveSealing(SealingState.ENCRYPTING, done);
            return present.withKeys(present.keys().orElseThrow().withSealing(further));
        }

        /** The archive has arrived, unless something failed. */
        MoveReport end(UnaryOperator<ArchiveDescription> arrived) throws IOException {
            if (failures.isEmpty()) {
                ArchiveOpening.change(
                        store,
                        archive,
                        present -> present.sealing().state() == way ? arrived.apply(present) : present,
                        retryPolicy);
                watch.look();
            } else {
                mark();
            }
            return new MoveReport(studies, objects, changed, failures);
        }
    }
}
