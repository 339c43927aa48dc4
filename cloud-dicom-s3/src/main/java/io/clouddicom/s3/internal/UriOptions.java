package io.clouddicom.s3.internal;

import io.clouddicom.InvalidRequestException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options in the query of a URI, {@code name=value&...}: each known, and given once. */
final class UriOptions {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(|KiB|MiB|GiB)");

    private final String uri;
    private final Set<String> names;
    private final Set<String> prefixes;
    private final Map<String, String> values = new TreeMap<>();

    /**
     * Reads options.
     *
     * @param uri the URI without them, for messages
     * @param query the part with them, or null
     * @param names what they may be called
     * @param prefixes what others may begin with
     */
    UriOptions(String uri, @Nullable String query, Set<String> names, Set<String> prefixes)
            throws InvalidRequestException {
        this.uri = uri;
        this.names = names;
        this.prefixes = prefixes;
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&")) {
                add(pair);
            }
        }
    }

    private void add(String pair) throws InvalidRequestException {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        if (equals < 0 || (!names.contains(name) && prefixes.stream().noneMatch(name::startsWith))) {
            StringBuilder known =
                    new StringBuilder(String.join(", ", names.stream().sorted().toList()));
            prefixes.forEach(prefix -> known.append(", ").append(prefix).append("NAME"));
            throw wrong("the option '" + name + "' is not known; there are " + known);
        }
        if (values.put(name, decoded(pair.substring(equals + 1))) != null) {
            throw wrong("the option '" + name + "' is given twice");
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The error of a URI that is wrong. */
    InvalidRequestException wrong(String detail) {
        return new InvalidRequestException("open", uri, detail);
    }

    /** All of them, by name. */
    Map<String, String> all() {
        return values;
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean flag(String name, boolean otherwise) throws InvalidRequestException {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong("the option '" + name + "' is true or false, not '" + value + "'");
        }
        return value.equals("true");
    }

    /** A number, perhaps of kibibytes or more. */
    long size(String name, long otherwise) throws InvalidRequestException {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        Matcher matcher = SIZE.matcher(value);
        if (!matcher.matches()) {
            throw wrong("the option '" + name + "' is a number, such as 8 or 8MiB, not '" + value + "'");
        }
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    Duration seconds(String name, long otherwise) throws InvalidRequestException {
        return Duration.ofSeconds(size(name, otherwise));
    }

    /** A URL, of an option that is given. */
    URI url(String name) throws InvalidRequestException {
        String value = value(name).orElseThrow();
        try {
            URI url = URI.create(value);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw wrong("the option '" + name + "' is a URL such as https://host:9000, not '" + value + "'");
    }
}
