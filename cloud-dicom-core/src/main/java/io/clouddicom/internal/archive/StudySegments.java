package io.clouddicom.internal.archive;

import io.clouddicom.CloudDicomException;
import io.clouddicom.dicom.Uid;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The studies of an archive, from the listing. Belongs to one thread. */
public final class StudySegments implements Listing<Uid> {
    private final ObjectStore store;
    private final Listing<String> prefixes;

    /**
     * Lists studies.
     *
     * @param startAfter only those behind this one; from the first without
     */
    public StudySegments(ObjectStore store, Optional<Uid> startAfter) throws IOException {
        this.store = store;
        this.prefixes = store.listPrefixes(
                ObjectNames.STUDIES, startAfter.map(ObjectNames::studyPrefix).orElse(""));
    }

    static String ofPrefix(String prefix) {
        return prefix.substring(ObjectNames.STUDIES.length(), prefix.length() - 1);
    }

    @Override
    public @Nullable Uid next() throws IOException {
        for (String prefix = prefixes.next(); prefix != null; prefix = prefixes.next()) {
            String segment = ofPrefix(prefix);
            Optional<Uid> uid = ObjectNames.unescape(segment);
            if (uid.isEmpty()) {
                uid = fromContent(segment);
            }
            if (uid.isPresent()) {
                return uid.get();
            }
        }
        return null;
    }

    /** A segment that holds a digest only: the study tells its UID itself, if any object of it can be read. */
    private Optional<Uid> fromContent(String segment) throws IOException {
        for (InstanceRevisions revisions : StudyListing.read(store, segment).instances()) {
            Optional<Map.Entry<Integer, ObjectInfo>> content = revisions.newestContent();
            if (content.isPresent()) {
                try {
                    Uid uid = StoredFooter.read(store, content.get().getValue().key(), Optional.empty())
                            .footer()
                            .identity()
                            .study();
                    if (ObjectNames.escape(uid).equals(segment)) {
                        return Optional.of(uid);
                    }
                } catch (CloudDicomException e) {
                    if (e.retryable()) {
                        throw e;
                    }
                    // Damaged or gone: the next object may tell.
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        prefixes.close();
    }
}
