package io.clouddicom.s3;

import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ObjectKey;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where a store lies and how it puts. Immutable.
 *
 * <pre>{@code
 * S3Options options = S3Options.bucket("pacs").prefix("hospital-a").storageClass("INTELLIGENT_TIERING").build();
 * }</pre>
 */
public final class S3Options {
    /** The smallest part that S3 takes, but for the last of an object: 5 MiB. */
    public static final int LEAST_PART_BYTES = 5 << 20;

    private final String bucket;
    private final String prefix;
    private final Function<ObjectKey, Optional<String>> storageClass;
    private final S3Encryption encryption;
    private final Map<String, String> tags;
    private final S3Checksums checksums;
    private final boolean readBack;
    private final int partBytes;
    private final int uploadParallelism;
    private final RetryPolicy partRetries;

    private S3Options(Builder builder) {
        this.bucket = builder.bucket;
        this.prefix = builder.prefix;
        this.storageClass = builder.storageClass;
        this.encryption = builder.encryption;
        this.tags = Collections.unmodifiableMap(new TreeMap<>(builder.tags));
        this.checksums = builder.checksums;
        this.readBack = builder.readBack;
        this.partBytes = builder.partBytes;
        this.uploadParallelism = builder.uploadParallelism;
        this.partRetries = builder.partRetries;
    }

    /**
     * Begins with a bucket.
     *
     * @param bucket its name, or the ARN of an access point
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
     * @return such as {@code GLACIER_IR}; empty for the bucket's default
     */
    public Optional<String> storageClass(ObjectKey key) {
        return storageClass.apply(key);
    }

    /** How the server encrypts. */
    public S3Encryption encryption() {
        return encryption;
    }

    /** Tags of every object put, in the order of their names. */
    public Map<String, String> tags() {
        return tags;
    }

    /** Whether checksums go with the bytes. */
    public S3Checksums checksums() {
        return checksums;
    }

    /** Whether each object is read again, and its checksum compared, before its put returns. */
    public boolean readBack() {
        return readBack;
    }

    /** How many bytes are put in one request; larger objects go in parts of this size. */
    public int partBytes() {
        return partBytes;
    }

    /** How many parts are under way at most, over all puts. A store holds as many buffers, and one more for every put. */
    public int uploadParallelism() {
        return uploadParallelism;
    }

    /** How a part that failed is sent again. */
    public RetryPolicy partRetries() {
        return partRetries;
    }

    /** Makes options. */
    public static final class Builder {
        private final String bucket;
        private String prefix = "";
        private Function<ObjectKey, Optional<String>> storageClass = key -> Optional.empty();
        private S3Encryption encryption = new S3Encryption.BucketDefault();
        private final Map<String, String> tags = new TreeMap<>();
        private S3Checksums checksums = S3Checksums.CRC32C;
        private boolean readBack;
        private int partBytes = 8 << 20;
        private int uploadParallelism = 8;
        private RetryPolicy partRetries = RetryPolicy.DEFAULT;

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
         * @param name such as {@code INTELLIGENT_TIERING}
         */
        public Builder storageClass(String name) {
            Optional<String> always = Optional.of(name);
            return storageClass(key -> always);
        }

        /**
         * A storage class by rule, such as indexes in {@code STANDARD} and instances in {@code GLACIER_IR}.
         *
         * @param rule the storage class of a key, empty for the bucket's default
         */
        public Builder storageClass(Function<ObjectKey, Optional<String>> rule) {
            storageClass = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /**
         * How the server encrypts.
         *
         * @param how the bucket's default unless set
         */
        public Builder encryption(S3Encryption how) {
            encryption = Objects.requireNonNull(how, "how");
            return this;
        }

        /**
         * A tag of every object put.
         *
         * @param name its key
         * @param value its value
         */
        public Builder tag(String name, String value) {
            tags.put(name, value);
            return this;
        }

        /**
         * Whether checksums go with the bytes.
         *
         * @param mode CRC-32C unless set
         */
        public Builder checksums(S3Checksums mode) {
            checksums = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /**
         * Whether each object is read again before its put returns: for servers that neither check nor return a checksum.
         *
         * @param whether no unless set
         */
        public Builder readBack(boolean whether) {
            readBack = whether;
            return this;
        }

        /**
         * How many bytes go in one request.
         *
         * @param bytes 8 MiB unless set
         * @throws IllegalArgumentException less than 5 MiB or more than 1 GiB
         */
        public Builder partBytes(int bytes) {
            if (bytes < LEAST_PART_BYTES || bytes > 1 << 30) {
                throw new IllegalArgumentException("a part has 5 MiB to 1 GiB, not " + bytes + " bytes");
            }
            partBytes = bytes;
            return this;
        }

        /**
         * How many parts are under way at most, over all puts.
         *
         * @param parts 8 unless set
         * @throws IllegalArgumentException not in 1 to 64
         */
        public Builder uploadParallelism(int parts) {
            if (parts < 1 || parts > 64) {
                throw new IllegalArgumentException("1 to 64 parts are under way, not " + parts);
            }
            uploadParallelism = parts;
            return this;
        }

        /**
         * How a part that failed is sent again. Other requests are not repeated by the store; the archive does that.
         *
         * @param policy {@link RetryPolicy#DEFAULT} unless set
         */
        public Builder partRetries(RetryPolicy policy) {
            partRetries = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** The options. */
        public S3Options build() {
            return new S3Options(this);
        }
    }
}
