package io.clouddicom.internal.archive;

import io.clouddicom.StudyDescription;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which images are worth a look beside others, by Modality and Body Part Examined (PS3.16 Annex L). */
public final class ComparableImages {
    /** Modalities that show the same in different ways; one may be in several. */
    private static final List<Set<String>> KINDS = List.of(
            Set.of("CT", "MR", "PT"),
            Set.of("CR", "DX", "RG", "RF", "PX", "IO"),
            Set.of("MG", "US", "MR"),
            Set.of("XA", "CT", "IVUS", "IVOCT"),
            Set.of("NM", "PT", "CT"),
            Set.of("OP", "OPT", "OPM"));

    /** Modalities of what is no image: they say nothing of what was examined. */
    private static final Set<String> NO_IMAGES =
            Set.of("SR", "PR", "KO", "DOC", "REG", "SEG", "FID", "AU", "ECG", "RTSTRUCT", "RTPLAN", "RTDOSE");

    /** Breast imaging alone compares modalities across the third of the kinds. */
    private static final Set<String> BREAST_KIND = KINDS.get(2);

    /** Body parts that are examined together, or are parts of each other. */
    private static final List<Set<String>> REGIONS = List.of(
            Set.of("HEAD", "BRAIN", "SKULL", "FACE", "ORBIT", "SINUS", "PNS", "PITUITARY", "IAC", "EAR", "JAW", "TMJ"),
            Set.of("NECK", "CSPINE", "LARYNX", "THYROID", "CAROTID", "HEADNECK"),
            Set.of(
                    "CHEST",
                    "THORAX",
                    "LUNG",
                    "HEART",
                    "CORONARYARTERY",
                    "CHESTABDOMEN",
                    "CHESTABDPELVIS",
                    "RIB",
                    "STERNUM",
                    "TSPINE",
                    "MEDIASTINUM",
                    "AORTA"),
            Set.of(
                    "ABDOMEN",
                    "PELVIS",
                    "ABDOMENPELVIS",
                    "CHESTABDOMEN",
                    "CHESTABDPELVIS",
                    "LIVER",
                    "KIDNEY",
                    "PANCREAS",
                    "SPLEEN",
                    "BLADDER",
                    "PROSTATE",
                    "UTERUS",
                    "COLON",
                    "LSPINE",
                    "AORTA"),
            Set.of("SPINE", "CSPINE", "TSPINE", "LSPINE", "SSPINE", "COCCYX", "WHOLESPINE"),
            Set.of("BREAST"),
            Set.of("SHOULDER", "CLAVICLE", "SCAPULA", "HUMERUS", "ARM", "UPPERARM"),
            Set.of("ELBOW", "FOREARM", "ARM", "HUMERUS"),
            Set.of("HAND", "WRIST", "FINGER", "THUMB", "FOREARM"),
            Set.of("HIP", "PELVIS", "FEMUR", "THIGH", "SIJOINT"),
            Set.of("KNEE", "PATELLA", "LEG", "CALF", "FEMUR", "TIBIA"),
            Set.of("ANKLE", "FOOT", "TOE", "CALCANEUS", "LEG", "HEEL"));

    private static final String WHOLE_BODY = "WHOLEBODY";

    private ComparableImages() {}

    /** Whether a study is worth a look beside another one. */
    public static boolean of(StudyDescription current, StudyDescription candidate) {
        Set<String> modalities = images(current);
        Set<String> others = images(candidate);
        boolean same = !Collections.disjoint(modalities, others);
        Optional<Boolean> together = sameRegion(current.bodyParts(), candidate.bodyParts());
        if (together.isEmpty()) {
            return same;
        }
        return together.get() && (same || related(modalities, others, current.bodyParts()));
    }

    private static Set<String> images(StudyDescription study) {
        return study.modalities().stream()
                .filter(modality -> !NO_IMAGES.contains(modality))
                .collect(Collectors.toSet());
    }

    private static boolean related(Set<String> modalities, Set<String> others, Set<String> bodyParts) {
        return KINDS.stream()
                .filter(kind -> kind != BREAST_KIND || bodyParts.contains("BREAST"))
                .anyMatch(kind -> !Collections.disjoint(kind, modalities) && !Collections.disjoint(kind, others));
    }

    /** Empty where one of them is not known. */
    private static Optional<Boolean> sameRegion(Set<String> bodyParts, Set<String> others) {
        if (bodyParts.isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        boolean together = bodyParts.contains(WHOLE_BODY)
                || others.contains(WHOLE_BODY)
                || !Collections.disjoint(bodyParts, others)
                || REGIONS.stream()
                        .anyMatch(region ->
                                !Collections.disjoint(region, bodyParts) && !Collections.disjoint(region, others));
        return Optional.of(together);
    }
}
