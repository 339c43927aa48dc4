package io.clouddicom.internal.jpegls;

import io.clouddicom.CorruptDataException;
import io.clouddicom.internal.jpeg.Faults;

/**
 * The parameters of a scan, and what follows from them (T.87 A.2.1, C.2.4.1.1).
 *
 * @param maximum MAXVAL, the greatest sample, 1 to 65535
 * @param near NEAR, by how much samples may differ, 0 to 255
 * @param threshold1 T1
 * @param threshold2 T2
 * @param threshold3 T3
 * @param reset RESET, at which count contexts are halved
 */
record CodingParameters(int maximum, int near, int threshold1, int threshold2, int threshold3, int reset) {
    private static final int MOST_NEAR = 255;
    private static final int DEFAULT_RESET = 64;

    /** What an LSE segment presets; 0 stands for the default. */
    record Preset(int maximum, int threshold1, int threshold2, int threshold3, int reset) {
        static final Preset NONE = new Preset(0, 0, 0, 0, 0);
    }

    /**
     * With the defaults of T.87 C.2.4.1.1.1 where nothing is preset.
     *
     * @throws CorruptDataException a value is out of its range
     */
    static CodingParameters of(Preset preset, int precision, int near) throws CorruptDataException {
        int greatest = (1 << precision) - 1;
        int maximum = preset.maximum == 0 ? greatest : preset.maximum;
        if (maximum > greatest) {
            throw Faults.contradiction("a preset MAXVAL of " + maximum + " for " + precision + " bits");
        }
        if (near > Math.min(MOST_NEAR, maximum / 2)) {
            throw Faults.contradiction("NEAR of " + near + " for samples up to " + maximum);
        }
        int default1;
        int default2;
        int default3;
        if (maximum >= 128) {
            int factor = (Math.min(maximum, 4095) + 128) / 256;
            default1 = factor + 2 + 3 * near;
            default2 = factor * 4 + 3 + 5 * near;
            default3 = factor * 17 + 4 + 7 * near;
        } else {
            int factor = 256 / (maximum + 1);
            default1 = Math.max(2, 3 / factor + 3 * near);
            default2 = Math.max(3, 7 / factor + 5 * near);
            default3 = Math.max(4, 21 / factor + 7 * near);
        }
        int threshold1 = threshold(preset.threshold1, default1, near + 1, maximum);
        int threshold2 = threshold(preset.threshold2, default2, threshold1, maximum);
        int threshold3 = threshold(preset.threshold3, default3, threshold2, maximum);
        int reset = preset.reset == 0 ? DEFAULT_RESET : preset.reset;
        if (reset < 3 || reset > Math.max(255, maximum)) {
            throw Faults.contradiction("a preset RESET of " + reset);
        }
        return new CodingParameters(maximum, near, threshold1, threshold2, threshold3, reset);
    }

    private static int threshold(int preset, int otherwise, int least, int most) throws CorruptDataException {
        if (preset == 0) {
            return otherwise > most || otherwise < least ? least : otherwise;
        }
        if (preset < least || preset > most) {
            throw Faults.contradiction("a preset threshold of " + preset + ", not " + least + " to " + most);
        }
        return preset;
    }

    /** By how much neighbouring reconstructed values differ. */
    int step() {
        return 2 * near + 1;
    }

    /** RANGE: how many values a prediction error has. */
    int range() {
        return (maximum + 2 * near) / step() + 1;
    }

    /** qbpp: bits of a prediction error. */
    int errorBits() {
        return logarithm(range());
    }

    /** LIMIT: the greatest length of a code. */
    int longestCode() {
        int sampleBits = Math.max(2, logarithm(maximum + 1));
        return 2 * (sampleBits + Math.max(8, sampleBits));
    }

    /** What the sums of errors of all contexts begin with. */
    int firstSum() {
        return Math.max(2, (range() + 32) / 64);
    }

    /** For differences from -T3 to T3, the region that they belong to, -4 to 4 (T.87 A.3.3). */
    byte[] regions() {
        byte[] regions = new byte[2 * threshold3 + 1];
        for (int difference = 0; difference <= threshold3; difference++) {
            int region = difference <= near
                    ? 0
                    : difference < threshold1 ? 1 : difference < threshold2 ? 2 : difference < threshold3 ? 3 : 4;
            regions[threshold3 + difference] = (byte) region;
            regions[threshold3 - difference] = (byte) -region;
        }
        return regions;
    }

    /** The next whole number from the logarithm to the base 2. */
    private static int logarithm(int value) {
        return 32 - Integer.numberOfLeadingZeros(value - 1);
    }
}
