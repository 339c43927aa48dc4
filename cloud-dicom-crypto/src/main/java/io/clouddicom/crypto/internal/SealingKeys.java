package io.clouddicom.crypto.internal;

import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.util.Optional;

/** Which key seals which object. Safe for use by any number of threads. */
interface SealingKeys {

    /** Whether an object is sealed at all; those that are not pass as they are. */
    boolean sealed(ObjectKey key);

    /**
     * The key to seal an object with; made if there is none yet.
     *
     * @throws io.clouddicom.AuthenticationFailedException there was one, and it is gone
     */
    SealingKey toSeal(ObjectKey key) throws IOException;

    /**
     * As {@link #toSeal}, with as many attempts as it takes: for those who cannot make another attempt themselves.
     *
     * @param key the object's
     */
    default SealingKey toSealAtLast(ObjectKey key) throws IOException {
        return toSeal(key);
    }

    /**
     * The key to open an object with.
     *
     * @throws io.clouddicom.AuthenticationFailedException it is gone, or not what was wrapped
     */
    SealingKey toOpen(ObjectKey key) throws IOException;

    /**
     * After an object was put: sees to it that it does not stay sealed by a key that was given up meanwhile.
     *
     * @param key the object's
     * @param used what sealed it
     * @param result what the put gave
     * @return the result, of a later version if the object was sealed anew
     */
    default PutResult settle(ObjectKey key, SealingKey used, PutResult result) throws IOException {
        return result;
    }

    /**
     * After an object did not open: the key that has come since; empty if there is none.
     *
     * @param key the object's
     * @param known what did not open it
     */
    default Optional<SealingKey> newerThan(ObjectKey key, SealingKey known) throws IOException {
        return Optional.empty();
    }

    /**
     * Whether the object under a key is never replaced but by the same content, sealed anew; or by none, by a purge.
     *
     * @param key the object's
     */
    default boolean keepsContent(ObjectKey key) {
        return false;
    }
}
