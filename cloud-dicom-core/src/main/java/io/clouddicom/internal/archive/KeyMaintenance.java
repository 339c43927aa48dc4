package io.clouddicom.internal.archive;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.KeyReport;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.ReencryptReport;
import io.clouddicom.RetryPolicy;
import io.clouddicom.SealingListener;
import io.clouddicom.ShredReport;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.key.ArchiveKeyRecord;
import io.clouddicom.key.ArchiveProtection;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** What is done with the keys of a sealed archive as a whole: counting them, wrapping them anew, destroying one. */
public final class KeyMaintenance {
    private static final int DELETED_AT_ONCE = 1000;
    private static final int MOST_TRIED = 100;
    private static final int MOST_PASSES = 10;

    private final ObjectStore store;
    private final ProtectedArchive archive;
    private final RetryPolicy retryPolicy;
    private final MemoryTier memory;

    /**
     * Of an archive.
     *
     * @param store as the archive sees it
     * @param archive its keys
     * @param retryPolicy for what is put conditionally
     * @param memory what this node keeps decrypted
     */
    public KeyMaintenance(ObjectStore store, ProtectedArchive archive, RetryPolicy retryPolicy, MemoryTier memory) {
        this.store = store;
        this.archive = archive;
        this.retryPolicy = retryPolicy;
        this.memory = memory;
    }

    private interface StudyAction {
        void accept(String study) throws IOException;
    }

    private void forEachStudy(StudyAction action, Map<String, IOException> failures) throws IOException {
        try (Listing<String> prefixes = store.listPrefixes(ObjectNames.STUDIES, "")) {
            for (String prefix = prefixes.next(); prefix != null; prefix = prefixes.next()) {
                String study = StudySegments.ofPrefix(prefix);
                try {
                    action.accept(study);
                } catch (CloudDicomException e) {
                    failures.put(study, e);
                }
            }
        }
    }

    /** Counts which key-encryption key wraps how many. */
    public KeyReport report() throws IOException {
        return report(new LinkedHashMap<>());
    }

    private KeyReport report(Map<String, IOException> failures) throws IOException {
        Map<String, Integer> studies = new TreeMap<>();
        List<String> withoutKey = new ArrayList<>();
        forEachStudy(
                study -> {
                    Optional<String> kek = archive.keyEncryptionKey(study);
                    if (kek.isPresent()) {
                        studies.merge(kek.get(), 1, Integer::sum);
                    } else {
                        withoutKey.add(study);
                    }
                },
                failures);
        return new KeyReport(studies, withoutKey, failures);
    }

    /**
     * Wraps every study's key by another key-encryption key. What was done before, by a run that was broken off, is not
     * done again.
     *
     * @param target the protection of that key alone
     * @param progress hears how many studies were looked at
     */
    public KeyReport rewrap(ArchiveProtection target, LongConsumer progress) throws IOException {
        ArchiveKeyRecord goal = archive.adopt(target);
        String kek = goal.keyEncryptionKeys().get(0);
        // Whoever opens the archive from now on wraps new keys by the new one, and needs both.
        ArchiveOpening.changeKeys(store, archive, record -> withFirst(goal, record), retryPolicy);
        Map<String, IOException> failures = new LinkedHashMap<>();
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            failures.clear();
            long[] counts = new long[2];
            forEachStudy(
                    study -> {
                        if (archive.keyEncryptionKey(study).isPresent() && archive.rewrap(study)) {
                            counts[1]++;
                        }
                        progress.accept(++counts[0]);
                    },
                    failures);
            // Others, opened before, may have made keys meanwhile.
            if (counts[1] == 0) {
                break;
            }
        }
        KeyReport report = report(failures);
        if (report.covers(kek)) {
            ArchiveOpening.changeKeys(
                    store,
                    archive,
                    record -> record.keyEncryptionKeys().size() == 1
                            ? record
                            : record.withKeys(List.of(kek), record.namingKey()),
                    retryPolicy);
        }
        return report;
    }

    /** With the new one first; sealed, and the naming key wrapped, by the version of it that wraps now. */
    private static ArchiveKeyRecord withFirst(ArchiveKeyRecord goal, ArchiveKeyRecord record) {
        Set<String> keks = new LinkedHashSet<>(goal.keyEncryptionKeys());
        keks.addAll(record.keyEncryptionKeys());
        return record.withKeys(List.copyOf(keks), goal.namingKey());
    }

    /**
     * Gives a study a new key.
     *
     * @param study the study's segment in keys
     * @param listener hears how far it has come
     */
    public ReencryptReport reencrypt(String study, SealingListener listener) throws IOException {
        if (keys(ObjectNames.segmentPrefix(study)).isEmpty()) {
            throw new NotFoundException("reencrypt", study, "there is no such study");
        }
        // Sealing anew makes new versions, which no index covers; its own old versions neither.
        return archive.reencrypt(study, listener, () -> new Indexing(store, retryPolicy).index(study));
    }

    /**
     * Destroys a study: its key first, so that no copy of anything can be read any more, then what it sealed.
     *
     * @param study the study's segment in keys
     */
    public ShredReport shred(String study) throws IOException {
        String prefix = ObjectNames.segmentPrefix(study);
        List<ObjectKey> objects = keys(prefix);
        if (objects.isEmpty()) {
            throw new NotFoundException("shred", study, "there is no such study");
        }
        archive.destroyKey(study);
        memory.forget(prefix);
        objects.remove(new ObjectKey(prefix + "key"));
        int tried = 0;
        int step = Math.max(1, objects.size() / MOST_TRIED);
        for (int i = 0; i < objects.size(); i += step) {
            tried += unreadable(objects.get(i)) ? 1 : 0;
        }
        int deleted = 0;
        Map<String, IOException> failures = new LinkedHashMap<>();
        for (int pass = 0; pass < MOST_PASSES && !objects.isEmpty(); pass++) {
            failures.clear();
            for (int from = 0; from < objects.size(); from += DELETED_AT_ONCE) {
                List<ObjectKey> some = objects.subList(from, Math.min(objects.size(), from + DELETED_AT_ONCE));
                Map<ObjectKey, CloudDicomException> left = store.deleteAll(some).failures();
                left.forEach((key, error) -> failures.put(key.value(), error));
                deleted += some.size() - left.size();
            }
            objects = keys(prefix);
        }
        // What was being read when the key was destroyed may have been kept since.
        memory.forget(prefix);
        return new ShredReport(tried, deleted, failures);
    }

    private List<ObjectKey> keys(String prefix) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        try (Listing<ObjectInfo> listing = store.list(prefix, "")) {
            for (ObjectInfo info = listing.next(); info != null; info = listing.next()) {
                keys.add(info.key());
            }
        }
        return keys;
    }

    /** Tries to read an object whose key was destroyed: false if it is gone. */
    private boolean unreadable(ObjectKey key) throws IOException {
        try (ObjectReader reader = store.get(key, ByteRange.suffix(1))) {
            reader.readAllBytes();
        } catch (AuthenticationFailedException e) {
            return true;
        } catch (NotFoundException | PreconditionFailedException e) {
            return false;
        }
        throw new OutcomeUnknownException(
                "shred", key.value(), "it can still be read: someone made the key anew; shred it again");
    }
}
