package io.clouddicom.internal.archive;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.key.ArchiveSealing;
import io.clouddicom.key.SealingState;
import io.clouddicom.key.SealingWatch;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.ForwardingStore;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.util.Collection;

/**
 * The store of an archive that was opened as what it is, plain or encrypted, and is not meant to become anything else
 * meanwhile. Nothing is put, or deleted, by those who have not seen a short while ago that it is still so: what they put would
 * be in a form in which nobody reads it any more.
 */
final class SteadyStore extends ForwardingStore {
    private final SealingWatch watch;
    private final SealingState opened;

    SteadyStore(ObjectStore store, SealingWatch watch) {
        super(store);
        this.watch = watch;
        this.opened = watch.known().state();
    }

    private void check(String operation, ArchiveSealing now) throws InvalidRequestException {
        if (now.state() != opened) {
            String what = now.seals() ? "encrypted" : "decrypted";
            throw new InvalidRequestException(
                    operation,
                    name(),
                    "the archive has been " + what + ", or is being, since it was opened; open it anew");
        }
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        check("put", watch.recent());
        PutResult result = store.put(key, content, condition);
        // It may have taken long.
        check("put", watch.recent());
        return result;
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        check("delete", watch.recent());
        store.delete(key);
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        check("delete", watch.recent());
        return store.deleteAll(keys);
    }
}
