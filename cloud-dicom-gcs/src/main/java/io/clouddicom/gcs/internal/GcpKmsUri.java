package io.clouddicom.gcs.internal;

import io.clouddicom.InvalidRequestException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key's URI, taken apart: {@code gcp-kms://NAME?endpoint=URL&credentials=none}.
 *
 * @param name the key's resource name, {@code projects/P/locations/L/keyRings/R/cryptoKeys/K}
 * @param endpoint where the service is, without a slash at the end
 * @param anonymous whether requests carry no credentials
 */
record GcpKmsUri(String name, String endpoint, boolean anonymous) {
    static final String SCHEME = "gcp-kms";

    private static final String GOOGLE = "https://cloudkms.googleapis.com";
    private static final Pattern URI_FORM = Pattern.compile(SCHEME
            + "://(projects/[a-z0-9.:-]{1,100}/locations/[a-z0-9-]{1,63}/keyRings/[A-Za-z0-9_-]{1,63}"
            + "/cryptoKeys/[A-Za-z0-9_-]{1,63})(?:\\?(.*))?");

    static GcpKmsUri parse(String uri) throws InvalidRequestException {
        Matcher matcher = URI_FORM.matcher(uri);
        if (!matcher.matches()) {
            throw wrong(
                    uri,
                    "a key of Cloud KMS is written " + SCHEME
                            + "://projects/P/locations/L/keyRings/R/cryptoKeys/K?option=value");
        }
        String endpoint = GOOGLE;
        String credentials = "";
        String query = matcher.group(2) == null ? "" : matcher.group(2);
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            switch (equals < 0 ? pair : pair.substring(0, equals)) {
                case "endpoint" -> endpoint = url(uri, value);
                case "credentials" -> credentials = value;
                default -> throw wrong(uri, "the options are endpoint and credentials, not '" + pair + "'");
            }
        }
        boolean inTheClear = endpoint.startsWith("http:");
        return switch (credentials) {
            case "" -> new GcpKmsUri(matcher.group(1), endpoint, inTheClear);
            case "none" -> new GcpKmsUri(matcher.group(1), endpoint, true);
            case "default" -> new GcpKmsUri(matcher.group(1), endpoint, false);
            default -> throw wrong(uri, "the option 'credentials' is default or none");
        };
    }

    private static String url(String uri, String value) throws InvalidRequestException {
        try {
            URI url = URI.create(value);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw wrong(uri, "the option 'endpoint' is a URL such as https://host:9000, not '" + value + "'");
    }

    private static InvalidRequestException wrong(String uri, String detail) {
        int query = uri.indexOf('?');
        return new InvalidRequestException("open", query < 0 ? uri : uri.substring(0, query), detail);
    }

    /** What names the key, the same wherever it is reached. */
    String id() {
        return SCHEME + "://" + name;
    }
}
