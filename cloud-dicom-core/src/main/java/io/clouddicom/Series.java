package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.util.List;

/** One series as it was when its study was opened. Safe for use by any number of threads. */
public final class Series {
    Series() {}

    /** Its identifiers. */
    public SeriesId id() {
        throw new UnsupportedOperationException();
    }

    /** Its instances in the order of their object keys. */
    public List<Instance> instances() {
        throw new UnsupportedOperationException();
    }

    /**
     * One instance.
     *
     * @param instance SOP Instance UID
     * @throws NotFoundException it is not in this series
     */
    public Instance instance(Uid instance) throws NotFoundException {
        throw new UnsupportedOperationException();
    }
}
