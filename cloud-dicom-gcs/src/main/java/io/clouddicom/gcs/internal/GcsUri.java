package io.clouddicom.gcs.internal;

import com.google.auth.Credentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.gcs.GcsOptions;
import io.clouddicom.store.ObjectKey;
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

/**
 * A store's URI, {@code gs://bucket/prefix?option=value&...}, taken apart. Credentials are never part of it: they come from
 * where Google's libraries look for them (application default credentials).
 */
final class GcsUri {
    /** What a store's URI may ask for. */
    private static final Set<String> OPTIONS = Set.of(
            "endpoint",
            "credentials",
            "project",
            "storageClass",
            "instanceStorageClass",
            "kmsKeyName",
            "chunkSize",
            "connectTimeout",
            "readTimeout");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(|KiB|MiB|GiB)");

    private final String text;
    private final String bucket;
    private final String prefix;
    private final Map<String, String> values = new TreeMap<>();

    private GcsUri(URI uri) throws InvalidRequestException {
        this.text = withoutQuery(uri);
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty() || authority.indexOf('@') >= 0 || uri.getRawFragment() != null) {
            throw wrong("a store on Google Cloud Storage is written gs://bucket/prefix?option=value");
        }
        this.bucket = authority;
        String path = uri.getPath() == null ? "" : uri.getPath();
        this.prefix = path.startsWith("/") ? path.substring(1) : path;
        String query = uri.getRawQuery();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&")) {
                add(pair);
            }
        }
    }

    static GcsUri parse(URI uri) throws InvalidRequestException {
        return new GcsUri(uri);
    }

    private static String withoutQuery(URI uri) {
        String whole = uri.toString();
        int query = whole.indexOf('?');
        return query < 0 ? whole : whole.substring(0, query);
    }

    private void add(String pair) throws InvalidRequestException {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        if (equals < 0 || !OPTIONS.contains(name)) {
            throw wrong("the option '" + name + "' is not known; there are "
                    + String.join(", ", OPTIONS.stream().sorted().toList()));
        }
        if (values.put(name, decoded(pair.substring(equals + 1))) != null) {
            throw wrong("the option '" + name + "' is given twice");
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private InvalidRequestException wrong(String detail) {
        return new InvalidRequestException("open", text, detail);
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private long size(String name, long otherwise) throws InvalidRequestException {
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

    /** What the store does with the bucket. */
    GcsOptions options() throws InvalidRequestException {
        try {
            GcsOptions.Builder options =
                    GcsOptions.bucket(bucket).prefix(prefix).chunkBytes(Math.toIntExact(size("chunkSize", 8 << 20)));
            Optional<String> always = value("storageClass");
            Optional<String> instances = value("instanceStorageClass").or(() -> always);
            options.storageClass(key -> isInstance(key) ? instances : always);
            value("kmsKeyName").ifPresent(options::kmsKeyName);
            return options.build();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidRequestException("open", text, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether this is a stored instance, as against an index or what describes the archive. */
    private static boolean isInstance(ObjectKey key) {
        return key.value().contains("/instances/");
    }

    /** A client of its own. */
    Storage client() throws InvalidRequestException {
        HttpStorageOptions.Builder builder = StorageOptions.http()
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setConnectTimeout(milliseconds("connectTimeout", 10))
                        .setReadTimeout(milliseconds("readTimeout", 60))
                        .build())
                .setRetrySettings(ServiceOptions.getNoRetrySettings());
        Optional<URI> endpoint = endpoint();
        endpoint.ifPresent(uri -> builder.setHost(uri.toString()));
        Optional<Credentials> own = credentials(endpoint);
        own.ifPresent(builder::setCredentials);
        Optional<String> project = value("project");
        if (project.isPresent() || own.isPresent()) {
            // Requests for objects name no project. Without one given, the library would look for one in the network.
            builder.setProjectId(project.orElse("none"));
        }
        try {
            return builder.build().getService();
        } catch (RuntimeException e) {
            throw new InvalidRequestException("open", text, "the client cannot be made: " + e.getMessage(), e);
        }
    }

    /** The credentials that the URI asks for; none are sent in the clear unless it says so. */
    private Optional<Credentials> credentials(Optional<URI> endpoint) throws InvalidRequestException {
        boolean inTheClear =
                endpoint.isPresent() && "http".equals(endpoint.get().getScheme());
        return switch (value("credentials").orElse(inTheClear ? "none" : "default")) {
            case "none" -> Optional.of(NoCredentials.getInstance());
            case "default" -> Optional.empty();
            default -> throw wrong("the option 'credentials' is default or none");
        };
    }

    private Optional<URI> endpoint() throws InvalidRequestException {
        Optional<String> value = value("endpoint");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(value.get());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw wrong("the option 'endpoint' is a URL such as https://host:9000, not '" + value.get() + "'");
    }

    private int milliseconds(String name, long otherwise) throws InvalidRequestException {
        try {
            return Math.toIntExact(Duration.ofSeconds(size(name, otherwise)).toMillis());
        } catch (ArithmeticException e) {
            throw wrong("the option '" + name + "' is too long a time");
        }
    }
}
