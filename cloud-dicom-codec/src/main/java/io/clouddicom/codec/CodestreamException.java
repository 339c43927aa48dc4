package io.clouddicom.codec;

import java.io.IOException;
import java.io.Serial;

/**
 * A codestream that cannot be decoded: malformed, truncated, over a limit, or of a kind that is not supported.
 *
 * <p>The message names the marker segment or structure and the byte offset from the beginning of the input.
 */
public final class CodestreamException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What the caller does next. */
    public enum Kind {
        /** The bytes contradict the standard; nothing will decode them as they are. */
        MALFORMED,
        /** The bytes end early; more of them may help. */
        TRUNCATED,
        /** A limit of the options forbids it; a larger limit may help. */
        LIMIT,
        /** Legal, but not done here. */
        UNSUPPORTED
    }

    private final Kind kind;
    private final String place;
    private final long offsetBytes;

    /**
     * Creates the error.
     *
     * @param kind what the caller does next
     * @param place the marker or structure, such as {@code "SIZ"} or {@code "packet header"}
     * @param offsetBytes offset from the beginning of the input in bytes, at or shortly after the fault
     * @param detail what is wrong, a phrase without the place
     */
    public CodestreamException(Kind kind, String place, long offsetBytes, String detail) {
        super(place + " at byte " + offsetBytes + ": " + detail);
        this.kind = kind;
        this.place = place;
        this.offsetBytes = offsetBytes;
    }

    /** What the caller does next. */
    public Kind kind() {
        return kind;
    }

    /** The marker or structure in which the fault was noticed. */
    public String place() {
        return place;
    }

    /** Offset from the beginning of the input, in bytes. */
    public long offsetBytes() {
        return offsetBytes;
    }
}
