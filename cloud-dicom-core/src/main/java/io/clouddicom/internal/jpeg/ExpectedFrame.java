package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;

/**
 * What the dataset says of a frame. A codestream that says otherwise is refused before memory is taken.
 *
 * @param rows rows
 * @param columns columns
 * @param samplesPerPixel samples of a pixel
 * @param bitsAllocated most bits that a sample may have
 * @param bytesPerSample bytes that a decoded sample takes, from 1
 * @param luminanceChrominance whether the dataset says that pixels are coded as YCbCr
 */
public record ExpectedFrame(
        int rows,
        int columns,
        int samplesPerPixel,
        int bitsAllocated,
        int bytesPerSample,
        boolean luminanceChrominance) {

    /**
     * Compares with the frame header.
     *
     * @param header the header
     * @throws CorruptDataException they contradict each other
     */
    public void check(FrameHeader header) throws CorruptDataException {
        if (header.components().size() != samplesPerPixel) {
            throw Faults.contradiction(header.components().size() + " components, not " + samplesPerPixel);
        }
        if (header.columns() != columns || (header.rows() != rows && header.rows() != 0)) {
            throw Faults.contradiction(
                    header.columns() + " by " + header.rows() + " pixels, not " + columns + " by " + rows);
        }
        if (header.precision() > bitsAllocated) {
            throw Faults.contradiction("samples of " + header.precision() + " bits, not " + bitsAllocated);
        }
    }

    /**
     * The bytes of all samples, still 0.
     *
     * @throws UnsupportedFeatureException they fit no array
     */
    public byte[] allocate() throws UnsupportedFeatureException {
        long length = (long) rows * columns * samplesPerPixel * bytesPerSample;
        if (length > Integer.MAX_VALUE - 8) {
            throw Faults.unsupported("a frame of " + length + " bytes, which fits no array,");
        }
        return new byte[(int) length];
    }

    /**
     * Puts a line of one component among the samples.
     *
     * @param line its values
     * @param from which of them is the first
     * @param row which row
     * @param component which sample of the pixel
     * @param shift how many bits to the left
     * @param samples the bytes of all samples
     */
    public void putLine(int[] line, int from, int row, int component, int shift, byte[] samples) {
        int stride = samplesPerPixel * bytesPerSample;
        int at = row * columns * stride + component * bytesPerSample;
        if (bytesPerSample == 1) {
            for (int x = 0; x < columns; x++, at += stride) {
                samples[at] = (byte) (line[from + x] << shift);
            }
            return;
        }
        for (int x = 0; x < columns; x++, at += stride) {
            int value = line[from + x] << shift;
            samples[at] = (byte) value;
            samples[at + 1] = (byte) (value >>> 8);
        }
    }
}
