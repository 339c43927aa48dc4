package io.clouddicom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How exactly what was put in can be reproduced from what is stored; from the most exact down. */
public enum Fidelity {
    /** The original file, bit for bit. */
    BYTE_EXACT,
    /**
     * Every sample of every frame, and every attribute. The file itself is another one: its frames are encoded otherwise,
     * without loss.
     */
    PIXEL_EXACT,
    /**
     * Every wavelet coefficient of lossy JPEG 2000 frames, so that they decode to the same samples, and every attribute but
     * the history of lossy compression. The file itself is another one.
     */
    COEFFICIENT_EXACT;

    /** Its name on the command line, such as {@code pixel-exact}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The fidelity of a label.
     *
     * @param label such as {@code byte-exact}
     * @return the fidelity; empty where there is none of that label
     */
    public static Optional<Fidelity> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(fidelity -> fidelity.label().equals(label))
                .findFirst();
    }
}
