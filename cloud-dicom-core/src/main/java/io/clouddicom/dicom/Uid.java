package io.clouddicom.dicom;

import java.util.Objects;

/**
 * A unique identifier (PS3.5 section 9) as it stands in a dataset, without padding.
 *
 * <p>UIDs in the wild break the rules: leading zeros, other characters than digits and dots, more than 64 characters.
 * Such a UID is kept as it is; {@link #conforms()} tells. Only what cannot be an identifier at all is refused.
 *
 * @param value the identifier, 1 to 1024 characters without control characters
 */
public record Uid(String value) implements Comparable<Uid> {

    /** The longest UID that the standard allows, in characters. */
    public static final int MAX_LENGTH = 64;

    private static final int LONGEST_TOLERATED = 1024;

    /**
     * Checks the identifier.
     *
     * @throws IllegalArgumentException it is empty, longer than 1024 characters or has control characters
     */
    public Uid {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a UID is empty");
        }
        if (value.length() > LONGEST_TOLERATED) {
            throw new IllegalArgumentException("a UID has " + value.length() + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a UID has a control character");
        }
    }

    /**
     * Makes a UID of a value as it may stand in a dataset: padding (spaces and NULs) at either end is removed.
     *
     * @param value the value
     * @return the UID
     * @throws IllegalArgumentException nothing is left, or what is left cannot be an identifier
     */
    public static Uid of(String value) {
        int from = 0;
        int to = value.length();
        while (to > from && isPadding(value.charAt(to - 1))) {
            to--;
        }
        while (from < to && isPadding(value.charAt(from))) {
            from++;
        }
        return new Uid(value.substring(from, to));
    }

    private static boolean isPadding(char c) {
        return c == 0 || c == ' ';
    }

    /** Whether it keeps the rules of PS3.5 9.1: at most 64 characters, digits and dots, no empty or zero-led part. */
    public boolean conforms() {
        if (value.length() > MAX_LENGTH) {
            return false;
        }
        int partStart = 0;
        for (int i = 0; i <= value.length(); i++) {
            char c = i == value.length() ? '.' : value.charAt(i);
            if (c == '.') {
                int length = i - partStart;
                if (length == 0 || (length > 1 && value.charAt(partStart) == '0')) {
                    return false;
                }
                partStart = i + 1;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Uid other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
