package io.clouddicom.store;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The name of an object in a store.
 *
 * <p>One to 1024 bytes of UTF-8; segments separated by {@code /}, none of them empty, {@code .} or {@code ..}; no
 * control characters (U+0000 to U+001F, U+007F to U+009F), no unpaired surrogates, neither U+FFFE nor U+FFFF. Every
 * store accepts every such key. Keys are ordered by their UTF-8 bytes, unsigned, as object stores list them.
 *
 * @param value the name
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    /** The longest key, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1024;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException the name breaks a rule, which the message tells
     */
    public ObjectKey {
        Objects.requireNonNull(value, "value");
        check(value);
    }

    /**
     * Makes a key of a string.
     *
     * @param value the name
     * @return the key
     * @throws IllegalArgumentException the name breaks a rule
     */
    public static ObjectKey of(String value) {
        return new ObjectKey(value);
    }

    /**
     * Whether a name is a legal key; what lies in a bucket beside a store's objects may not be.
     *
     * @param name the name
     * @return whether {@link #of} takes it
     */
    public static boolean isLegal(String name) {
        try {
            check(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Whether a legal key can begin so. Servers refuse to look for some other names.
     *
     * @param prefix the beginning
     * @return whether there is such a key
     */
    public static boolean canBeginWith(String prefix) {
        return isLegal(prefix + "x");
    }

    /**
     * Checks the beginning of names that {@link ObjectStore#listPrefixes} is given.
     *
     * @param prefix the beginning
     * @throws IllegalArgumentException it is not empty and does not end with {@code /}
     */
    public static void requireFolder(String prefix) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("the prefix '" + prefix + "' does not end with '/'");
        }
    }

    private static void check(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("an object key is empty");
        }
        int segmentStart = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || value.charAt(i) == '/') {
                checkSegment(value, segmentStart, i);
                segmentStart = i + 1;
                continue;
            }
            char c = value.charAt(i);
            if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xFFFE || c == 0xFFFF) {
                throw illegal(value, String.format("the character U+%04X at position %d", (int) c, i));
            }
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw illegal(value, "an unpaired surrogate at position " + i);
                }
                i++;
            } else if (Character.isLowSurrogate(c)) {
                throw illegal(value, "an unpaired surrogate at position " + i);
            }
        }
        if (value.length() > MAX_BYTES / 3 && value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw illegal(value, "more than " + MAX_BYTES + " bytes");
        }
    }

    private static void checkSegment(String value, int from, int to) {
        if (from == to) {
            throw illegal(value, "an empty segment at position " + from);
        }
        int length = to - from;
        if (value.charAt(from) == '.' && (length == 1 || (length == 2 && value.charAt(from + 1) == '.'))) {
            throw illegal(value, "the segment '" + value.substring(from, to) + "'");
        }
    }

    private static IllegalArgumentException illegal(String value, String what) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "..." : value;
        return new IllegalArgumentException("object key '" + shown.replaceAll("\\p{Cntrl}", "?") + "' has " + what);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return compareUtf8(value, other.value);
    }

    /**
     * Compares two strings as object stores order names: by their UTF-8 bytes, unsigned. (Not as
     * {@link String#compareTo}, which puts surrogates before U+E000.)
     *
     * @param a one
     * @param b the other
     * @return less than, equal to or greater than zero
     */
    public static int compareUtf8(String a, String b) {
        int mismatch = mismatch(a, b);
        if (mismatch < 0) {
            return Integer.compare(a.length(), b.length());
        }
        return Integer.compare(utf8Rank(a.charAt(mismatch)), utf8Rank(b.charAt(mismatch)));
    }

    /** UTF-16 units in the order of the UTF-8 that they become: surrogates stand for what lies above U+FFFF. */
    private static int utf8Rank(char unit) {
        return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
    }

    private static int mismatch(String a, String b) {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return value;
    }
}
