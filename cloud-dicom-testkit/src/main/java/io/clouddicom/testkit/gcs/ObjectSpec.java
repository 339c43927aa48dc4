package io.clouddicom.testkit.gcs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said of an object that is to be put: its name, what it is to carry, and the checksums that its bytes must have. */
record ObjectSpec(
        String bucket,
        String name,
        @Nullable String contentType,
        @Nullable String cacheControl,
        String storageClass,
        @Nullable String kmsKeyName,
        Map<String, Object> metadata,
        @Nullable String crc32c,
        @Nullable String md5) {

    private static final Set<String> CLASSES = Set.of("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE");

    private static final Set<String> FIELDS =
            Set.of("name", "bucket", "contentType", "cacheControl", "storageClass", "metadata", "crc32c", "md5Hash");

    /** The specification in a request's parameters and in the JSON that goes with it. */
    static ObjectSpec of(GcsRequest request, String bucket, Map<String, Object> json, @Nullable String contentType)
            throws Refusal {
        for (String field : json.keySet()) {
            if (!FIELDS.contains(field)) {
                throw Refusal.notKnown("the field " + field + " of an object");
            }
        }
        String inBody = text(json, "name");
        String inQuery = request.parameter("name");
        if (inBody != null && inQuery != null && !inBody.equals(inQuery)) {
            throw Refusal.invalid("Value '" + inBody + "' in content does not agree with value '" + inQuery + "'.");
        }
        String name = inBody == null ? inQuery : inBody;
        if (name == null || name.isEmpty()) {
            throw new Refusal(400, "required", "Required");
        }
        if (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 1024
                || name.indexOf('\n') >= 0
                || name.indexOf('\r') >= 0
                || name.equals(".")
                || name.equals("..")
                || name.startsWith(".well-known/acme-challenge/")) {
            throw Refusal.invalid("The specified object name is not valid.");
        }
        String inJson = text(json, "bucket");
        if (inJson != null && !inJson.equals(bucket)) {
            throw Refusal.invalid("Value '" + inJson + "' in content does not agree with value '" + bucket + "'.");
        }
        String storageClass = text(json, "storageClass");
        if (storageClass != null && !CLASSES.contains(storageClass)) {
            throw Refusal.invalid("Invalid storage class " + storageClass);
        }
        return new ObjectSpec(
                bucket,
                name,
                json.containsKey("contentType") ? text(json, "contentType") : contentType,
                text(json, "cacheControl"),
                storageClass == null ? "STANDARD" : storageClass,
                kmsKeyName(request),
                metadata(json),
                text(json, "crc32c"),
                text(json, "md5Hash"));
    }

    private static @Nullable String kmsKeyName(GcsRequest request) throws Refusal {
        String name = request.parameter("kmsKeyName");
        if (name != null && !name.matches("projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+")) {
            throw Refusal.invalid("Malformed Cloud KMS crypto key: " + name);
        }
        return name;
    }

    private static @Nullable String text(Map<String, Object> json, String name) throws Refusal {
        Object value = json.get(name);
        if (value != null && !(value instanceof String)) {
            throw Refusal.invalid("Invalid value for " + name);
        }
        return (String) value;
    }

    private static Map<String, Object> metadata(Map<String, Object> json) throws Refusal {
        Map<String, Object> texts = new LinkedHashMap<>();
        if (json.get("metadata") instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getValue() instanceof String)) {
                    throw Refusal.invalid("Invalid value for metadata");
                }
                texts.put((String) entry.getKey(), entry.getValue());
            }
        }
        return texts;
    }

    /** With the checksums of a header {@code x-goog-hash}, where there is one. */
    ObjectSpec withHash(@Nullable String header) throws Refusal {
        String crc = crc32c;
        String digest = md5;
        for (String hash : header == null ? new String[0] : header.split(",")) {
            if (hash.strip().startsWith("crc32c=")) {
                crc = hash.strip().substring("crc32c=".length());
            } else if (hash.strip().startsWith("md5=")) {
                digest = hash.strip().substring("md5=".length());
            } else {
                throw Refusal.notKnown("the hash " + hash);
            }
        }
        return new ObjectSpec(bucket, name, contentType, cacheControl, storageClass, kmsKeyName, metadata, crc, digest);
    }

    /** Refuses bytes that do not have the checksums. */
    void check(Blob.Content content) throws Refusal {
        if (crc32c != null && !crc32c.equals(content.crc32c())) {
            throw Refusal.invalid(
                    "Provided CRC32C \"" + crc32c + "\" doesn't match calculated CRC32C \"" + content.crc32c() + "\".");
        }
        if (md5 != null && !md5.equals(content.md5())) {
            throw Refusal.invalid(
                    "Provided MD5 hash \"" + md5 + "\" doesn't match calculated MD5 hash \"" + content.md5() + "\".");
        }
    }
}
