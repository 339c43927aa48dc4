package io.clouddicom.testkit.gcs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bodies of several parts (RFC 2046, 5.1). */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^;\\s]{1,70}))");

    private Multipart() {}

    /**
     * A part.
     *
     * @param headers its headers, by names in lower case
     * @param body its body
     */
    record Part(Map<String, String> headers, byte[] body) {}

    /** The parts of a body. */
    static List<Part> parts(@Nullable String contentType, String wanted, byte[] body) throws Refusal {
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith(wanted)) {
            throw Refusal.invalid("the Content-Type is not " + wanted);
        }
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!matcher.find()) {
            throw Refusal.invalid("Missing multipart boundary");
        }
        String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        byte[] delimiter = ("\r\n--" + name).getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = concat("\r\n".getBytes(StandardCharsets.ISO_8859_1), body);
        List<Part> parts = new ArrayList<>();
        int at = indexOf(whole, delimiter, 0);
        while (at >= 0) {
            int from = at + delimiter.length;
            if (from + 1 < whole.length && whole[from] == '-' && whole[from + 1] == '-') {
                return parts;
            }
            int next = indexOf(whole, delimiter, from);
            if (next < 0) {
                break;
            }
            parts.add(part(Arrays.copyOfRange(whole, from, next)));
            at = next;
        }
        throw Refusal.invalid("the last boundary is missing");
    }

    private static Part part(byte[] bytes) throws Refusal {
        int start = indexOf(bytes, "\r\n".getBytes(StandardCharsets.ISO_8859_1), 0);
        int end = indexOf(bytes, "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), 0);
        if (start < 0 || end < 0) {
            throw Refusal.invalid("a part has no head");
        }
        String head = end <= start ? "" : new String(bytes, start + 2, end - start - 2, StandardCharsets.ISO_8859_1);
        return new Part(headers(head), Arrays.copyOfRange(bytes, end + 4, bytes.length));
    }

    /** Headers, one a line. */
    static Map<String, String> headers(String lines) throws Refusal {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines.split("\r\n")) {
            int colon = line.indexOf(':');
            if (!line.isEmpty() && colon <= 0) {
                throw Refusal.invalid("a line of a head is no header");
            }
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Where bytes begin in others, from a place on; negative where they do not. */
    static int indexOf(byte[] in, byte[] wanted, int from) {
        for (int i = from; i <= in.length - wanted.length; i++) {
            if (in[i] == wanted[0] && Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
