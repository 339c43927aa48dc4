package io.clouddicom.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/** How the server encrypts what it keeps. This protects its disks; nobody who may read the bucket is kept out by it. */
public sealed interface S3Encryption {

    /** As the bucket is set up. */
    record BucketDefault() implements S3Encryption {}

    /** With keys that S3 manages (SSE-S3, {@code AES256}). */
    record S3Managed() implements S3Encryption {}

    /**
     * With a key of the key management service (SSE-KMS).
     *
     * @param keyId the key's id, ARN or alias; the account's default key for S3 where it is empty
     * @param bucketKey whether one key of the bucket serves many objects, for fewer requests to the service
     */
    record Kms(Optional<String> keyId, boolean bucketKey) implements S3Encryption {
        /** Checks the id. */
        public Kms {
            Objects.requireNonNull(keyId, "keyId");
        }
    }

    /** With a key that goes with every request and that the server forgets (SSE-C). Its text form does not show the key. */
    final class CustomerKey implements S3Encryption {
        private static final int KEY_BYTES = 32;

        private final byte[] key;

        /**
         * Takes a copy of the key.
         *
         * @param key 32 bytes, for AES-256
         * @throws IllegalArgumentException it has another length
         */
        public CustomerKey(byte[] key) {
            if (key.length != KEY_BYTES) {
                throw new IllegalArgumentException("a customer key has 32 bytes, not " + key.length);
            }
            this.key = key.clone();
        }

        /** The key in Base64, as it goes into a header. */
        public String base64() {
            return Base64.getEncoder().encodeToString(key);
        }

        /** MD5 of the key in Base64, by which the server notices a key that was damaged on the way. */
        public String md5Base64() {
            try {
                return Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("MD5").digest(key));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof CustomerKey that && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(key);
        }

        @Override
        public String toString() {
            return "CustomerKey";
        }
    }
}
