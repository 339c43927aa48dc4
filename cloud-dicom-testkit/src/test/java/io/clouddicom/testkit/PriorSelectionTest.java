package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.DicomArchive;
import io.clouddicom.PriorSelection;
import io.clouddicom.StudyDescription;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.ObjectStores;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which studies are worth having near when another one is read. */
class PriorSelectionTest {
    private final StudyDescription current = study(100, "P1", "2026-05-04", "CT", "CHEST");

    private static StudyDescription study(int number, String patient, String date, String modality, String bodyPart) {
        return new StudyDescription(
                new Uid("1.2." + number),
                patient,
                Optional.empty(),
                date.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(date)),
                Set.of(modality),
                bodyPart.isEmpty() ? Set.of() : Set.of(bodyPart));
    }

    private List<StudyDescription> select(StudyDescription... known) {
        return PriorSelection.standard().select(current, List.of(known));
    }

    @Test
    void earlierStudiesOfThePatientComeNewestFirst() {
        StudyDescription old = study(1, "P1", "2019-01-01", "CT", "CHEST");
        StudyDescription recent = study(2, "P1", "2026-05-03", "CT", "CHEST");
        StudyDescription undated = study(3, "P1", "", "CT", "CHEST");
        StudyDescription later = study(4, "P1", "2026-05-05", "CT", "CHEST");
        StudyDescription sameDay = study(5, "P1", "2026-05-04", "CT", "CHEST");
        assertThat(select(old, undated, current, later, recent, sameDay))
                .containsExactly(sameDay, recent, old, undated);
        assertThat(PriorSelection.standard().atMost(2).select(current, List.of(old, undated, recent)))
                .containsExactly(recent, old);
    }

    @Test
    void studiesOfOthersAreNeverTaken() {
        StudyDescription nobody = study(7, "", "2026-01-01", "CT", "CHEST");
        assertThat(select(study(6, "P2", "2026-01-01", "CT", "CHEST"), nobody)).isEmpty();
        assertThat(PriorSelection.standard().select(nobody, List.of(study(8, "", "2025-01-01", "CT", "CHEST"))))
                .isEmpty();
        StudyDescription otherIssuer = new StudyDescription(
                new Uid("1.2.9"), "P1", Optional.of("CLINIC B"), Optional.empty(), Set.of("CT"), Set.of("CHEST"));
        StudyDescription here = new StudyDescription(
                current.study(),
                "P1",
                Optional.of("CLINIC A"),
                current.date(),
                current.modalities(),
                current.bodyParts());
        assertThat(PriorSelection.standard().select(here, List.of(otherIssuer))).isEmpty();
        assertThat(PriorSelection.standard().select(current, List.of(otherIssuer)))
                .containsExactly(otherIssuer);
    }

    @Test
    void modalityAndRegionDecide() {
        StudyDescription mr = study(10, "P1", "2025-01-01", "MR", "THORAX");
        StudyDescription knee = study(11, "P1", "2025-01-01", "CT", "KNEE");
        StudyDescription ultrasound = study(12, "P1", "2025-01-01", "US", "CHEST");
        StudyDescription trunk = study(13, "P1", "2024-01-01", "CT", "CHESTABDPELVIS");
        StudyDescription unknownRegion = study(14, "P1", "2023-01-01", "CT", "");
        StudyDescription unknownOther = study(15, "P1", "2023-01-01", "MR", "");
        StudyDescription whole = study(16, "P1", "2022-01-01", "PT", "WHOLEBODY");
        StudyDescription report = study(17, "P1", "2025-01-01", "SR", "CHEST");
        assertThat(select(mr, knee, ultrasound, trunk, unknownRegion, unknownOther, whole, report))
                .containsExactly(mr, trunk, unknownRegion, whole);
        StudyDescription breast = study(20, "P1", "2026-01-01", "MG", "BREAST");
        StudyDescription breastUltrasound = study(21, "P1", "2025-01-01", "US", "BREAST");
        assertThat(PriorSelection.standard().select(breast, List.of(breastUltrasound)))
                .containsExactly(breastUltrasound);
    }

    @Test
    void aStudyOfTheArchiveDescribesItself() throws Exception {
        SyntheticStudy ct = SyntheticStudy.ct(4, 2).withSize(16, 16);
        try (DicomArchive archive = DicomArchive.builder(ObjectStores.memory()).open()) {
            for (int i = 0; i < 2; i++) {
                archive.put(ct.bytes(i));
            }
            StudyDescription described = StudyDescription.of(archive.study(ct.studyUid()));
            assertThat(described.study()).isEqualTo(ct.studyUid());
            assertThat(described.modalities()).containsExactly("CT");
            assertThat(described.patientId()).isNotBlank();
            assertThat(described.date()).isPresent();
            assertThat(described.toString()).doesNotContain(described.patientId());
        }
    }
}
