package io.clouddicom.internal.jpeg;

/** From YCbCr to RGB (T.871 section 7), with 16 fractional bits. */
final class ColourConversion {
    private static final int RED_OF_CR = 91881;
    private static final int GREEN_OF_CB = 22554;
    private static final int GREEN_OF_CR = 46802;
    private static final int BLUE_OF_CB = 116130;
    private static final int HALF = 1 << 15;

    private ColourConversion() {}

    static void toRgb(int[][] lines, int columns, int precision) {
        int middle = 1 << (precision - 1);
        int greatest = (1 << precision) - 1;
        int[] first = lines[0];
        int[] second = lines[1];
        int[] third = lines[2];
        for (int x = 0; x < columns; x++) {
            int y = first[x];
            int cb = second[x] - middle;
            int cr = third[x] - middle;
            int red = y + ((RED_OF_CR * cr + HALF) >> 16);
            int green = y + ((-GREEN_OF_CB * cb - GREEN_OF_CR * cr + HALF) >> 16);
            int blue = y + ((BLUE_OF_CB * cb + HALF) >> 16);
            first[x] = Math.max(0, Math.min(greatest, red));
            second[x] = Math.max(0, Math.min(greatest, green));
            third[x] = Math.max(0, Math.min(greatest, blue));
        }
    }
}
