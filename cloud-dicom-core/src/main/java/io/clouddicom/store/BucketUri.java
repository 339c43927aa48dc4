package io.clouddicom.store;

import io.clouddicom.InvalidRequestException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * For those who write a store: the URI of a store in a bucket, {@code scheme://bucket/prefix?option=value&...}, taken apart.
 * Credentials are never part of it.
 *
 * @param bucket the bucket
 * @param prefix what the store's names begin with, or empty
 * @param options the options
 */
public record BucketUri(String bucket, String prefix, UriOptions options) {
    /** The option for the storage class of every object. */
    public static final String STORAGE_CLASS = "storageClass";

    /** The option for the storage class of stored instances, which leaves indexes where they open fast. */
    public static final String INSTANCE_STORAGE_CLASS = "instanceStorageClass";

    /**
     * Takes a URI apart.
     *
     * @param uri the URI
     * @param kind what such a store is called, for the message of the error
     * @param names what options may be called
     * @param prefixes what other options may begin with
     * @return its parts
     * @throws InvalidRequestException it has no bucket, a user, a fragment, or an option that is not known or is given twice
     */
    public static BucketUri parse(URI uri, String kind, Set<String> names, Set<String> prefixes)
            throws InvalidRequestException {
        UriOptions options = new UriOptions(uri.toString(), names, prefixes);
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty() || authority.indexOf('@') >= 0 || uri.getRawFragment() != null) {
            throw options.wrong(kind + " is written " + uri.getScheme() + "://bucket/prefix?option=value");
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        return new BucketUri(authority, path.startsWith("/") ? path.substring(1) : path, options);
    }

    /** The storage class of an object by its key, as the two options for it say. */
    public Function<ObjectKey, Optional<String>> storageClasses() {
        Optional<String> always = options.value(STORAGE_CLASS);
        Optional<String> instances = options.value(INSTANCE_STORAGE_CLASS).or(() -> always);
        return key -> key.value().contains("/instances/") ? instances : always;
    }
}
