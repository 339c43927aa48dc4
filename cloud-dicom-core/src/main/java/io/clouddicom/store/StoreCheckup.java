package io.clouddicom.store;

import io.clouddicom.internal.checkup.Examination;
import java.io.IOException;
import java.util.Objects;

/**
 * Finds out what a store does, by trying: conditional puts one after the other and in races, objects in parts, checksums,
 * ranges, consistency, order and completeness of listings, deletes, names, clock, latency, permissions.
 *
 * <pre>{@code
 * CheckupReport report = StoreCheckup.of(store).run();
 * for (CheckupGuarantee guarantee : report.guarantees()) {
 *     System.out.println(guarantee.verdict() + ": " + guarantee.sentence());
 * }
 * }</pre>
 *
 * <p>All objects lie below {@link #PREFIX}, in a part of it that no other run uses, and are deleted at the end; those of
 * earlier runs that were killed are deleted too, after an hour. Nothing else is read, changed or deleted, so the store of
 * an archive in use can be examined. What is tried out on a clean network may still fail on another day: a check-up finds
 * what does not work, and proves nothing for ever.
 *
 * <p>Immutable.
 */
public final class StoreCheckup {
    /** All that a check-up puts has names that begin so. */
    public static final String PREFIX = "cloud-dicom-checkup/";

    /** More than a page of the usual listings. */
    private static final int MANY_OBJECTS = 1100;

    private final ObjectStore store;
    private final int manyObjects;
    private final boolean largeObjects;

    private StoreCheckup(ObjectStore store, int manyObjects, boolean largeObjects) {
        this.store = store;
        this.manyObjects = manyObjects;
        this.largeObjects = largeObjects;
    }

    /**
     * A complete check-up: some 1,300 small objects, and seven times a little more than a part (8 MiB, unless the store
     * knows better) of bytes sent.
     *
     * @param store the store, which is not closed
     * @return the check-up, which has not begun
     */
    public static StoreCheckup of(ObjectStore store) {
        return new StoreCheckup(Objects.requireNonNull(store, "store"), MANY_OBJECTS, true);
    }

    /**
     * A short one: no large objects and no long listings, about which the report then says that nothing is known.
     *
     * @return another check-up
     */
    public StoreCheckup quick() {
        return new StoreCheckup(store, 0, false);
    }

    /**
     * Sets how many objects the long listing has.
     *
     * @param count at least 2, or 0 to leave it out
     * @return another check-up
     */
    public StoreCheckup withManyObjects(int count) {
        if (count < 0 || count == 1) {
            throw new IllegalArgumentException("a listing of " + count + " objects");
        }
        return new StoreCheckup(store, count, largeObjects);
    }

    /**
     * Examines the store. Takes seconds on a near store, a few minutes on a far one.
     *
     * @return what was found, also where permissions are missing
     * @throws io.clouddicom.UnavailableException the store cannot be reached at all
     * @throws io.clouddicom.InvalidRequestException there is no such bucket, or the store cannot be asked so
     * @throws IOException another error that ends the examination, such as interruption
     */
    public CheckupReport run() throws IOException {
        return Examination.of(store, manyObjects, largeObjects).run();
    }
}
