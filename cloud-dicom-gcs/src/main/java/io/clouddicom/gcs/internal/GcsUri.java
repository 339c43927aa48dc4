package io.clouddicom.gcs.internal;

import com.google.auth.Credentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.gcs.GcsOptions;
import io.clouddicom.store.BucketUri;
import io.clouddicom.store.UriOptions;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

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
            BucketUri.STORAGE_CLASS,
            BucketUri.INSTANCE_STORAGE_CLASS,
            "kmsKeyName",
            "chunkSize",
            "chunkAttempts",
            "chunkRetrySeconds",
            "connectTimeout",
            "readTimeout");

    private static final String NO_CREDENTIALS =
            "no credentials were found; GOOGLE_APPLICATION_CREDENTIALS names a file "
                    + "of them, 'gcloud auth application-default login' makes one, and credentials=none goes without";

    private final BucketUri uri;
    private final UriOptions values;

    private GcsUri(BucketUri uri) {
        this.uri = uri;
        this.values = uri.options();
    }

    static GcsUri parse(URI uri) throws InvalidRequestException {
        return new GcsUri(BucketUri.parse(uri, "a store on Google Cloud Storage", OPTIONS, Set.of()));
    }

    /** What the store does with the bucket. */
    GcsOptions options() throws InvalidRequestException {
        try {
            GcsOptions.Builder options = GcsOptions.bucket(uri.bucket())
                    .prefix(uri.prefix())
                    .storageClass(uri.storageClasses())
                    .chunkBytes(values.number("chunkSize", 8 << 20))
                    .uploadRetries(values.retries("chunkAttempts", "chunkRetrySeconds"));
            values.value("kmsKeyName").ifPresent(options::kmsKeyName);
            return options.build();
        } catch (IllegalArgumentException e) {
            throw values.wrong(e);
        }
    }

    /** A client of its own. */
    Storage client() throws InvalidRequestException, AccessDeniedException {
        HttpStorageOptions.Builder builder = StorageOptions.http()
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setConnectTimeout(milliseconds("connectTimeout", 10))
                        .setReadTimeout(milliseconds("readTimeout", 60))
                        .build())
                .setRetrySettings(ServiceOptions.getNoRetrySettings());
        Optional<URI> endpoint = values.url("endpoint");
        endpoint.ifPresent(url -> builder.setHost(url.toString()));
        Optional<Credentials> own = credentials(endpoint);
        own.ifPresent(builder::setCredentials);
        // Requests for objects name no project. Without one given, the library would look for one in the network.
        builder.setProjectId(values.value("project").orElse("none"));
        try {
            Storage client = builder.build().getService();
            if (client.getOptions().getCredentials() == null) {
                // Requests without any would be answered as if they had the wrong ones.
                throw new AccessDeniedException("open", values.base(), NO_CREDENTIALS);
            }
            return client;
        } catch (RuntimeException e) {
            throw values.wrong(new IllegalArgumentException("the client cannot be made: " + e.getMessage(), e));
        }
    }

    /** The credentials that the URI asks for; none are sent in the clear unless it says so. */
    private Optional<Credentials> credentials(Optional<URI> endpoint) throws InvalidRequestException {
        boolean inTheClear =
                endpoint.isPresent() && "http".equals(endpoint.get().getScheme());
        return switch (values.value("credentials").orElse(inTheClear ? "none" : "default")) {
            case "none" -> Optional.of(NoCredentials.getInstance());
            case "default" -> Optional.empty();
            default -> throw values.wrong("the option 'credentials' is default or none");
        };
    }

    private int milliseconds(String name, int otherwise) throws InvalidRequestException {
        try {
            return Math.toIntExact(values.seconds(name, otherwise).toMillis());
        } catch (ArithmeticException e) {
            throw values.wrong("the option '" + name + "' is too long a time");
        }
    }
}
