package io.clouddicom.testkit.gcs;

import io.clouddicom.store.Crc32c;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object in a bucket.
 *
 * @param spec what was said of it when it was put
 * @param content its bytes
 * @param generation tells it from what was there before
 * @param created when it was put
 */
record Blob(ObjectSpec spec, Content content, long generation, Instant created) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * Bytes and their checksums as the API writes them, made once.
     *
     * @param bytes the bytes
     * @param crc32c their CRC-32C
     * @param md5 their MD5
     */
    record Content(byte[] bytes, String crc32c, String md5) {
        static Content of(byte[] bytes) {
            try {
                byte[] md5 = MessageDigest.getInstance("MD5").digest(bytes);
                return new Content(
                        bytes,
                        Crc32c.base64(Crc32c.of(bytes, 0, bytes.length)),
                        Base64.getEncoder().encodeToString(md5));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }
    }

    byte[] bytes() {
        return content.bytes();
    }

    String etag() {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(8).putLong(generation).array());
    }

    /** The object as the API describes it; numbers of 64 bits are strings. */
    Map<String, Object> resource(String origin) {
        String bucket = spec.bucket();
        String self = origin + "/storage/v1/b/" + bucket + "/o/" + encoded(spec.name());
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("kind", "storage#object");
        resource.put("id", bucket + "/" + spec.name() + "/" + generation);
        resource.put("selfLink", self);
        resource.put(
                "mediaLink",
                origin + "/download/storage/v1/b/" + bucket + "/o/" + encoded(spec.name()) + "?generation=" + generation
                        + "&alt=media");
        resource.put("name", spec.name());
        resource.put("bucket", bucket);
        resource.put("generation", Long.toString(generation));
        resource.put("metageneration", "1");
        put(resource, "contentType", spec.contentType());
        put(resource, "cacheControl", spec.cacheControl());
        resource.put("storageClass", spec.storageClass());
        resource.put("size", Long.toString(bytes().length));
        resource.put("md5Hash", content.md5());
        resource.put("crc32c", content.crc32c());
        resource.put("etag", etag());
        for (String time : new String[] {"timeCreated", "updated", "timeStorageClassUpdated", "timeFinalized"}) {
            resource.put(time, TIME.format(created));
        }
        if (!spec.metadata().isEmpty()) {
            resource.put("metadata", spec.metadata());
        }
        if (spec.kmsKeyName() != null) {
            resource.put("kmsKeyName", spec.kmsKeyName() + "/cryptoKeyVersions/1");
        }
        return resource;
    }

    private static void put(Map<String, Object> into, String name, @Nullable String value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    private static String encoded(String name) {
        return java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
