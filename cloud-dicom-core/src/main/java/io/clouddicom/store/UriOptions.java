package io.clouddicom.store;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.RetryPolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For those who write a store or a key: the options in the query of a URI, {@code name=value&...}, each known, and given
 * once.
 */
public final class UriOptions {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(|KiB|MiB|GiB)");

    private final String base;
    private final Set<String> names;
    private final Set<String> prefixes;
    private final Map<String, String> values = new TreeMap<>();

    /**
     * Reads options.
     *
     * @param uri the whole URI
     * @param names what they may be called
     * @throws InvalidRequestException one is not known, or given twice
     */
    public UriOptions(String uri, Set<String> names) throws InvalidRequestException {
        this(uri, names, Set.of());
    }

    /**
     * Reads options.
     *
     * @param uri the whole URI
     * @param names what they may be called
     * @param prefixes what others may begin with
     * @throws InvalidRequestException one is not known, or given twice
     */
    public UriOptions(String uri, Set<String> names, Set<String> prefixes) throws InvalidRequestException {
        int query = uri.indexOf('?');
        this.base = query < 0 ? uri : uri.substring(0, query);
        this.names = names;
        this.prefixes = prefixes;
        if (query >= 0 && query + 1 < uri.length()) {
            for (String pair : uri.substring(query + 1).split("&")) {
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

    /** The URI without its options. */
    public String base() {
        return base;
    }

    /**
     * The error of a URI that is wrong.
     *
     * @param detail what is wrong, a phrase
     * @return the error
     */
    public InvalidRequestException wrong(String detail) {
        return new InvalidRequestException("open", base, detail);
    }

    /**
     * The error of a URI of which nothing can be made.
     *
     * @param cause why
     * @return the error, which says what the cause says
     */
    public InvalidRequestException wrong(RuntimeException cause) {
        return new InvalidRequestException("open", base, String.valueOf(cause.getMessage()), cause);
    }

    /** All of them, by name. */
    public Map<String, String> all() {
        return Collections.unmodifiableMap(values);
    }

    /**
     * An option as it is given.
     *
     * @param name its name
     * @return its value, if it is given
     */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * An option that is true or false.
     *
     * @param name its name
     * @param otherwise what it is unless given
     * @return its value
     * @throws InvalidRequestException it is neither
     */
    public boolean flag(String name, boolean otherwise) throws InvalidRequestException {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong("the option '" + name + "' is true or false, not '" + value + "'");
        }
        return value.equals("true");
    }

    /**
     * A number, perhaps of kibibytes or more.
     *
     * @param name its name
     * @param otherwise what it is unless given
     * @return its value
     * @throws InvalidRequestException it is no such number
     */
    public long size(String name, long otherwise) throws InvalidRequestException {
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

    /**
     * A number that is not large.
     *
     * @param name its name
     * @param otherwise what it is unless given
     * @return its value
     * @throws InvalidRequestException it is no such number
     */
    public int number(String name, int otherwise) throws InvalidRequestException {
        long size = size(name, otherwise);
        if (size > Integer.MAX_VALUE) {
            throw wrong("the option '" + name + "' is less than 2 GiB, not '" + values.get(name) + "'");
        }
        return (int) size;
    }

    /**
     * A time in seconds.
     *
     * @param name its name
     * @param otherwise what it is unless given
     * @return its value
     * @throws InvalidRequestException it is no number
     */
    public Duration seconds(String name, int otherwise) throws InvalidRequestException {
        return Duration.ofSeconds(number(name, otherwise));
    }

    /**
     * A URL.
     *
     * @param name its name
     * @return its value, if it is given
     * @throws InvalidRequestException it is no URL of http or https
     */
    public Optional<URI> url(String name) throws InvalidRequestException {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            URI url = URI.create(value);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return Optional.of(url);
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw wrong("the option '" + name + "' is a URL such as https://host:9000, not '" + value + "'");
    }

    /**
     * How often, and for how long, something is repeated; pauses are as usual.
     *
     * @param attempts the name of the option for how often
     * @param seconds the name of the option for how long
     * @return {@link RetryPolicy#DEFAULT}, but for what is given
     * @throws InvalidRequestException they are no numbers, or there would be no attempt
     */
    public RetryPolicy retries(String attempts, String seconds) throws InvalidRequestException {
        RetryPolicy usual = RetryPolicy.DEFAULT;
        int most = number(attempts, usual.attempts());
        Duration longest = seconds(seconds, (int) usual.budget().toSeconds());
        try {
            return new RetryPolicy(most, usual.firstPause(), usual.longestPause(), longest);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }
}
