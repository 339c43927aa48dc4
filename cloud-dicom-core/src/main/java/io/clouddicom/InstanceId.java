package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.util.Objects;

/**
 * An instance.
 *
 * @param study Study Instance UID
 * @param series Series Instance UID
 * @param instance SOP Instance UID
 */
public record InstanceId(Uid study, Uid series, Uid instance) implements ArchiveScope {
    /** Checks for null. */
    public InstanceId {
        Objects.requireNonNull(study, "study");
        Objects.requireNonNull(series, "series");
        Objects.requireNonNull(instance, "instance");
    }

    @Override
    public String toString() {
        return study + "/" + series + "/" + instance;
    }
}
