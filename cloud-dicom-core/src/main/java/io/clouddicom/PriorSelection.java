package io.clouddicom;

import io.clouddicom.internal.archive.ComparableImages;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses earlier studies of a patient that somebody who reads a study will want to compare. Which studies there are is for the
 * caller to say: an archive keeps no database of patients.
 */
@FunctionalInterface
public interface PriorSelection {

    /**
     * Chooses.
     *
     * @param current the study that is to be read
     * @param known studies, of this patient or of any; the current one may be among them
     * @return those that are worth having near, the most important first
     */
    List<StudyDescription> select(StudyDescription current, Collection<StudyDescription> known);

    /**
     * What most want, the newest first: studies
     *
     * <ul>
     *   <li>of the same patient: with the same Patient ID, which is not empty, and no other issuer of it,
     *   <li>that are not of a later date,
     *   <li>with images of the same modality or of one that shows the same in another way: CT, MR and PET; projection
     *       radiographs of any kind; mammography, tomosynthesis and ultrasound of the breast; angiography,
     *   <li>and of the same region of the body. One whose region is not known is taken if it has the same modality.
     * </ul>
     *
     * @return the selection
     */
    static PriorSelection standard() {
        return (current, known) -> known.stream()
                .filter(candidate -> !candidate.study().equals(current.study()))
                .filter(candidate -> samePatient(current, candidate))
                .filter(candidate -> !later(current, candidate))
                .filter(candidate -> ComparableImages.of(current, candidate))
                .sorted(Comparator.comparing(
                                (StudyDescription candidate) -> candidate.date().orElse(LocalDate.MIN))
                        .reversed()
                        .thenComparing(candidate -> candidate.study().value()))
                .toList();
    }

    /**
     * The first of those that this selection chooses.
     *
     * @param number how many at most
     * @return the narrower selection
     */
    default PriorSelection atMost(int number) {
        return (current, known) -> select(current, known).stream().limit(number).toList();
    }

    private static boolean samePatient(StudyDescription one, StudyDescription other) {
        boolean sameIssuer = one.issuerOfPatientId().isEmpty()
                || other.issuerOfPatientId().isEmpty()
                || one.issuerOfPatientId().equals(other.issuerOfPatientId());
        return !one.patientId().isBlank() && one.patientId().equals(other.patientId()) && sameIssuer;
    }

    private static boolean later(StudyDescription current, StudyDescription candidate) {
        return current.date().isPresent()
                && candidate.date().isPresent()
                && candidate.date().get().isAfter(current.date().get());
    }
}
