package io.clouddicom.testkit.gcs;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer, before it is sent.
 *
 * @param status the HTTP status
 * @param headers its headers; Content-Length is added
 * @param body its body
 */
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final String JSON = "application/json; charset=UTF-8";

    static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0]);
    }

    static Answer json(int status, Object value) {
        return new Answer(status, Map.of("Content-Type", JSON), Json.write(value));
    }

    static Answer text(int status, String words) {
        return new Answer(
                status, Map.of("Content-Type", "text/html; charset=UTF-8"), words.getBytes(StandardCharsets.UTF_8));
    }

    /** What a refusal looks like: JSON, or only its words where bytes were asked for. */
    static Answer refusal(Refusal refusal, boolean media) {
        if (media || refusal.status() == 304) {
            return text(refusal.status(), refusal.status() == 304 ? "" : refusal.getMessage());
        }
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("message", refusal.getMessage());
        one.put("domain", "global");
        one.put("reason", refusal.reason());
        if (refusal.status() == 412) {
            one.put("locationType", "header");
            one.put("location", "If-Match");
        }
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", refusal.status());
        error.put("message", refusal.getMessage());
        error.put("errors", List.of(one));
        return json(refusal.status(), Map.of("error", error));
    }

    /** With one header more. */
    Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }
}
