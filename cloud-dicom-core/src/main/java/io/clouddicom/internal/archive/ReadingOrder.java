package io.clouddicom.internal.archive;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.internal.archive.FrameReadAhead.Wanted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which people go through images: series by Series Number, instances by Instance Number, frames as they are
 * numbered. What has no such number comes last, and what has the same in the order of object keys.
 */
public final class ReadingOrder {
    /** So many objects that the study index does not cover are read at a time. */
    private static final int PARALLELISM = 32;

    private ReadingOrder() {}

    /** An instance and its place. */
    private record Place(StoredInstance instance, long series, String seriesUid, long number) {}

    /**
     * Puts all frames of some instances in order. What the study index does not cover is read for it.
     *
     * @param instances the instances, in the order of their keys
     * @return their frames
     * @throws IOException a {@link io.clouddicom.CloudDicomException} of an instance that cannot be read
     */
    public static List<Wanted> of(List<StoredInstance> instances) throws IOException {
        StoredInstance.load(instances, PARALLELISM);
        List<Place> places = new ArrayList<>(instances.size());
        for (StoredInstance instance : instances) {
            Dataset metadata = instance.metadata();
            places.add(new Place(
                    instance,
                    number(metadata, Tag.SERIES_NUMBER),
                    instance.id().series().value(),
                    number(metadata, Tag.INSTANCE_NUMBER)));
        }
        places.sort(Comparator.comparingLong(Place::series)
                .thenComparing(Place::seriesUid)
                .thenComparingLong(Place::number));
        List<Wanted> frames = new ArrayList<>();
        for (Place place : places) {
            int count = place.instance().footer().frames().count();
            for (int frameIndex = 0; frameIndex < count; frameIndex++) {
                frames.add(new Wanted(place.instance(), frameIndex));
            }
        }
        return frames;
    }

    private static long number(Dataset metadata, int tag) {
        return metadata.integer(tag).orElse(Long.MAX_VALUE);
    }
}
