package io.clouddicom;

import io.clouddicom.dicom.Uid;
import io.clouddicom.internal.archive.ReadingOrder;
import io.clouddicom.internal.archive.StoredInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One series as it was when its study was opened. Safe for use by any number of threads. */
public final class Series {
    private static final int PARALLELISM = 8;

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

    /**
     * All frames in the order in which they are looked at: instances by Instance Number, frames as they are numbered.
     *
     * @param options resolution, and how far ahead is read
     * @return the frames, which the caller closes; none is fetched yet
     * @throws IOException a {@link CloudDicomException}: an instance cannot be read
     */
    public FrameStream frames(FrameStreamOptions options) throws IOException {
        return FrameStream.ordered(
                ReadingOrder.of(instances.stream().map(Instance::stored).toList()), options);
    }

    /**
     * All frames of the series as one volume of rescaled values; see {@link #volume(VolumeOptions)}.
     *
     * @return the volume
     * @throws NotAVolumeException the frames do not make up one
     * @throws IOException another {@link CloudDicomException}
     */
    public Volume volume() throws IOException {
        return volume(VolumeOptions.DEFAULT);
    }

    /**
     * All frames of the series as one volume. Instances without frames are left out; what the study index
     * does not cover is read, several at a time. Where a series holds more than one
     * volume, such as several time points, {@link Volume#of} takes those frames that the caller chooses.
     *
     * @param options how frames become a volume
     * @return the volume; no pixels are read yet
     * @throws NotAVolumeException the frames do not make up one
     * @throws IOException another {@link CloudDicomException}
     */
    public Volume volume(VolumeOptions options) throws IOException {
        StoredInstance.load(instances.stream().map(Instance::stored).toList(), PARALLELISM);
        List<Frame> frames = new ArrayList<>();
        for (Instance instance : instances) {
            frames.addAll(instance.frames());
        }
        return Volume.of(id.toString(), frames, options);
    }
}
