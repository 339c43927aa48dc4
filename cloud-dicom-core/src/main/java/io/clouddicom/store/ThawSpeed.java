package io.clouddicom.store;

/** How fast an object is to become readable; the faster, the dearer. How fast that is depends on the storage class. */
public enum ThawSpeed {
    /** Many hours; the cheapest. */
    BULK,
    /** Hours. */
    STANDARD,
    /** Minutes, where the storage class knows it. */
    EXPEDITED
}
