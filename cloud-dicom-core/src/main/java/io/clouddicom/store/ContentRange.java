package io.clouddicom.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For those who write a store over HTTP: what the header {@code Content-Range} of an answer says (RFC 9110, 14.4).
 *
 * @param offsetBytes where the range begins
 * @param lengthBytes how long it is
 * @param sizeBytes size of the whole object
 */
public record ContentRange(long offsetBytes, long lengthBytes, long sizeBytes) {
    private static final Pattern FORM = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    /**
     * Reads the header.
     *
     * @param header its value, or null where there is none
     * @return what it says; empty where that is not a range of an object whose size is told
     */
    public static Optional<ContentRange> parse(@Nullable String header) {
        Matcher matcher = FORM.matcher(header == null ? "" : header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        long size = Long.parseLong(matcher.group(3));
        return first <= last && last < size
                ? Optional.of(new ContentRange(first, last - first + 1, size))
                : Optional.empty();
    }
}
