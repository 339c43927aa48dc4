package io.clouddicom.store;

import java.io.IOException;

/**
 * The ability to keep objects in storage classes from which they cannot be read at once. Until such an object has been
 * thawed, which takes minutes to days, reading it ends with a {@link io.clouddicom.NotYetReadableException}.
 */
public non-sealed interface ColdStorage extends StoreAbility {

    /**
     * Tells whether an object can be read.
     *
     * @param key which
     * @return its storage class and what can be done with it now
     * @throws io.clouddicom.NotFoundException there is no such object
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    StorageState storageState(ObjectKey key) throws IOException;

    /**
     * Asks that an object be made readable for a while. Asking again while that is going on changes nothing; asking again
     * afterwards sets anew how long it stays readable. An object that can be read anyway stays as it is.
     *
     * @param key which
     * @param days how long it is to stay readable, counted from when it becomes so
     * @param speed how fast
     * @return its state after that
     * @throws io.clouddicom.NotFoundException there is no such object
     * @throws io.clouddicom.ThrottledException the store cannot take this on now; nothing was changed
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    StorageState thaw(ObjectKey key, int days, ThawSpeed speed) throws IOException;
}
