package io.clouddicom.key;

import io.clouddicom.store.ObjectStore;

/** A sealed archive, opened with its keys. Safe for use by any number of threads. */
public interface ProtectedArchive {

    /**
     * The store as the archive sees it: what is put is sealed, what is read was authenticated, sizes are those of the
     * plain content. Closing it closes the store underneath.
     */
    ObjectStore store();
}
