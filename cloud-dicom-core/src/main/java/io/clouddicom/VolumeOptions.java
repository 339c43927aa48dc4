package io.clouddicom;

import java.util.Objects;

/**
 * How frames become a volume.
 *
 * @param values which numbers it holds
 * @param irregularSlices whether slices that are missing, double, unevenly spaced or shifted are accepted
 * @param orientationTolerance by how much direction cosines may differ
 * @param spacingTolerance by what part of the spacing distances between slices may differ
 * @param shiftTolerance by what part of a pixel a slice may lie aside
 * @param mostVoxels how many voxels an array may have that holds all of it
 */
public record VolumeOptions(
        Values values,
        boolean irregularSlices,
        double orientationTolerance,
        double spacingTolerance,
        double shiftTolerance,
        long mostVoxels) {

    /** Which numbers a volume holds. */
    public enum Values {
        /** Those that mean something, such as Hounsfield units: the modality transformation is applied. */
        RESCALED,
        /** Those that are stored. */
        STORED
    }

    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    /**
     * Rescaled values of regular slices: direction cosines equal within 0.0001, distances within 5 %, shifts within a
     * quarter of a pixel.
     */
    public static final VolumeOptions DEFAULT =
            new VolumeOptions(Values.RESCALED, false, 1e-4, 0.05, 0.25, LONGEST_ARRAY);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException a tolerance or a number is out of range
     */
    public VolumeOptions {
        Objects.requireNonNull(values, "values");
        if (!(orientationTolerance >= 0 && orientationTolerance < 1)
                || !(spacingTolerance >= 0 && spacingTolerance < 0.5)
                || !(shiftTolerance >= 0)) {
            throw new IllegalArgumentException("a tolerance is out of range");
        }
        if (mostVoxels < 1 || mostVoxels > LONGEST_ARRAY) {
            throw new IllegalArgumentException("an array of " + mostVoxels + " voxels cannot be");
        }
    }

    /**
     * The same with other numbers.
     *
     * @param other which
     */
    public VolumeOptions withValues(Values other) {
        return new VolumeOptions(
                other, irregularSlices, orientationTolerance, spacingTolerance, shiftTolerance, mostVoxels);
    }

    /** The same, with irregular slices accepted: the volume tells them, and its affine is that of the usual spacing. */
    public VolumeOptions withIrregularSlices() {
        return new VolumeOptions(values, true, orientationTolerance, spacingTolerance, shiftTolerance, mostVoxels);
    }

    /**
     * The same with other tolerances.
     *
     * @param orientation by how much direction cosines may differ
     * @param spacing by what part of the spacing distances between slices may differ
     * @param shift by what part of a pixel a slice may lie aside
     */
    public VolumeOptions withTolerances(double orientation, double spacing, double shift) {
        return new VolumeOptions(values, irregularSlices, orientation, spacing, shift, mostVoxels);
    }

    /**
     * The same with another bound for arrays.
     *
     * @param voxels how many voxels an array may have
     */
    public VolumeOptions withMostVoxels(long voxels) {
        return new VolumeOptions(
                values, irregularSlices, orientationTolerance, spacingTolerance, shiftTolerance, voxels);
    }
}
