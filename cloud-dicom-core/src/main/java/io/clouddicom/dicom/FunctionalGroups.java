package io.clouddicom.dicom;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a multi-frame dataset says of single frames (PS3.3 C.7.6.16): a frame's own functional groups come first, then those
 * that all frames share. Of a dataset without functional groups every look-up is empty.
 *
 * <p>Immutable, safe for use by any number of threads.
 */
public final class FunctionalGroups {
    private final List<Dataset> frames;
    private final List<Dataset> shared;

    private FunctionalGroups(List<Dataset> frames, List<Dataset> shared) {
        this.frames = frames;
        this.shared = shared;
    }

    /**
     * The functional groups of a dataset.
     *
     * @param dataset the dataset of an instance
     * @return its groups
     */
    public static FunctionalGroups of(Dataset dataset) {
        Objects.requireNonNull(dataset, "dataset");
        return new FunctionalGroups(
                dataset.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE),
                dataset.items(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE));
    }

    /**
     * The first item of a functional group for a frame.
     *
     * @param frameIndex which frame, from 0
     * @param sequenceTag the sequence that is the group, such as Plane Position Sequence
     * @return the item; empty where neither the frame nor what is shared has one
     */
    public Optional<Dataset> group(int frameIndex, int sequenceTag) {
        if (frameIndex < frames.size()) {
            List<Dataset> own = frames.get(frameIndex).items(sequenceTag);
            if (!own.isEmpty()) {
                return Optional.of(own.get(0));
            }
        }
        for (Dataset group : shared) {
            List<Dataset> items = group.items(sequenceTag);
            if (!items.isEmpty()) {
                return Optional.of(items.get(0));
            }
        }
        return Optional.empty();
    }
}
