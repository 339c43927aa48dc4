package io.clouddicom.internal.volume;

import io.clouddicom.FrameId;
import io.clouddicom.NotAVolumeException;
import io.clouddicom.NotAVolumeException.Reason;
import io.clouddicom.SliceIrregularity;
import io.clouddicom.SliceIrregularity.Kind;
import io.clouddicom.Vector3;
import io.clouddicom.VolumeGeometry;
import io.clouddicom.VolumeOptions;
import io.clouddicom.pixel.PixelDescription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Planes in the order in which they lie along their normal, checked to be slices of one volume.
 *
 * @param planes the slices
 * @param geometry where their pixels are
 * @param irregularities where they do not follow each other as they should
 */
public record SliceStack(List<FramePlane> planes, VolumeGeometry geometry, List<SliceIrregularity> irregularities) {

    /** Slices nearer than this, in millimetres, or than this part of the spacing are at the same place. */
    private static final double SAME_PLACE_MILLIMETRES = 1e-4;

    private static final double SAME_PLACE_PART = 0.01;
    private static final double PIXEL_SPACING_TOLERANCE = 1e-3;
    private static final int MOST_NAMED = 3;

    /**
     * Stacks planes.
     *
     * @param object which series, for errors
     * @param unordered the planes
     * @param options what is accepted
     */
    public static SliceStack of(String object, List<FramePlane> unordered, VolumeOptions options)
            throws NotAVolumeException {
        if (unordered.isEmpty()) {
            throw new NotAVolumeException(object, Reason.NO_FRAMES, "there is no frame", List.of());
        }
        FramePlane reference = unordered.get(0);
        for (FramePlane plane : unordered) {
            check(reference, plane, options);
        }
        Vector3 normal = reference.normal();
        List<FramePlane> planes = new ArrayList<>(unordered);
        planes.sort(Comparator.comparingDouble(
                        (FramePlane plane) -> plane.position().dot(normal))
                .thenComparingLong(FramePlane::number)
                .thenComparing(plane -> plane.id().instance().toString())
                .thenComparingInt(FramePlane::frameIndex));

        List<SliceIrregularity> irregularities = new ArrayList<>();
        List<FramePlane> distinct = withoutDoubles(planes, normal, irregularities);
        double[] distances = distances(distinct, normal);
        double spacing = distances.length == 0 ? reference.distanceToNext().orElse(1) : median(distances);
        findUneven(distinct, distances, spacing, options, irregularities);
        findShifted(distinct, normal, options, irregularities);
        if (!irregularities.isEmpty() && !options.irregularSlices()) {
            throw new NotAVolumeException(object, Reason.IRREGULAR_SLICES, told(irregularities), irregularities);
        }
        Vector3 step = step(
                distinct,
                normal,
                spacing,
                irregularities.stream().allMatch(irregularity -> irregularity.kind() == Kind.DOUBLE));
        FramePlane first = distinct.get(0);
        PixelDescription pixels = first.pixels();
        VolumeGeometry geometry = new VolumeGeometry(
                pixels.columns(),
                pixels.rows(),
                distinct.size(),
                first.position(),
                first.row().times(first.columnSpacing()),
                first.column().times(first.rowSpacing()),
                step);
        return new SliceStack(List.copyOf(distinct), geometry, List.copyOf(irregularities));
    }

    private static void check(FramePlane reference, FramePlane plane, VolumeOptions options)
            throws NotAVolumeException {
        FrameId other = reference.id();
        PixelDescription pixels = plane.pixels();
        if (pixels.samplesPerPixel() != 1) {
            throw different(plane, Reason.COLOUR, "its pixels have " + pixels.samplesPerPixel() + " samples");
        }
        if (!plane.frameOfReference().equals(reference.frameOfReference())) {
            throw different(plane, Reason.FRAME_OF_REFERENCE, "it has another Frame of Reference than " + other);
        }
        if (pixels.rows() != reference.pixels().rows()
                || pixels.columns() != reference.pixels().columns()) {
            throw different(
                    plane,
                    Reason.SIZE,
                    "it has " + pixels.columns() + " × " + pixels.rows() + " pixels, not "
                            + reference.pixels().columns() + " × "
                            + reference.pixels().rows() + " as " + other);
        }
        if (!near(plane.rowSpacing(), reference.rowSpacing())
                || !near(plane.columnSpacing(), reference.columnSpacing())) {
            throw different(plane, Reason.SIZE, "it has another Pixel Spacing than " + other);
        }
        if (plane.directionDifference(reference) > options.orientationTolerance()) {
            throw different(plane, Reason.ORIENTATION, "it is not parallel to " + other);
        }
    }

