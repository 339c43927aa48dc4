package io.clouddicom.codec.internal;

/**
 * The scaling steps of the 9/7 wavelet (T.800 F.3.8.2, F.4.8.2), which are not run: for each subband of a component the
 * product of the factors of all resolutions, to be made part of the quantiser step.
 */
final class LiftingGains {
    private static final double K = 1.230174104914001;

    private final double[] gains = new double[34];
    private TileComponent component;

    @SuppressWarnings("NullAway.Init")
    LiftingGains() {}

    /** Computes the gains of a component, of which resolutions up to {@code top} are used. */
    void start(TileComponent of, int top) {
        component = of;
        gains[top] = 1;
        for (int resolution = top; resolution > 0; resolution--) {
            Resolution level = of.resolutions[resolution];
            gains[resolution - 1] = gains[resolution] * low(level.width()) * low(level.height());
        }
    }

    private static double low(int samples) {
        return samples > 1 ? K : 1;
    }

    private static double high(int samples) {
        return samples > 1 ? 1 / K : 0.5;
    }

    /** What a quantised coefficient of the subband is multiplied by, for the value that the lifting steps know. */
    double scale(Subband band) {
        double gain = gains[band.resolution];
        if (band.orientation != Subband.LL) {
            Resolution level = component.resolutions[band.resolution];
            gain *= (band.orientation & 1) != 0 ? high(level.width()) : low(level.width());
            gain *= (band.orientation & 2) != 0 ? high(level.height()) : low(level.height());
        }
        return gain * band.step;
    }
}
