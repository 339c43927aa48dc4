package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.util.Objects;

/**
 * A study.
 *
 * @param study Study Instance UID
 */
public record StudyId(Uid study) implements ArchiveScope {
    /** Checks for null. */
    public StudyId {
        Objects.requireNonNull(study, "study");
    }

    @Override
    public String toString() {
        return study.value();
    }
}