    private static boolean near(double one, double other) {
        return Math.abs(one - other) <= PIXEL_SPACING_TOLERANCE * other;
    }

    private static NotAVolumeException different(FramePlane plane, Reason reason, String detail) {
        return new NotAVolumeException(plane.id().toString(), reason, detail, List.of());
    }

    private static double[] distances(List<FramePlane> planes, Vector3 normal) {
        double[] distances = new double[planes.size() - 1];
        for (int i = 0; i < distances.length; i++) {
            distances[i] =
                    planes.get(i + 1).position().minus(planes.get(i).position()).dot(normal);
        }
        return distances;
    }

    private static double median(double[] distances) {
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static List<FramePlane> withoutDoubles(
            List<FramePlane> planes, Vector3 normal, List<SliceIrregularity> irregularities) {
        double[] distances = distances(planes, normal);
        double[] apart = Arrays.stream(distances)
                .filter(distance -> distance > SAME_PLACE_MILLIMETRES)
                .toArray();
        double same = apart.length == 0
                ? SAME_PLACE_MILLIMETRES
                : Math.max(SAME_PLACE_MILLIMETRES, SAME_PLACE_PART * median(apart));
        List<FramePlane> distinct = new ArrayList<>();
        distinct.add(planes.get(0));
        for (FramePlane plane : planes.subList(1, planes.size())) {
            FramePlane last = distinct.get(distinct.size() - 1);
            double distance = plane.position().minus(last.position()).dot(normal);
            if (distance <= same) {
                irregularities.add(new SliceIrregularity(Kind.DOUBLE, last.id(), plane.id(), distance, 0));
            } else {
                distinct.add(plane);
            }
        }
        return distinct;
    }

    private static void findUneven(
            List<FramePlane> planes,
            double[] distances,
            double spacing,
            VolumeOptions options,
            List<SliceIrregularity> irregularities) {
        double tolerance = options.spacingTolerance() * spacing;
        for (int i = 0; i < distances.length; i++) {
            if (Math.abs(distances[i] - spacing) > tolerance) {
                long spacings = Math.round(distances[i] / spacing);
                boolean gap = spacings > 1 && Math.abs(distances[i] - spacings * spacing) <= tolerance;
                irregularities.add(new SliceIrregularity(
                        gap ? Kind.GAP : Kind.UNEVEN,
                        planes.get(i).id(),
                        planes.get(i + 1).id(),
                        distances[i],
                        gap ? (int) Math.min(Integer.MAX_VALUE, spacings - 1) : 0));
            }
        }
    }

    private static void findShifted(
            List<FramePlane> planes, Vector3 normal, VolumeOptions options, List<SliceIrregularity> irregularities) {
        if (planes.size() < 3) {
            return;
        }
        FramePlane first = planes.get(0);
        Vector3 line = direction(planes, normal);
        double tolerance = options.shiftTolerance() * Math.min(first.rowSpacing(), first.columnSpacing());
        for (int i = 1; i < planes.size(); i++) {
            Vector3 from = planes.get(i).position().minus(first.position());
            double aside = from.minus(line.times(from.dot(normal))).length();
            if (aside > tolerance) {
                irregularities.add(new SliceIrregularity(
                        Kind.SHIFTED, planes.get(i - 1).id(), planes.get(i).id(), aside, 0));
            }
        }
    }

    /** From slice to slice, for each millimetre along the normal. */
    private static Vector3 direction(List<FramePlane> planes, Vector3 normal) {
        Vector3 all =
                planes.get(planes.size() - 1).position().minus(planes.get(0).position());
        return all.times(1 / all.dot(normal));
    }

    private static Vector3 step(List<FramePlane> planes, Vector3 normal, double spacing, boolean regular) {
        if (planes.size() == 1) {
            return normal.times(spacing > 0 ? spacing : 1);
        }
        if (!regular) {
            return direction(planes, normal).times(spacing);
        }
        Vector3 all =
                planes.get(planes.size() - 1).position().minus(planes.get(0).position());
        return all.times(1.0 / (planes.size() - 1));
    }

    private static String told(List<SliceIrregularity> irregularities) {
        String named =
                irregularities.stream().limit(MOST_NAMED).map(Objects::toString).collect(Collectors.joining("; "));
        int more = irregularities.size() - MOST_NAMED;
        return more > 0 ? named + "; and " + more + " more" : named;
    }
}
