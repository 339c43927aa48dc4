package io.clouddicom.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The ability to let somebody without credentials read one object, or a part of it, for a while. */
public non-sealed interface PresignedReads extends StoreAbility {

    /**
     * Signs a read. Nothing is requested, so nothing is said of whether there is such an object.
     *
     * @param key which
     * @param range the part that may be read, and no other; empty for whatever part the reader wants
     * @param validFor how long from now
     * @return the request that can be made
     * @throws IllegalArgumentException the duration is not positive
     * @throws io.clouddicom.InvalidRequestException it is longer than the store allows
     * @throws io.clouddicom.UnsupportedFeatureException such a read cannot be given to others
     * @throws IOException another {@link io.clouddicom.CloudDicomException}: there are no credentials to sign with
     */
    PresignedRead presign(ObjectKey key, Optional<ByteRange> range, Duration validFor) throws IOException;
}
