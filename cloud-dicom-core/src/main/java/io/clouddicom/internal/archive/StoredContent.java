package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.Fidelity;
import io.clouddicom.Sha256;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.PutResult;
import java.io.Closeable;
import java.io.IOException;

/** The stored object of an instance on its way in: as it was received, or transcoded. */
interface StoredContent extends ObjectContent, Closeable {

    /** How exactly the original comes back. */
    Fidelity fidelity();

    /** The digest of the original. */
    Sha256 sha256() throws IOException;

    /**
     * Holds what the store says against what was written.
     *
     * @return the size of the object
     * @throws CorruptDataException the store took over something else
     */
    long verified(PutResult result, String object) throws CorruptDataException;

    @Override
    default void close() throws IOException {}
}
