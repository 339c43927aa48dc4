package io.clouddicom.testkit;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Vr;

/** The multi-frame part of an Enhanced CT header (PS3.3 A.38.1): dimensions and functional groups. */
final class EnhancedCtGroups {
    private static final int FRAME_CONTENT_SEQUENCE = 0x0020_9111;
    private static final int DIMENSION_INDEX_VALUES = 0x0020_9157;
    private static final int IN_STACK_POSITION_NUMBER = 0x0020_9057;

    private EnhancedCtGroups() {}

    static void add(Dataset.Builder header, SyntheticStudy study, double sliceSpacing, double pixelSpacing) {
        String spacing = SyntheticWriter.decimal(pixelSpacing);
        header.string(Tag.IMAGE_TYPE, Vr.CS, "ORIGINAL", "PRIMARY", "VOLUME", "NONE")
                .string(Tag.ACQUISITION_DATE_TIME, Vr.DT, "20260102101112")
                .uid(Tag.FRAME_OF_REFERENCE_UID, study.uid(4, 0))
                .string(Tag.of(0x0020, 0x1040), Vr.LO, "")
                .string(Tag.of(0x0008, 0x9205), Vr.CS, "MONOCHROME")
                .string(Tag.of(0x0008, 0x9206), Vr.CS, "VOLUME")
                .string(Tag.of(0x0008, 0x9207), Vr.CS, "NONE")
                .string(Tag.of(0x0018, 0x9004), Vr.CS, "PRODUCT")
                .integers(Tag.NUMBER_OF_FRAMES, Vr.IS, study.frames())
                .string(Tag.of(0x0028, 0x0301), Vr.CS, "NO")
                .string(Tag.LOSSY_IMAGE_COMPRESSION, Vr.CS, "00")
                .string(Tag.PRESENTATION_LUT_SHAPE, Vr.CS, "IDENTITY");
        header.sequence(
                Tag.of(0x0020, 0x9221),
                Dataset.builder().uid(Tag.of(0x0020, 0x9164), study.uid(5, 0)).build());
        header.sequence(
                Tag.of(0x0020, 0x9222),
                Dataset.builder()
                        .uid(Tag.of(0x0020, 0x9164), study.uid(5, 0))
                        .integers(Tag.of(0x0020, 0x9165), Vr.AT, IN_STACK_POSITION_NUMBER)
                        .integers(Tag.of(0x0020, 0x9167), Vr.AT, FRAME_CONTENT_SEQUENCE)
                        .build());
        header.sequence(
                Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
                Dataset.builder()
                        .sequence(
                                Tag.of(0x0028, 0x9110),
                                Dataset.builder()
                                        .string(Tag.SLICE_THICKNESS, Vr.DS, SyntheticWriter.decimal(sliceSpacing))
                                        .string(Tag.PIXEL_SPACING, Vr.DS, spacing, spacing)
                                        .build())
                        .sequence(
                                Tag.of(0x0020, 0x9116),
                                Dataset.builder()
                                        .string(Tag.IMAGE_ORIENTATION_PATIENT, Vr.DS, "1", "0", "0", "0", "1", "0")
                                        .build())
                        .sequence(
                                Tag.of(0x0028, 0x9145),
                                Dataset.builder()
                                        .string(Tag.RESCALE_INTERCEPT, Vr.DS, "-1024")
                                        .string(Tag.RESCALE_SLOPE, Vr.DS, "1")
                                        .string(Tag.of(0x0028, 0x1054), Vr.LO, "HU")
                                        .build())
                        .sequence(
                                Tag.of(0x0028, 0x9132),
                                Dataset.builder()
                                        .string(Tag.WINDOW_CENTER, Vr.DS, "40")
                                        .string(Tag.WINDOW_WIDTH, Vr.DS, "400")
                                        .build())
                        .build());
        Dataset[] frames = new Dataset[study.frames()];
        for (int frame = 0; frame < frames.length; frame++) {
            frames[frame] = Dataset.builder()
                    .sequence(
                            FRAME_CONTENT_SEQUENCE,
                            Dataset.builder()
                                    .string(Tag.of(0x0020, 0x9056), Vr.SH, "1")
                                    .integers(IN_STACK_POSITION_NUMBER, Vr.UL, frame + 1L)
                                    .integers(DIMENSION_INDEX_VALUES, Vr.UL, frame + 1L)
                                    .build())
                    .sequence(
                            Tag.of(0x0020, 0x9113),
                            Dataset.builder()
                                    .string(Tag.IMAGE_POSITION_PATIENT, Vr.DS, SyntheticWriter.position(study, frame))
                                    .build())
                    .build();
        }
        header.sequence(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, frames);
    }
}
