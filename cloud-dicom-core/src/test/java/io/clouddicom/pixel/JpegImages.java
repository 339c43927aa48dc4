package io.clouddicom.pixel;

import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Vr;
import java.io.IOException;
import java.util.Random;

/** Samples for tests of the JPEG family, and what a dataset would say of them. */
final class JpegImages {
    private JpegImages() {}

    /** Transfer syntaxes by the end of their UIDs. */
    static TransferSyntax syntax(int number) {
        return TransferSyntax.of(new Uid("1.2.840.10008.1.2.4." + number));
    }

    /** Smooth at the top, flat with few steps in the middle, noise of the whole range at the bottom. */
    static int[][][] mixed(Random random, int components, int rows, int columns, int precision) {
        int most = (1 << precision) - 1;
        int[][][] samples = new int[components][rows][columns];
        for (int i = 0; i < components; i++) {
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    double wave = 0.5 + 0.4 * Math.sin((x + 2 * i) / 7.0) * Math.cos(y / 5.0);
                    int value = y < rows / 3
                            ? (int) (wave * most) + random.nextInt(1 + most / 64)
                            : y < 2 * rows / 3
                                    ? (x * 3 / columns + i) * most / 6 + (random.nextInt(29) == 0 ? 1 : 0)
                                    : random.nextInt(most + 1);
                    samples[i][y][x] = Math.min(most, value);
                }
            }
        }
        return samples;
    }

    static int[][][] copy(int[][][] samples) {
        int[][][] copy = new int[samples.length][][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = new int[samples[i].length][];
            for (int y = 0; y < copy[i].length; y++) {
                copy[i][y] = samples[i][y].clone();
            }
        }
        return copy;
    }

    static PixelDescription description(int[][][] samples, int bitsAllocated, String photometric) {
        return description(samples[0].length, samples[0][0].length, samples.length, bitsAllocated, photometric);
    }

    static PixelDescription description(int rows, int columns, int components, int bitsAllocated, String photometric) {
        return new PixelDescription(
                rows,
                columns,
                components,
                photometric,
                false,
                bitsAllocated,
                bitsAllocated,
                bitsAllocated - 1,
                false,
                1,
                PixelDescription.SampleType.INTEGER,
                Vr.OB);
    }

    /** Samples as they are decoded: little endian, samples of a pixel next to each other. */
    static byte[] bytes(int[][][] samples, int bytesPerSample) {
        int rows = samples[0].length;
        int columns = samples[0][0].length;
        byte[] bytes = new byte[rows * columns * samples.length * bytesPerSample];
        int at = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                for (int[][] component : samples) {
                    for (int i = 0; i < bytesPerSample; i++) {
                        bytes[at++] = (byte) (component[y][x] >> (8 * i));
                    }
                }
            }
        }
        return bytes;
    }

    static int[][][] samples(byte[] bytes, int components, int rows, int columns, int bytesPerSample) {
        int[][][] samples = new int[components][rows][columns];
        int at = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                for (int[][] component : samples) {
                    for (int i = 0; i < bytesPerSample; i++) {
                        component[y][x] |= (bytes[at++] & 0xFF) << (8 * i);
                    }
                }
            }
        }
        return samples;
    }

    static byte[] decode(PixelDescription description, byte[] codestream) throws IOException {
        return FrameDecoder.standard().decode(description, syntax(70), codestream, 0);
    }
}
