package io.clouddicom.codec.internal;

/**
 * The codes of the residuals of two quads (U-VLC, T.814 7.3.6 and Table 3), for look-up by the first plus 32 times the
 * second. An entry holds up to 16 bits of code, the event of the run-length coder that tells of two large residuals, if
 * any, as in {@link HtEncodingTable}, and from {@link #LENGTH_SHIFT} on the length.
 *
 * <p>Residuals are at most 31, so that no suffix needs the extension.
 */
final class HtResidualCodes {
    static final int LENGTH_SHIFT = 24;

    /** For the first row of quads. */
    static final int[] INITIAL = new int[32 * 32];

    static final int[] OTHER = new int[32 * 32];

    static {
        for (int index = 0; index < OTHER.length; index++) {
            OTHER[index] = pair(index & 31, index >> 5);
            INITIAL[index] = initial(index & 31, index >> 5);
        }
    }

    private HtResidualCodes() {}

    /** Prefix of the first, prefix of the second, suffix of the first, suffix of the second. */
    private static int pair(int first, int second) {
        return join(
                prefix(first), prefixLength(first),
                prefix(second), prefixLength(second),
                suffix(first), suffixLength(first),
                suffix(second), suffixLength(second));
    }

    private static int initial(int first, int second) {
        if (first == 0 || second == 0) {
            return pair(first, second);
        }
        if (Math.min(first, second) > 2) {
            return HtEncodingTable.EVENT_ONE | pair(first - 2, second - 2);
        }
        // When the first is above two, the second is one or two and takes one bit.
        int code = first > 2
                ? join(prefix(first), prefixLength(first), second - 1, 1, suffix(first), suffixLength(first))
                : pair(first, second);
        return HtEncodingTable.EVENT_ZERO | code;
    }

    /** Pairs of bits and how many they are, from the lowest place on. */
    private static int join(int... parts) {
        int word = 0;
        int length = 0;
        for (int part = 0; part < parts.length; part += 2) {
            word |= parts[part] << length;
            length += parts[part + 1];
        }
        return length << LENGTH_SHIFT | word;
    }

    private static int prefix(int residual) {
        return switch (residual) {
            case 1 -> 1;
            case 2 -> 2;
            case 3, 4 -> 4;
            default -> 0;
        };
    }

    private static int prefixLength(int residual) {
        return Math.min(residual, 3);
    }

    private static int suffix(int residual) {
        return residual < 3 ? 0 : residual < 5 ? residual - 3 : residual - 5;
    }

    private static int suffixLength(int residual) {
        return residual < 3 ? 0 : residual < 5 ? 1 : 5;
    }
}
