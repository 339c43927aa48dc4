package io.clouddicom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What stored objects hold. Whatever the policy, an instance that could not come back bit for bit is stored as it was
 * received; its receipt says why.
 */
public enum StoragePolicy {
    /**
     * Native pixel data becomes HTJ2K Lossless RPCL (1.2.840.10008.1.2.4.202): smaller, and a preview is a short prefix of a
     * frame. All else as received.
     */
    HTJ2K_LOSSLESS_RPCL,
    /** Native pixel data becomes HTJ2K Lossless (1.2.840.10008.1.2.4.201). All else as received. */
    HTJ2K_LOSSLESS,
    /**
     * Native pixel data becomes JPEG 2000 Lossless (1.2.840.10008.1.2.4.90), resolutions one after the other, for those who
     * have no HTJ2K: a little smaller, and several times slower to encode and decode. All else as received.
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
