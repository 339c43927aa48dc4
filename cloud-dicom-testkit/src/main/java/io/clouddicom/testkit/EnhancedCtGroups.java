package io.clouddicom.testkit;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Dictionary;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Vr;

/**
 * The multi-frame part of an Enhanced CT header (PS3.3 A.38.1): dimensions and functional groups of a spiral acquisition.
 */
final class EnhancedCtGroups {
    private static final String DATE_TIME = "20260102101112";
    private static final int DIAMETER_MM = 500;

    private final SyntheticStudy study;
    private final double sliceSpacing;
    private final double pixelSpacing;

    private EnhancedCtGroups(SyntheticStudy study, double sliceSpacing, double pixelSpacing) {
        this.study = study;
        this.sliceSpacing = sliceSpacing;
        this.pixelSpacing = pixelSpacing;
    }

    static void add(Dataset.Builder header, SyntheticStudy study, double sliceSpacing, double pixelSpacing) {
        new EnhancedCtGroups(study, sliceSpacing, pixelSpacing).addTo(header);
    }

    private void addTo(Dataset.Builder header) {
        header.string(Tag.IMAGE_TYPE, Vr.CS, "ORIGINAL", "PRIMARY", "VOLUME", "NONE")
                .string(Tag.ACQUISITION_DATE_TIME, Vr.DT, DATE_TIME)
                .string(Tag.PATIENT_POSITION, Vr.CS, "HFS")
                .uid(Tag.FRAME_OF_REFERENCE_UID, study.uid(4, 0))
                .string(Tag.of(0x0020, 0x1040), Vr.LO, "")
                .integers(Tag.NUMBER_OF_FRAMES, Vr.IS, study.frames())
                .string(Tag.LOSSY_IMAGE_COMPRESSION, Vr.CS, "00")
                .string(Tag.PRESENTATION_LUT_SHAPE, Vr.CS, "IDENTITY");
        number(header, "AcquisitionDuration", 500);
        header.sequence(tag("AcquisitionContextSequence"));
        text(header, "PixelPresentation", "MONOCHROME");
        text(header, "VolumetricProperties", "VOLUME");
        text(header, "VolumeBasedCalculationTechnique", "NONE");
        text(header, "ContentQualification", "PRODUCT");
        text(header, "BurnedInAnnotation", "NO");
        int organization = tag("DimensionOrganizationUID");
        sequence(header, "DimensionOrganizationSequence", dataset().uid(organization, study.uid(5, 0)));
        sequence(
                header,
                "DimensionIndexSequence",
                dataset()
                        .uid(organization, study.uid(5, 0))
                        .integers(tag("DimensionIndexPointer"), Vr.AT, tag("InStackPositionNumber"))
                        .integers(tag("FunctionalGroupPointer"), Vr.AT, tag("FrameContentSequence")));
        header.sequence(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE, shared());
        Dataset[] frames = new Dataset[study.frames()];
        for (int frame = 0; frame < frames.length; frame++) {
            frames[frame] = perFrame(frame);
        }
        header.sequence(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, frames);
    }

    /** What all frames have in common (PS3.3 C.7.6.16.1). */
    private Dataset shared() {
        Dataset.Builder groups = dataset();
        String spacing = SyntheticWriter.decimal(pixelSpacing);
        sequence(
                groups,
                "PixelMeasuresSequence",
                dataset()
                        .string(Tag.SLICE_THICKNESS, Vr.DS, SyntheticWriter.decimal(sliceSpacing))
                        .string(Tag.PIXEL_SPACING, Vr.DS, spacing, spacing));
        sequence(
                groups,
                "PlaneOrientationSequence",
                dataset().string(Tag.IMAGE_ORIENTATION_PATIENT, Vr.DS, "1", "0", "0", "0", "1", "0"));
        sequence(
                groups,
                "PixelValueTransformationSequence",
                dataset()
                        .string(Tag.RESCALE_INTERCEPT, Vr.DS, "-1024")
                        .string(Tag.RESCALE_SLOPE, Vr.DS, "1")
                        .string(Tag.of(0x0028, 0x1054), Vr.LO, "HU"));
        sequence(
                groups,
                "FrameVOILUTSequence",
                dataset().string(Tag.WINDOW_CENTER, Vr.DS, "40").string(Tag.WINDOW_WIDTH, Vr.DS, "400"));
        Dataset.Builder anatomy = text(dataset(), "FrameLaterality", "U");
        sequence(
                groups,
                "FrameAnatomySequence",
                sequence(anatomy, "AnatomicRegionSequence", code("51185008", "SCT", "Chest")));
        sequence(
                groups,
                "IrradiationEventIdentificationSequence",
                dataset().uid(tag("IrradiationEventUID"), study.uid(6, 0)));
        acquisition(groups);
        reconstruction(groups);
        return groups.build();
    }

    private static Dataset.Builder code(String value, String scheme, String meaning) {
        Dataset.Builder code = text(dataset(), "CodeValue", value);
        text(code, "CodingSchemeDesignator", scheme);
        return text(code, "CodeMeaning", meaning);
    }

