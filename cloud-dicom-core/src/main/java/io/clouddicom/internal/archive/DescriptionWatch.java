package io.clouddicom.internal.archive;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.key.ArchiveSealing;
import io.clouddicom.key.Moment;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.key.SealingState;
import io.clouddicom.key.SealingWatch;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Looks at {@code archive.json} from time to time, and holds what has changed against its seal. */
final class DescriptionWatch implements SealingWatch {
    private final ObjectStore store;
    private final boolean withKeys;
    private final Duration sight;
    private volatile ArchiveOpening.Seen seen;
    private @Nullable ProtectedArchive archive;

    /**
     * Watches.
     *
     * @param store holds the description; repeats what fails
     * @param withKeys whether there are keys, by which to tell what was altered
     * @param sight how long what was seen is good enough
     * @param first what was seen already
     */
    DescriptionWatch(ObjectStore store, boolean withKeys, Duration sight, ArchiveOpening.Seen first) {
        this.store = store;
        this.withKeys = withKeys;
        this.sight = sight;
        this.seen = first;
    }

    /** From now on, this is what checks seals and follows. */
    synchronized void follow(ProtectedArchive following) {
        archive = following;
    }

    @Override
    public ArchiveSealing known() {
        return seen.description().sealing();
    }

    @Override
    public ArchiveSealing recent() throws IOException {
        ArchiveOpening.Seen before = seen;
        if (before.moment().within(sight)) {
            return before.description().sealing();
        }
        synchronized (this) {
            // Of all that come here at once, one has to look.
            return seen.moment().within(sight) ? known() : look();
        }
    }

    @Override
    public synchronized ArchiveSealing look() throws IOException {
        Moment now = Moment.now();
        ArchiveDescription there = StoredDescription.read(store, withKeys).description();
        ArchiveDescription before = seen.description();
        if (!there.equals(before)) {
            check(before, there);
        }
        seen = new ArchiveOpening.Seen(there, now);
        return there.sealing();
    }

    private void check(ArchiveDescription before, ArchiveDescription there) throws IOException {
        if (!there.id().equals(before.id())) {
            throw altered("it describes another archive than the one that was opened");
        }
        if (there.keys().isPresent()) {
            if (archive != null) {
                archive.follow(there.keys().get(), there.digest());
            }
        } else if (before.sealing().state() != SealingState.DECRYPTING) {
            // Nothing seals what is plain. But nobody comes from there to here in one step.
            throw altered("it says that the archive is plain, which was not being decrypted when it was last seen");
        }
    }

    private static AuthenticationFailedException altered(String detail) {
        return new AuthenticationFailedException("read", ObjectNames.ARCHIVE_DESCRIPTION.value(), detail);
    }
}
