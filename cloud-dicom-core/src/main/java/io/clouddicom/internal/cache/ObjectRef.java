package io.clouddicom.internal.cache;

import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * One version of an object of an archive, by digests: names of objects do not stand in the cache.
 *
 * @param keyHigh of the archive's number and the object's key, eight bytes of SHA-256
 * @param keyLow eight more of them
 * @param version of the version token, eight bytes of SHA-256
 */
record ObjectRef(long keyHigh, long keyLow, long version) {

    static ObjectRef of(UUID archive, ObjectKey key, ObjectVersion version) {
        ObjectRef any = ofAnyVersion(archive, key);
        byte[] digest = sha256().digest(version.token().getBytes(StandardCharsets.UTF_8));
        return new ObjectRef(any.keyHigh, any.keyLow, ByteBuffer.wrap(digest).getLong());
    }

    /** For what concerns an object at all its versions; its version means nothing. */
    static ObjectRef ofAnyVersion(UUID archive, ObjectKey key) {
        MessageDigest sha256 = sha256();
        sha256.update(ByteBuffer.allocate(16)
                .putLong(archive.getMostSignificantBits())
                .putLong(archive.getLeastSignificantBits())
                .flip());
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest(key.value().getBytes(StandardCharsets.UTF_8)));
        return new ObjectRef(digest.getLong(), digest.getLong(), 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
