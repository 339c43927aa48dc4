package io.clouddicom.codec.internal;

/** Takes decoded samples, row by row. */
public interface SampleSink {
    /**
     * Takes a part of a row.
     *
     * @param component the component
     * @param x first column, from the left of the decoded region of that component
     * @param y row, from its top
     * @param samples values; those of 32 bits unsigned as their bit pattern
     * @param from index of the first
     * @param count how many
     */
    void row(int component, int x, int y, int[] samples, int from, int count);
}
