package io.clouddicom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What stored objects hold.
 *
 * <p>Native pixel data comes back bit for bit ({@link Fidelity#BYTE_EXACT}), whatever it was stored as. Frames that came
 * compressed without loss (RLE, JPEG lossless, JPEG-LS lossless, JPEG 2000 lossless) come back {@link Fidelity#PIXEL_EXACT}:
 * every sample and every attribute, in the transfer syntax of the policy; {@link PutOptions#withLeastFidelity} can forbid
 * that. Those that are in the policy's own coding stay as they are. All is proven before the put is acknowledged; an
 * instance for which it cannot be is stored as it was received, byte by byte, and its receipt says why. So are lossy frames,
 * video, and what has no pixels.
 */
public enum StoragePolicy {
    /**
     * HTJ2K Lossless RPCL (1.2.840.10008.1.2.4.202): smaller than native, and a preview is a short prefix of a frame. Frames
     * in any lossless HTJ2K stay.
     */
    HTJ2K_LOSSLESS_RPCL,
    /** HTJ2K Lossless (1.2.840.10008.1.2.4.201). Frames in any lossless HTJ2K stay. */
    HTJ2K_LOSSLESS,
    /**
     * JPEG 2000 Lossless (1.2.840.10008.1.2.4.90), resolutions one after the other, for those who have no HTJ2K: a little
     * smaller, and several times slower to encode and decode. Frames in lossless HTJ2K stay too.
     */
    J2K_LOSSLESS,
    /** Every instance as it was received, byte by byte. */
    AS_RECEIVED;

    /** Its name in {@code archive.json} and on the command line, such as {@code htj2k-lossless-rpcl}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The policy of a label.
     *
     * @param label such as {@code as-received}
     * @return the policy; empty where there is none of that label
     */
    public static Optional<StoragePolicy> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(policy -> policy.label().equals(label))
                .findFirst();
    }
}
