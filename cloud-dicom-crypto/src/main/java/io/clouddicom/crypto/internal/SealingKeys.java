package io.clouddicom.crypto.internal;

import io.clouddicom.store.ObjectKey;
import java.io.IOException;

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
     * The key to open an object with.
     *
     * @throws io.clouddicom.AuthenticationFailedException it is gone, or not what was wrapped
     */
    SealingKey toOpen(ObjectKey key) throws IOException;
}
