package io.clouddicom.internal.volume;

import io.clouddicom.FrameId;
import io.clouddicom.NotAVolumeException;
import io.clouddicom.NotAVolumeException.Reason;
import io.clouddicom.Vector3;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.FunctionalGroups;
import io.clouddicom.dicom.Tag;
import io.clouddicom.internal.archive.StoredInstance;
import io.clouddicom.pixel.ModalityTransform;
import io.clouddicom.pixel.PixelDescription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The plane in which a frame lies (PS3.3 C.7.6.2), and what is needed to stack it.
 *
 * @param instance its instance
 * @param frameIndex which frame of it
 * @param id what it is called
 * @param position the centre of its first pixel
 * @param row the direction in which columns follow, of length 1
 * @param column the direction in which rows follow, of length 1
 * @param rowSpacing the distance of rows
 * @param columnSpacing the distance of columns
 * @param distanceToNext how far the next slice should be, as far as the dataset says
 * @param number Instance Number, or 0
 * @param frameOfReference Frame of Reference UID
 * @param pixels what its pixels are
 * @param transform what stored values stand for
 */
public record FramePlane(
        StoredInstance instance,
        int frameIndex,
        FrameId id,
        Vector3 position,
        Vector3 row,
        Vector3 column,
        double rowSpacing,
        double columnSpacing,
        OptionalDouble distanceToNext,
        long number,
        Optional<String> frameOfReference,
        PixelDescription pixels,
        ModalityTransform transform) {

    private static final int PLANE_POSITION_SEQUENCE = 0x0020_9113;
    private static final int PLANE_ORIENTATION_SEQUENCE = 0x0020_9116;
    private static final int PIXEL_MEASURES_SEQUENCE = 0x0028_9110;
    private static final int SPACING_BETWEEN_SLICES = 0x0018_0088;
    private static final int GRID_FRAME_OFFSET_VECTOR = 0x3004_000C;
    /** How far direction cosines may be from length 1, and from standing on each other. */
    private static final double COSINE_TOLERANCE = 1e-2;

    /**
     * The planes of frames of one instance.
     *
     * @param instance the instance
     * @param frameIndexes which frames
     */
    public static List<FramePlane> of(StoredInstance instance, List<Integer> frameIndexes) throws IOException {
        Dataset dataset = instance.metadata();
        FunctionalGroups groups = FunctionalGroups.of(dataset);
        PixelDescription pixels = instance.pixelDescription();
        List<FramePlane> planes = new ArrayList<>(frameIndexes.size());
        for (int frameIndex : frameIndexes) {
            planes.add(of(instance, dataset, groups, pixels, frameIndex));
        }
        return planes;
    }

    private static FramePlane of(
            StoredInstance instance, Dataset dataset, FunctionalGroups groups, PixelDescription pixels, int frameIndex)
            throws IOException {
        FrameId id = new FrameId(instance.id(), frameIndex + 1);
        double[] cosines = numbers(
                groups.group(frameIndex, PLANE_ORIENTATION_SEQUENCE).orElse(dataset),
                Tag.IMAGE_ORIENTATION_PATIENT,
                6,
                id,
                "Image Orientation (Patient)");
        Vector3 row = unit(new Vector3(cosines[0], cosines[1], cosines[2]), id);
        Vector3 column = unit(new Vector3(cosines[3], cosines[4], cosines[5]), id);
        if (Math.abs(row.dot(column)) > COSINE_TOLERANCE) {
            throw new NotAVolumeException(
                    id.toString(), Reason.ORIENTATION, "its rows do not stand on its columns", List.of());
        }
        Dataset measures = groups.group(frameIndex, PIXEL_MEASURES_SEQUENCE).orElse(dataset);
        double[] spacing = numbers(measures, Tag.PIXEL_SPACING, 2, id, "Pixel Spacing");
        if (!(spacing[0] > 0 && spacing[1] > 0)) {
            throw noPlace(id, "its Pixel Spacing is not above 0");
        }
        OptionalDouble distance = measures.number(SPACING_BETWEEN_SLICES);
        return new FramePlane(
                instance,
                frameIndex,
                id,
                position(dataset, groups, frameIndex, row.cross(column), id),
                row,
                column,
                spacing[0],
                spacing[1],
                distance.isPresent() ? distance : measures.number(Tag.SLICE_THICKNESS),
                dataset.integer(Tag.INSTANCE_NUMBER).orElse(0),
                dataset.string(Tag.FRAME_OF_REFERENCE_UID).map(String::trim),
                pixels,
                ModalityTransform.of(dataset, groups, frameIndex, pixels));
    }

    private static Vector3 position(
            Dataset dataset, FunctionalGroups groups, int frameIndex, Vector3 normal, FrameId id)
            throws NotAVolumeException {
        Optional<Dataset> group = groups.group(frameIndex, PLANE_POSITION_SEQUENCE);
        double[] first = numbers(group.orElse(dataset), Tag.IMAGE_POSITION_PATIENT, 3, id, "Image Position (Patient)");
        Vector3 position = new Vector3(first[0], first[1], first[2]);
        if (group.isPresent() || frameIndex == 0) {
            return position;
        }
        // Frames of a dose grid (PS3.3 C.8.8.3.2): distances from the first along the normal, or places on the z axis.
        double[] offsets = dataset.numbers(GRID_FRAME_OFFSET_VECTOR);
        if (offsets.length <= frameIndex || !Double.isFinite(offsets[frameIndex])) {
            throw noPlace(id, "only the position of the first frame is known");
        }
        return offsets[0] == 0
                ? position.plus(normal.times(offsets[frameIndex]))
                : new Vector3(position.x(), position.y(), offsets[frameIndex]);
    }

    private static double[] numbers(Dataset dataset, int tag, int count, FrameId id, String name)
            throws NotAVolumeException {
        double[] numbers = dataset.numbers(tag);
        if (numbers.length != count || !Arrays.stream(numbers).allMatch(Double::isFinite)) {
            throw noPlace(id, "there is no " + name);
        }
        return numbers;
    }

    private static Vector3 unit(Vector3 direction, FrameId id) throws NotAVolumeException {
        double length = direction.length();
        if (!(Math.abs(length - 1) <= COSINE_TOLERANCE)) {
            throw new NotAVolumeException(
                    id.toString(), Reason.ORIENTATION, "its orientation is no direction", List.of());
        }
        return direction.times(1 / length);
    }

    private static NotAVolumeException noPlace(FrameId id, String detail) {
        return new NotAVolumeException(id.toString(), Reason.NO_PLACE, detail, List.of());
    }

    /** What stands on it, of length 1. */
    Vector3 normal() {
        Vector3 normal = row.cross(column);
        return normal.times(1 / normal.length());
    }

    /** By how much direction cosines differ at most. */
    double directionDifference(FramePlane other) {
        return Math.max(difference(row, other.row), difference(column, other.column));
    }

    private static double difference(Vector3 one, Vector3 other) {
        Vector3 difference = one.minus(other);
        return Math.max(Math.abs(difference.x()), Math.max(Math.abs(difference.y()), Math.abs(difference.z())));
    }
}
