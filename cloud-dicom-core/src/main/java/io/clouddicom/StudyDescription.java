package io.clouddicom;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Uid;
import java.io.IOException;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a study where priors are selected. An archive keeps no database of patients, so the caller brings these: from
 * his own database, from a query of a PACS, or of a study that is open ({@link #of}).
 *
 * @param study Study Instance UID
 * @param patientId Patient ID (0010,0020)
 * @param issuerOfPatientId Issuer of Patient ID (0010,0021), if known
 * @param date Study Date (0008,0020), if known
 * @param modalities Modality (0008,0060) of its series, in capitals
 * @param bodyParts Body Part Examined (0018,0015) of its series, as defined terms in capitals; empty if not known
 */
public record StudyDescription(
        Uid study,
        String patientId,
        Optional<String> issuerOfPatientId,
        Optional<LocalDate> date,
        Set<String> modalities,
        Set<String> bodyParts) {

    /** Copies the sets. */
    public StudyDescription {
        Objects.requireNonNull(study, "study");
        Objects.requireNonNull(patientId, "patientId");
        Objects.requireNonNull(issuerOfPatientId, "issuerOfPatientId");
        Objects.requireNonNull(date, "date");
        modalities = Set.copyOf(modalities);
        bodyParts = Set.copyOf(bodyParts);
    }

    /**
     * Describes a study by the first instance of each of its series.
     *
     * @param study the study
     * @return its description; Patient ID is empty where the study has none
     * @throws IOException a {@link CloudDicomException}
     */
    public static StudyDescription of(Study study) throws IOException {
        Dataset first = study.instances().get(0).metadata();
        Set<String> modalities = new LinkedHashSet<>();
        Set<String> bodyParts = new LinkedHashSet<>();
        for (Series series : study.series()) {
            Dataset metadata = series.instances().get(0).metadata();
            term(metadata, Tag.MODALITY).ifPresent(modalities::add);
            term(metadata, Tag.BODY_PART_EXAMINED).ifPresent(bodyParts::add);
        }
        return new StudyDescription(
                study.uid(),
                first.string(Tag.PATIENT_ID).orElse(""),
                first.string(Tag.ISSUER_OF_PATIENT_ID).filter(issuer -> !issuer.isBlank()),
                first.date(Tag.STUDY_DATE),
                modalities,
                bodyParts);
    }

    private static Optional<String> term(Dataset metadata, int tag) {
        return metadata.string(tag)
                .map(term -> term.strip().toUpperCase(Locale.ROOT))
                .filter(term -> !term.isEmpty());
    }

    /** The study, as what is to be prefetched. */
    public StudyId id() {
        return new StudyId(study);
    }

    /** Tells nothing of the patient. */
    @Override
    public String toString() {
        return "StudyDescription[" + study + ", " + modalities + ", " + bodyParts + "]";
    }
}
