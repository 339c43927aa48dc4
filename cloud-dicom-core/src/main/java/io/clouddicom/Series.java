package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.util.List;

/** One series as it was when its study was opened. Safe for use by any number of threads. */
public final class Series {
    private final SeriesId id;
    private final List<Instance> instances;

    Series(SeriesId id, List<Instance> instances) {
        this.id = id;
        this.instances = List.copyOf(instances);
    }

    /** Its identifiers. */
    public SeriesId id() {
        return id;
    }

    /** Its instances in the order of their object keys. */
    public List<Instance> instances() {
        return instances;
    }

    /**
     * One instance.
     *
     * @param instance SOP Instance UID
     * @throws NotFoundException it is not in this series
     */
    public Instance instance(Uid instance) throws NotFoundException {
        for (Instance candidate : instances) {
            if (candidate.id().instance().equals(instance)) {
                return candidate;
            }
        }
        throw new NotFoundException("open", id + "/" + instance, "it is not there, or deleted");
    }
}
