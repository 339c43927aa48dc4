package io.clouddicom;

import io.clouddicom.dicom.Uid;
import io.clouddicom.internal.archive.OpenedStudy;
import io.clouddicom.internal.archive.ReadingOrder;
import io.clouddicom.internal.archive.StoredInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A study as it was when it was opened: a snapshot of the listing, with what the study index says. Instances that the
 * index does not cover read their own object when they are first asked.
 *
 * <p>Safe for use by any number of threads, as long as the archive is open.
 */
public final class Study {
    private static final int PARALLELISM = 8;

    private final Uid uid;
    private final OpenedStudy opened;
    private final Map<InstanceId, Instance> instances = new LinkedHashMap<>();
    private final Map<Uid, Series> series = new LinkedHashMap<>();

    Study(Uid uid, OpenedStudy opened) throws IOException {
        this.uid = uid;
        this.opened = opened;
        Map<Uid, List<Instance>> bySeries = new LinkedHashMap<>();
        for (StoredInstance stored : opened.instances()) {
            Instance instance = new Instance(stored.id(), stored);
            instances.put(instance.id(), instance);
            bySeries.computeIfAbsent(instance.id().series(), found -> new ArrayList<>())
                    .add(instance);
        }
        bySeries.forEach((found, members) -> series.put(found, new Series(new SeriesId(uid, found), members)));
    }

    /** Study Instance UID. */
    public Uid uid() {
        return uid;
    }

    /** Its series in the order of their object keys. */
    public List<Series> series() {
        return List.copyOf(series.values());
    }

    /**
     * One series.
     *
     * @param series Series Instance UID
     * @throws NotFoundException it is not in this study
     */
    public Series series(Uid series) throws NotFoundException {
        Series found = this.series.get(series);
        if (found == null) {
            throw new NotFoundException("open", uid + "/" + series, "there is no such series");
        }
        return found;
    }

    /** All instances in the order of their object keys. */
    public List<Instance> instances() {
        return List.copyOf(instances.values());
    }

    /**
     * One instance.
     *
     * @param instance its identifiers
     * @throws NotFoundException it is not in this study
     */
    public Instance instance(InstanceId instance) throws NotFoundException {
        Instance found = instances.get(instance);
        if (found == null) {
            throw new NotFoundException("open", instance.toString(), "it is not there, or deleted");
        }
        return found;
    }

    /**
     * All frames in the order in which they are looked at: series by Series Number, instances by Instance Number, frames as
     * they are numbered. What the study index does not cover is read for that, several objects at a time.
     *
     * @param options resolution, and how far ahead is read
     * @return the frames, which the caller closes; none is fetched yet
     * @throws IOException a {@link CloudDicomException}: an instance cannot be read
     */
    public FrameStream frames(FrameStreamOptions options) throws IOException {
        return FrameStream.ordered(ReadingOrder.of(opened.instances()), options);
    }

    /** How many instances the study index does not cover, so that their own objects are read. */
    public int uncovered() {
        return opened.uncovered();
    }

    /**
     * Reads, several at a time, what the study index does not cover and was not read yet. Instances that cannot be read
     * are left: they tell their error when they are asked.
     *
     * @return this
     * @throws IOException the reading as a whole was ended, such as by interruption
     */
    public Study load() throws IOException {
        opened.load(PARALLELISM);
        return this;
    }
}
