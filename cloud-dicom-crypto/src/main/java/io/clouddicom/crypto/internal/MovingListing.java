package io.clouddicom.crypto.internal;

import io.clouddicom.key.SealingWatch;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists objects of which some are sealed and some are not, with their plain sizes. Where a study is all of one kind before
 * its objects are listed and afterwards, they are of that kind; otherwise each one is looked at.
 */
final class MovingListing implements Listing<ObjectInfo> {
    private static final int AT_ONCE = 1000;

    private final Listing<ObjectInfo> listing;
    private final View view;
    /** The study that is listed; null if there may be several. */
    private final @Nullable String study;

    private final Kind before;
    private final Deque<ObjectInfo> ready = new ArrayDeque<>();
    private boolean end;

    /** What the objects of a study are. */
    private enum Kind {
        SEALED,
        PLAIN,
        ANY
    }

    /**
     * What tells.
     *
     * @param keys of the studies
     * @param watch what the archive says
     * @param forms what is known of objects
     * @param sealed the store as if all were sealed
     */
    record View(StudyKeys keys, SealingWatch watch, KnownForms forms, SealedObjectStore sealed) {
        private Kind kind(String study, boolean now) throws IOException {
            boolean look = now && watch.known().seals();
            if (!(look ? watch.look() : watch.recent()).mayHoldPlain(study)) {
                return Kind.SEALED;
            }
            return keys.hasKey(study) ? Kind.ANY : Kind.PLAIN;
        }
    }

    private MovingListing(Listing<ObjectInfo> listing, View view, @Nullable String study, Kind before) {
        this.listing = listing;
        this.view = view;
        this.study = study;
        this.before = before;
    }

    static MovingListing open(ObjectStore store, String prefix, String startAfter, View view) throws IOException {
        String study = StudyKeys.studyOfPrefix(prefix).orElse(null);
        Kind before = study == null ? Kind.ANY : view.kind(study, false);
        return new MovingListing(store.list(prefix, startAfter), view, study, before);
    }

    @Override
    public @Nullable ObjectInfo next() throws IOException {
        while (ready.isEmpty() && !end) {
            fetch();
        }
        return ready.poll();
    }

    private void fetch() throws IOException {
        List<ObjectInfo> some = new ArrayList<>();
        while (some.size() < AT_ONCE && !end) {
            ObjectInfo info = listing.next();
            if (info == null) {
                end = true;
            } else if (view.keys().sealed(info.key())) {
                some.add(info);
            } else {
                ready.add(info);
            }
        }
        if (some.isEmpty()) {
            return;
        }
        Kind kind = study == null || before == Kind.ANY || view.kind(study, true) != before ? Kind.ANY : before;
        switch (kind) {
            case SEALED -> {
                for (ObjectInfo info : some) {
                    view.forms().remember(new ObjectForm(info, true));
                    ready.add(view.sealed().plain(info));
                }
            }
            case PLAIN -> {
                for (ObjectInfo info : some) {
                    ready.add(view.forms().remember(new ObjectForm(info, false)).plain());
                }
            }
            case ANY -> view.forms().of(some).forEach(form -> ready.add(form.plain()));
        }
    }

    @Override
    public void close() throws IOException {
        listing.close();
    }
}
