package io.clouddicom;

import java.util.Objects;

/**
 * Where the voxels of a volume are: the centre of voxel (column, row, slice), each from 0, lies at {@code origin + column ×
 * columnStep + row × rowStep + slice × sliceStep}.
 *
 * @param columns voxels from left to right in a slice
 * @param rows voxels from top to bottom in a slice
 * @param slices slices
 * @param origin the centre of the first voxel
 * @param columnStep from a column to the next
 * @param rowStep from a row to the next
 * @param sliceStep from a slice to the next; it need not stand on the slices, as where a gantry is tilted
 */
public record VolumeGeometry(
        int columns, int rows, int slices, Vector3 origin, Vector3 columnStep, Vector3 rowStep, Vector3 sliceStep) {

    /** Checks for null. */
    public VolumeGeometry {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(columnStep, "columnStep");
        Objects.requireNonNull(rowStep, "rowStep");
        Objects.requireNonNull(sliceStep, "sliceStep");
    }

    /** How many voxels. */
    public long voxels() {
        return (long) columns * rows * slices;
    }

    /** The distance of columns in millimetres. */
    public double columnSpacing() {
        return columnStep.length();
    }

    /** The distance of rows in millimetres. */
    public double rowSpacing() {
        return rowStep.length();
    }

    /** The distance of slices in millimetres, along the normal of their planes. */
    public double sliceSpacing() {
        Vector3 normal = columnStep.cross(rowStep);
        return Math.abs(sliceStep.dot(normal)) / normal.length();
    }

    /**
     * The centre of a voxel, or a place between.
     *
     * @param column its column, from 0
     * @param row its row, from 0
     * @param slice its slice, from 0
     * @return where it is in the patient
     */
    public Vector3 place(double column, double row, double slice) {
        return origin.plus(columnStep.times(column)).plus(rowStep.times(row)).plus(sliceStep.times(slice));
    }

    /**
     * The matrix that takes (column, row, slice, 1) to (x, y, z, 1) in millimetres, x to the left, y to the back, z to the
     * head (LPS).
     *
     * @return its 16 numbers, row by row
     */
    public double[] affine() {
        return new double[] {
            columnStep.x(),
            rowStep.x(),
            sliceStep.x(),
            origin.x(),
            columnStep.y(),
            rowStep.y(),
            sliceStep.y(),
            origin.y(),
            columnStep.z(),
            rowStep.z(),
            sliceStep.z(),
            origin.z(),
            0,
            0,
            0,
            1
        };
    }

    /**
     * The geometry of the same slices with rows and columns halved some times, rounded up.
     *
     * @param times how many times
     * @param offsetPixels where the centre of the first reduced pixel lies, from that of the first pixel, in pixels
     */
    VolumeGeometry reduced(int times, double offsetPixels) {
        double factor = Math.scalb(1.0, times);
        return new VolumeGeometry(
                (int) Math.ceil(columns / factor),
                (int) Math.ceil(rows / factor),
                slices,
                place(offsetPixels, offsetPixels, 0),
                columnStep.times(factor),
                rowStep.times(factor),
                sliceStep);
    }
}