    /** How the frames were acquired (PS3.3 C.8.15.3.2 to C.8.15.3.6, C.8.15.3.8, C.8.15.3.9). */
    private static void acquisition(Dataset.Builder groups) {
        Dataset.Builder type = text(dataset(), "AcquisitionType", "SPIRAL");
        text(type, "ConstantVolumeFlag", "NO");
        sequence(groups, "CTAcquisitionTypeSequence", text(type, "FluoroscopyFlag", "NO"));
        Dataset.Builder details = text(dataset(), "RotationDirection", "CW");
        number(details, "RevolutionTime", 0.5);
        number(details, "SingleCollimationWidth", 0.6);
        number(details, "TotalCollimationWidth", 38.4);
        text(details, "TableHeight", "150");
        text(details, "GantryDetectorTilt", "0");
        sequence(groups, "CTAcquisitionDetailsSequence", text(details, "DataCollectionDiameter", "" + DIAMETER_MM));
        Dataset.Builder table = number(dataset(), "TableSpeed", 76.8);
        number(table, "TableFeedPerRotation", 38.4);
        sequence(groups, "CTTableDynamicsSequence", number(table, "SpiralPitchFactor", 1));
        Dataset.Builder geometry = text(dataset(), "DistanceSourceToDetector", "1040");
        sequence(groups, "CTGeometrySequence", number(geometry, "DistanceSourceToDataCollectionCenter", 570));
        Dataset.Builder exposure = number(dataset(), "ExposureTimeInms", 500);
        number(exposure, "XRayTubeCurrentInmA", 200);
        number(exposure, "ExposureInmAs", 100);
        text(exposure, "ExposureModulationType", "NONE");
        number(exposure, "CTDIvol", 7.5);
        Dataset.Builder phantom = code("113691", "DCM", "IEC Body Dosimetry Phantom");
        sequence(groups, "CTExposureSequence", sequence(exposure, "CTDIPhantomTypeCodeSequence", phantom));
        Dataset.Builder xRay = text(dataset(), "KVP", "120");
        text(xRay, "FocalSpots", "1");
        text(xRay, "FilterType", "FLAT");
        sequence(groups, "CTXRayDetailsSequence", text(xRay, "FilterMaterial", "ALUMINUM"));
    }

    /** What the frames are, and how they were made (PS3.3 C.8.15.3.1, C.8.15.3.7). */
    private void reconstruction(Dataset.Builder groups) {
        Dataset.Builder type = dataset().string(tag("FrameType"), Vr.CS, "ORIGINAL", "PRIMARY", "VOLUME", "NONE");
        text(type, "PixelPresentation", "MONOCHROME");
        text(type, "VolumetricProperties", "VOLUME");
        sequence(groups, "CTImageFrameTypeSequence", text(type, "VolumeBasedCalculationTechnique", "NONE"));
        Dataset.Builder made = text(dataset(), "ReconstructionAlgorithm", "FILTER_BACK_PROJ");
        text(made, "ConvolutionKernel", "STANDARD");
        text(made, "ConvolutionKernelGroup", "SOFT_TISSUE");
        number(made, "ReconstructionFieldOfView", pixelSpacing * study.columns(), pixelSpacing * study.rows());
        number(made, "ReconstructionPixelSpacing", pixelSpacing, pixelSpacing);
        number(made, "ReconstructionAngle", 360);
        sequence(groups, "CTReconstructionSequence", text(made, "ImageFilter", "NONE"));
    }

    private Dataset perFrame(int frame) {
        Dataset.Builder groups = dataset();
        Dataset.Builder content = text(dataset(), "StackID", "1");
        content.integers(tag("InStackPositionNumber"), Vr.UL, frame + 1L);
        content.integers(tag("DimensionIndexValues"), Vr.UL, frame + 1L);
        content.integers(tag("FrameAcquisitionNumber"), Vr.US, 1);
        text(content, "FrameReferenceDateTime", DATE_TIME);
        text(content, "FrameAcquisitionDateTime", DATE_TIME);
        sequence(groups, "FrameContentSequence", number(content, "FrameAcquisitionDuration", 500));
        sequence(
                groups,
                "PlanePositionSequence",
                dataset().string(Tag.IMAGE_POSITION_PATIENT, Vr.DS, SyntheticWriter.position(study, frame)));
        Dataset.Builder position = number(dataset(), "TablePosition", -sliceSpacing * frame);
        number(position, "DataCollectionCenterPatient", 0, 0, sliceSpacing * frame);
        number(position, "ReconstructionTargetCenterPatient", 0, 0, sliceSpacing * frame);
        sequence(groups, "CTPositionSequence", position);
        return groups.build();
    }

    private static Dataset.Builder dataset() {
        return Dataset.builder();
    }

    private static int tag(String keyword) {
        return Dictionary.standard().tag(keyword).orElseThrow();
    }

    private static Dataset.Builder text(Dataset.Builder dataset, String keyword, String value) {
        int tag = tag(keyword);
        return dataset.string(tag, Dictionary.standard().vr(tag), value);
    }

    private static Dataset.Builder number(Dataset.Builder dataset, String keyword, double... values) {
        return dataset.numbers(tag(keyword), Vr.FD, values);
    }

    private static Dataset.Builder sequence(Dataset.Builder dataset, String keyword, Dataset.Builder item) {
        return dataset.sequence(tag(keyword), item.build());
    }
}
