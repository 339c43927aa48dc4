package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.CodestreamException.Kind;

/** Short ways to make the one exception of the codec. */
final class Faults {
    private Faults() {}

    static CodestreamException malformed(String place, long offset, String detail) {
        return new CodestreamException(Kind.MALFORMED, place, offset, detail);
    }

    static CodestreamException truncated(String place, long offset, String detail) {
        return new CodestreamException(Kind.TRUNCATED, place, offset, detail);
    }

    static CodestreamException limit(String place, long offset, String detail) {
        return new CodestreamException(Kind.LIMIT, place, offset, detail);
    }

    static CodestreamException unsupported(String place, long offset, String detail) {
        return new CodestreamException(Kind.UNSUPPORTED, place, offset, detail);
    }
}
