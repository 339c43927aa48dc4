package io.clouddicom.pixel;

/** Makes pictures smaller: a pixel becomes the mean of the area that it covers, in parts of pixels at the edges. */
final class PictureScaling {
    private PictureScaling() {}

    /**
     * Scales a picture down.
     *
     * @param picture bytes, row by row, channels of one pixel next to each other
     * @param channels how many channels
     * @param columns its columns
     * @param rows its rows
     * @param to the size that it gets, no larger
     */
    static byte[] shrink(byte[] picture, int channels, int columns, int rows, RenderingOptions.Size to) {
        float[] narrow = new float[rows * to.columns() * channels];
        Spans across = new Spans(columns, to.columns());
        for (int row = 0; row < rows; row++) {
            for (int x = 0; x < to.columns(); x++) {
                for (int channel = 0; channel < channels; channel++) {
                    float sum = 0;
                    for (int from = across.first(x); from <= across.last(x); from++) {
                        sum += across.weight(x, from) * (picture[(row * columns + from) * channels + channel] & 0xFF);
                    }
                    narrow[(row * to.columns() + x) * channels + channel] = sum;
                }
            }
        }
        byte[] small = new byte[to.rows() * to.columns() * channels];
        int stride = to.columns() * channels;
        Spans down = new Spans(rows, to.rows());
        for (int y = 0; y < to.rows(); y++) {
            for (int i = 0; i < stride; i++) {
                float sum = 0;
                for (int from = down.first(y); from <= down.last(y); from++) {
                    sum += down.weight(y, from) * narrow[from * stride + i];
                }
                small[y * stride + i] = (byte) Math.round(sum);
            }
        }
        return small;
    }

    /**
     * Which pixels a smaller one covers, and how much of it each makes up.
     *
     * @param from how many pixels there are
     * @param to how many there will be
     */
    private record Spans(int from, int to) {
        int first(int index) {
            return (int) ((long) index * from / to);
        }

        int last(int index) {
            return (int) (((index + 1L) * from - 1) / to);
        }

        float weight(int index, int pixel) {
            long begin = Math.max((long) index * from, (long) pixel * to);
            long end = Math.min((index + 1L) * from, (pixel + 1L) * to);
            return (float) (end - begin) / from;
        }
    }
}
