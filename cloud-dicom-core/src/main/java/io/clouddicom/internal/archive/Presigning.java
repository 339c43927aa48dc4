package io.clouddicom.internal.archive;

import io.clouddicom.NotFoundException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.internal.format.FrameTable;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PresignedRead;
import io.clouddicom.store.PresignedReads;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Reads of stored instances that are given to others. */
public final class Presigning {
    private static final String OPERATION = "presign";

    private Presigning() {}

    /** A read of a stored instance, or of a part of it. */
    public static PresignedRead of(
            ObjectStore store, StoredInstance instance, Optional<ByteRange> range, Duration validFor)
            throws IOException {
        return store.ability(PresignedReads.class)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        OPERATION, store.name(), "the store cannot be read over HTTP without credentials"))
                .presign(instance.key().objectKey(), range, validFor);
    }

    /** A read of one frame. */
    public static PresignedRead frame(ObjectStore store, StoredInstance instance, int frameIndex, Duration validFor)
            throws IOException {
        String name = instance.key().instancePath();
        FrameTable frames = instance.footer().frames();
        if (frameIndex >= frames.count()) {
            throw new NotFoundException(
                    OPERATION, name, "there is no frame " + (frameIndex + 1) + " of " + frames.count());
        }
        FrameLocation location = frames.frame(frameIndex);
        if (location.spans().size() != 1 || !location.wholeBytes()) {
            throw new UnsupportedFeatureException(
                    OPERATION, name, "frame " + (frameIndex + 1) + " does not lie in one piece of whole bytes");
        }
        ByteRange range = ByteRange.of(
                location.spans().get(0).offset(), location.spans().get(0).length());
        return of(store, instance, Optional.of(range), validFor);
    }
}
