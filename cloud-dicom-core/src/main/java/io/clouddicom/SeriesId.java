package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.util.Objects;

/**
 * A series.
 *
 * @param study Study Instance UID
 * @param series Series Instance UID
 */
public record SeriesId(Uid study, Uid series) implements ArchiveScope {
    /** Checks for null. */
    public SeriesId {
        Objects.requireNonNull(study, "study");
        Objects.requireNonNull(series, "series");
    }

    @Override
    public String toString() {
        return study + "/" + series;
    }
}
