package io.clouddicom.testkit.gcs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request, taken apart.
 *
 * @param method its method
 * @param path the segments of its path, decoded
 * @param query its parameters, decoded, each given once
 * @param headers its headers, by names in lower case
 * @param body its body, without an encoding of the transfer
 */
record GcsRequest(
        String method, List<String> path, Map<String, String> query, Map<String, String> headers, byte[] body) {

    /** Parameters that every request may have. */
    private static final Set<String> COMMON = Set.of("alt", "fields", "prettyPrint", "projection", "userProject");

    /** Headers of Google's own that change nothing here. */
    private static final Set<String> HARMLESS =
            Set.of("x-goog-api-client", "x-goog-gcs-idempotency-token", "x-goog-hash", "x-goog-user-project");

    static GcsRequest of(String method, String target, Map<String, String> headers, byte[] body) throws Refusal {
        int question = target.indexOf('?');
        String rawPath = question < 0 ? target : target.substring(0, question);
        List<String> path = new ArrayList<>();
        for (String segment : rawPath.substring(1).split("/", -1)) {
            path.add(decoded(segment.replace("+", "%2B")));
        }
        Map<String, String> query = new LinkedHashMap<>();
        if (question >= 0 && question + 1 < target.length()) {
            for (String pair : target.substring(question + 1).split("&")) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                if (query.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                    throw Refusal.invalid("the parameter " + name + " is given twice");
                }
            }
        }
        for (String name : headers.keySet()) {
            if (name.startsWith("x-goog-") && !HARMLESS.contains(name)) {
                throw Refusal.notKnown("the header " + name);
            }
        }
        return new GcsRequest(method, path, query, headers, unzipped(headers, body));
    }

    private static String decoded(String text) throws Refusal {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("the request's address is not encoded as it should be");
        }
    }

    private static byte[] unzipped(Map<String, String> headers, byte[] body) throws Refusal {
        String encoding = headers.getOrDefault("content-encoding", "identity").toLowerCase(Locale.ROOT);
        if (encoding.equals("identity")) {
            return body;
        }
        if (!encoding.equals("gzip")) {
            throw Refusal.notKnown("the Content-Encoding " + encoding);
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw Refusal.invalid("the body is not what its Content-Encoding says");
        }
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    @Nullable
    String parameter(String name) {
        return query.get(name);
    }

    /** A parameter that is a number that is not negative; null where it is not given. */
    @Nullable
    Long number(String name) throws Refusal {
        String value = query.get(name);
        if (value == null) {
            return null;
        }
        if (!value.matches("\\d{1,18}")) {
            throw Refusal.invalid("Invalid long value: '" + value + "' of " + name + ".");
        }
        return Long.parseLong(value);
    }

    boolean wantsMedia() {
        return "media".equals(query.get("alt"));
    }

    /** Refuses every parameter but the common ones and these. */
    void allow(String... names) throws Refusal {
        Set<String> allowed = Set.of(names);
        for (String name : query.keySet()) {
            if (!COMMON.contains(name) && !allowed.contains(name)) {
                throw Refusal.notKnown("the parameter " + name + " here");
            }
        }
        String alt = query.getOrDefault("alt", "json");
        if (!alt.equals("json") && !alt.equals("media")) {
            throw new Refusal(400, "invalidAltValue", "alt=" + alt);
        }
        String projection = query.getOrDefault("projection", "noAcl");
        if (!projection.equals("noAcl") && !projection.equals("full")) {
            throw Refusal.invalid("projection=" + projection);
        }
    }
}
