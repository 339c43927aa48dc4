package io.clouddicom.internal.transcode;

import java.io.Serial;

/** An instance cannot be transcoded so that it comes back bit for bit; it is stored as it came. The message says why. */
public final class NotTranscodableException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param reason why, without identifiers or values
     */
    public NotTranscodableException(String reason) {
        super(reason);
    }
}
