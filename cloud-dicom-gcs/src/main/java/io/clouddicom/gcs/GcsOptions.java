package io.clouddicom.gcs;

import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ObjectKey;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a store lies and how it puts. Immutable.
 *
 * <pre>{@code
 * GcsOptions options = GcsOptions.bucket("pacs").prefix("hospital-a").storageClass("NEARLINE").build();
 * }</pre>
 */
public final class GcsOptions {
    /** Every chunk of an upload but the last is a multiple of this: 256 KiB. */
    public static final int CHUNK_UNIT_BYTES = 256 << 10;

    private final String bucket;
    private final String prefix;
    private final Function<ObjectKey, Optional<String>> storageClass;
    private final Optional<String> kmsKeyName;
    private final int chunkBytes;
    private final RetryPolicy uploadRetries;

    private GcsOptions(Builder builder) {
        this.bucket = builder.bucket;
        this.prefix = builder.prefix;
        this.storageClass = builder.storageClass;
        this.kmsKeyName = builder.kmsKeyName;
        this.chunkBytes = builder.chunkBytes;
        this.uploadRetries = builder.uploadRetries;
    }

    /**
     * Begins with a bucket.
     *
     * @param bucket its name
     * @return a builder with defaults for everything else
     */
    public static Builder bucket(String bucket) {
        return new Builder(bucket);
    }

    /** The bucket. */
    public String bucket() {
        return bucket;
    }

    /** What every object name begins with: empty, or ending with a slash. */
    public String prefix() {
        return prefix;
    }

    /**
     * The storage class of an object.
     *
     * @param key which
     * @return such as {@code COLDLINE}; empty for the bucket's default
     */
    public Optional<String> storageClass(ObjectKey key) {
        return storageClass.apply(key);
    }

    /** The key of Cloud KMS with which the server encrypts, where it is not the bucket's default. */
    public Optional<String> kmsKeyName() {
        return kmsKeyName;
    }

    /** How many bytes are put in one request; larger objects go in chunks of this size. */
    public int chunkBytes() {
        return chunkBytes;
    }

    /** How an upload in chunks goes on after a failure. */
    public RetryPolicy uploadRetries() {
        return uploadRetries;
    }

    /** Makes options. */
    public static final class Builder {
        private final String bucket;
        private String prefix = "";
        private Function<ObjectKey, Optional<String>> storageClass = key -> Optional.empty();
        private Optional<String> kmsKeyName = Optional.empty();
        private int chunkBytes = 8 << 20;
        private RetryPolicy uploadRetries = RetryPolicy.DEFAULT;

        private Builder(String bucket) {
            if (bucket.isEmpty()) {
                throw new IllegalArgumentException("the bucket has no name");
            }
            this.bucket = bucket;
        }

        /**
         * What every object name begins with.
         *
         * @param path segments separated by slashes, or empty; a slash at its end makes no difference
         * @throws IllegalArgumentException it is not the beginning of a legal object key
         */
        public Builder prefix(String path) {
            String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            prefix = trimmed.isEmpty() ? "" : ObjectKey.of(trimmed).value() + "/";
            return this;
        }

        /**
         * One storage class for all objects.
         *
         * @param name such as {@code NEARLINE}
         */
        public Builder storageClass(String name) {
            Optional<String> always = Optional.of(name);
            return storageClass(key -> always);
        }

        /**
         * A storage class by rule, such as indexes in {@code STANDARD} and instances in {@code COLDLINE}.
         *
         * @param rule the storage class of a key, empty for the bucket's default
         */
        public Builder storageClass(Function<ObjectKey, Optional<String>> rule) {
            storageClass = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /**
         * The key of Cloud KMS with which the server encrypts (CMEK).
         *
         * @param name {@code projects/P/locations/L/keyRings/R/cryptoKeys/K}
         */
        public Builder kmsKeyName(String name) {
            kmsKeyName = Optional.of(name);
            return this;
        }

        /**
         * How many bytes go in one request, and how many a put holds in memory at most.
         *
         * @param bytes 8 MiB unless set
         * @throws IllegalArgumentException no multiple of 256 KiB, or more than 1 GiB
         */
        public Builder chunkBytes(int bytes) {
            if (bytes < CHUNK_UNIT_BYTES || bytes > 1 << 30 || bytes % CHUNK_UNIT_BYTES != 0) {
                throw new IllegalArgumentException(
                        "a chunk has 256 KiB or a multiple of it, up to 1 GiB, not " + bytes + " bytes");
            }
            chunkBytes = bytes;
            return this;
        }

        /**
         * How an upload in chunks goes on after a failure. Other requests are not repeated by the store; the archive does
         * that.
         *
         * @param policy {@link RetryPolicy#DEFAULT} unless set
         */
        public Builder uploadRetries(RetryPolicy policy) {
            uploadRetries = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** The options. */
        public GcsOptions build() {
            return new GcsOptions(this);
        }
    }
}
