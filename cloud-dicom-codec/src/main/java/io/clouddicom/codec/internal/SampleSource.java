package io.clouddicom.codec.internal;

/** Gives samples to encode, row by row. */
public interface SampleSource {
    /**
     * Reads a part of a row.
     *
     * @param component the component
     * @param x first column
     * @param y row
     * @param samples takes the values
     * @param count how many, from index 0
     */
    void row(int component, int x, int y, int[] samples, int count);
}
