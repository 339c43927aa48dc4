package io.clouddicom.crypto.internal;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.MoveReport;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.SealingListener;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.key.SealingState;
import io.clouddicom.key.SealingWatch;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the objects of a study into the other form, one by one, while an archive is encrypted or decrypted in place. The
 * index is not: it is written anew, as it has to tell the new versions.
 */
public final class StudyMove {
    private final ObjectStore store;
    private final RetryPolicy retryPolicy;
    private final StudyKeys keys;
    private final Resealing resealing;
    private final SealingWatch watch;

    /** Of an archive. */
    public StudyMove(
            ObjectStore store, RetryPolicy retryPolicy, StudyKeys keys, Resealing resealing, SealingWatch watch) {
        this.store = store;
        this.retryPolicy = retryPolicy;
        this.keys = keys;
        this.resealing = resealing;
        this.watch = watch;
    }

    /** Brings one object into the other form. */
    private interface Change {
        Resealing.Result of(ObjectKey object) throws IOException;
    }

    /** Seals what is plain. */
    public MoveReport seal(String study, SealingListener listener, ProtectedArchive.Step index) throws IOException {
        SealingKey key = keys.toSealAtLast(StudyKeys.keyOf(study));
        return new Run(SealingState.ENCRYPTING, listener).through(study, object -> resealing.seal(object, key), index);
    }

    /** Makes plain what is sealed, and gives up the key. */
    public MoveReport unseal(String study, SealingListener listener, ProtectedArchive.Step index) throws IOException {
        Run run = new Run(SealingState.DECRYPTING, listener);
        Optional<SealingKey> key = keys.present(study);
        if (key.isEmpty()) {
            // It was given up when all was plain, unless it was lost.
            run.sample(study);
            return run.report();
        }
        MoveReport report = run.through(study, object -> resealing.unseal(object, key.get()), index);
        if (report.failures().isEmpty() && run.onTheWay()) {
            keys.destroy(study);
        }
        return report;
    }

    private List<ObjectInfo> list(String study) throws IOException {
        return Retries.run(retryPolicy, () -> {
            try (var listing = store.list(StudyKeys.prefixOf(study), "")) {
                return listing.toList();
            }
        });
    }

    private final class Run {
        private final SealingState way;
        private final SealingListener listener;
        private final Map<String, IOException> failures = new LinkedHashMap<>();
        private long objects;
        private long changed;
        private long bytes;

        Run(SealingState way, SealingListener listener) {
            this.way = way;
            this.listener = listener;
        }

        MoveReport report() {
            return new MoveReport(1, objects, changed, failures);
        }

        /** Whether it is still to be done, as was seen a short while ago. */
        boolean onTheWay() throws IOException {
            return watch.recent().state() == way;
        }

        MoveReport through(String study, Change change, ProtectedArchive.Step index) throws IOException {
            boolean indexed = false;
            for (ObjectInfo info : list(study)) {
                ObjectKey object = info.key();
                indexed |= ObjectForm.isIndex(object);
                if (ObjectForm.isIndex(object) || !keys.sealed(object)) {
                    continue;
                }
                if (!onTheWay()) {
                    // Another run has come to the end before.
                    return report();
                }
                change(object, change);
                listener.progress(objects, bytes);
            }
            if (indexed) {
                index.run();
            }
            return report();
        }

        private void change(ObjectKey object, Change change) throws IOException {
            try {
                Resealing.Result result = change.of(object);
                objects++;
                changed += result.changed() ? 1 : 0;
                bytes += result.changed() ? result.info().sizeBytes() : 0;
            } catch (NotFoundException e) {
                // Purged meanwhile.
                return;
            } catch (CloudDicomException e) {
                if (e.retryable() || e instanceof OutcomeUnknownException) {
                    // It was tried often enough: the store is down, not the object damaged.
                    throw e;
                }
                failures.put(object.value(), e);
            }
        }

        /** Looks whether the first object that tells is plain. */
        void sample(String study) throws IOException {
            for (ObjectInfo info : list(study)) {
                if (info.sizeBytes() > 0 && StudyKeys.keepsItsContent(info.key())) {
                    if (Retries.run(retryPolicy, () -> ObjectForm.look(store, info.key(), Optional.empty()))
                            .sealed()) {
                        AuthenticationFailedException lost = WrappedKeys.lost(StudyKeys.keyOf(study));
                        failures.put(info.key().value(), lost);
                    }
                    return;
                }
            }
        }
    }
}
