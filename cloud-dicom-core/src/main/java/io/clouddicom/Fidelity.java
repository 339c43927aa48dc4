package io.clouddicom;

/** How exactly what was put in can be reproduced from what is stored. */
public enum Fidelity {
    /** The original file, bit for bit. */
    BYTE_EXACT,
    /** Every sample of every frame. */
    PIXEL_EXACT,
    /** Every wavelet coefficient of a lossy JPEG 2000 stream. */
    COEFFICIENT_EXACT
}
