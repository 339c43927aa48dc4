package io.clouddicom.gcs.internal;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.store.UriOptions;
import java.net.URI;
import java.util.Set;
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
    private static final Set<String> OPTIONS = Set.of("endpoint", "credentials");
    private static final Pattern URI_FORM = Pattern.compile(SCHEME
            + "://(projects/[a-z0-9.:-]{1,100}/locations/[a-z0-9-]{1,63}/keyRings/[A-Za-z0-9_-]{1,63}"
            + "/cryptoKeys/[A-Za-z0-9_-]{1,63})");

    static GcpKmsUri parse(String uri) throws InvalidRequestException {
        UriOptions options = new UriOptions(uri, OPTIONS);
        Matcher matcher = URI_FORM.matcher(options.base());
        if (!matcher.matches()) {
            throw options.wrong("a key of Cloud KMS is written " + SCHEME
                    + "://projects/P/locations/L/keyRings/R/cryptoKeys/K?option=value");
        }
        String name = matcher.group(1);
        String url = options.url("endpoint").map(URI::toString).orElse(GOOGLE);
        String endpoint = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        boolean inTheClear = endpoint.startsWith("http:");
        return switch (options.value("credentials").orElse("")) {
            case "" -> new GcpKmsUri(name, endpoint, inTheClear);
            case "none" -> new GcpKmsUri(name, endpoint, true);
            case "default" -> new GcpKmsUri(name, endpoint, false);
            default -> throw options.wrong("the option 'credentials' is default or none");
        };
    }

    /** What names the key, the same wherever it is reached. */
    String id() {
        return SCHEME + "://" + name;
    }
}
