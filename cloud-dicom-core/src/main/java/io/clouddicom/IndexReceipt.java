package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.util.Objects;

/**
 * Says that the index of a study was written.
 *
 * @param study the study
 * @param instances how many instances it covers
 * @param instancesRead how many of them the index before did not cover, so that they had to be read
 * @param instancesFailed how many instances could not be read and are not covered
 * @param storedBytes the size of the index; 0 where the study has no instance and so no index
 */
public record IndexReceipt(Uid study, int instances, int instancesRead, int instancesFailed, long storedBytes) {
    /** Checks for null. */
    public IndexReceipt {
        Objects.requireNonNull(study, "study");
    }
}
