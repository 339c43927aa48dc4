package io.clouddicom.gcs.internal;

import com.google.api.client.util.DateTime;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.gcs.internal.GcsErrors.Effect;
import io.clouddicom.store.CheckupFinding;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
import io.clouddicom.store.Crc32c;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.StoreCheckup;
import io.clouddicom.store.StoreObservations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a check-up is told of the server that no put shows: who compares checksums, and what becomes of deleted bytes. */
final class GcsObservations implements StoreObservations {
    private static final byte[] BYTES = "for a check-up".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC32C = Crc32c.of(BYTES, 0, BYTES.length);

    private final GcsBucket bucket;

    GcsObservations(GcsBucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public OptionalLong partSizeBytes() {
        return OptionalLong.of(bucket.options().chunkBytes());
    }

    @Override
    public List<CheckupFinding> observations() throws IOException {
        ObjectKey key = ObjectKey.of(StoreCheckup.PREFIX + UUID.randomUUID() + "/observed");
        try {
            boolean refuses = refusesWrongChecksums(key);
            List<CheckupFinding> seen = new ArrayList<>(List.of(checksums(refuses)));
            if (mayDelete(key)) {
                seen.add(oldVersions(key));
            }
            return seen;
        } catch (IOException e) {
            throw GcsErrors.of(e, "probe", key.value(), Effect.NONE);
        }
    }

    private boolean refusesWrongChecksums(ObjectKey key) throws IOException {
        try {
            bucket.insert(key, BYTES, BYTES.length, ~CRC32C, null);
            return false;
        } catch (IOException e) {
            if (GcsErrors.isDamaged(e)) {
                return true;
            }
            throw e;
        }
    }

    private static CheckupFinding checksums(boolean refuses) {
        return refuses
                ? new CheckupFinding(
                        CheckupSubject.CHECKSUMS,
                        CheckupVerdict.HOLDS,
                        "the server refuses bytes that do not have the checksum that is sent, and returns it")
                : new CheckupFinding(
                        CheckupSubject.CHECKSUMS,
                        CheckupVerdict.LIMITED,
                        "the server takes bytes that do not have the checksum that is sent; the one that it returns is "
                                + "compared");
    }

    private boolean mayDelete(ObjectKey key) throws IOException {
        try {
            new BatchDelete(bucket).delete(key);
            return true;
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    private CheckupFinding oldVersions(ObjectKey key) throws IOException {
        StorageObject stored = bucket.insert(key, BYTES, BYTES.length, CRC32C, null);
        bucket.send(bucket.delete(key)).ignore();
        Storage.Objects.Get old = bucket.get(key).setGeneration(stored.getGeneration());
        if (found(key, old).isPresent()) {
            return limited(
                    "the bucket keeps older versions; until a lifecycle rule removes them the bytes can be read by "
                            + "those who may read versions, unless the study was encrypted and its key is destroyed");
        }
        try {
            Optional<StorageObject> deleted = found(key, old.setSoftDeleted(true));
            return deleted.map(object -> limited("the bucket keeps what is deleted (soft delete)"
                            + until(object.getHardDeleteTime())
                            + "; until then those who may restore objects get the bytes back, unless the study was "
                            + "encrypted and its key is destroyed"))
                    .orElseGet(() -> new CheckupFinding(
                            CheckupSubject.OLD_VERSIONS, CheckupVerdict.HOLDS, "the bucket keeps no older versions"));
        } catch (AccessDeniedException e) {
            return limited("whether the bucket keeps what is deleted (soft delete) is not told without the permission "
                    + "storage.objects.restore; unless it is switched off, it does so for seven days");
        }
    }

    /** What a request finds; nothing also where the server does not know what is asked, or has no policy for it. */
    private Optional<StorageObject> found(ObjectKey key, Storage.Objects.Get request) throws IOException {
        try {
            return Optional.of(bucket.object(bucket.send(request)));
        } catch (IOException e) {
            IOException error = GcsErrors.of(e, "probe", key.value(), Effect.NONE);
            if (error instanceof NotFoundException
                    || error instanceof UnsupportedFeatureException
                    || error instanceof InvalidRequestException) {
                return Optional.empty();
            }
            throw error;
        }
    }

    /** The day is enough. */
    private static String until(@Nullable DateTime hardDeleteTime) {
        return hardDeleteTime == null
                ? ""
                : " until " + hardDeleteTime.toStringRfc3339().substring(0, 10);
    }

    private static CheckupFinding limited(String detail) {
        return new CheckupFinding(CheckupSubject.OLD_VERSIONS, CheckupVerdict.LIMITED, detail);
    }
}
