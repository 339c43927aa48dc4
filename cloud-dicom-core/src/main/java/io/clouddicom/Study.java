package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.io.IOException;
import java.util.List;

/**
 * A study as it was when it was opened: a snapshot of the listing, with what the study index says. Instances that the
 * index does not cover read their own object when they are first asked.
 *
 * <p>Safe for use by any number of threads, as long as the archive is open.
 */
public final class Study {
    Study() {}

    /** Study Instance UID. */
    public Uid uid() {
        throw new UnsupportedOperationException();
    }

    /** Its series in the order of their object keys. */
    public List<Series> series() {
        throw new UnsupportedOperationException();
    }

    /**
     * One series.
     *
     * @param series Series Instance UID
     * @throws NotFoundException it is not in this study
     */
    public Series series(Uid series) throws NotFoundException {
        throw new UnsupportedOperationException();
    }

    /** All instances in the order of their object keys. */
    public List<Instance> instances() {
        throw new UnsupportedOperationException();
    }

    /**
     * One instance.
     *
     * @param instance its identifiers
     * @throws NotFoundException it is not in this study
     */
    public Instance instance(InstanceId instance) throws NotFoundException {
        throw new UnsupportedOperationException();
    }

    /** How many instances the study index does not cover, so that their own objects are read. */
    public int uncovered() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads, several at a time, what the study index does not cover and was not read yet. Instances that cannot be read
     * are left: they tell their error when they are asked.
     *
     * @return this
     * @throws IOException the reading as a whole was ended, such as by interruption
     */
    public Study load() throws IOException {
        throw new UnsupportedOperationException();
    }
}
