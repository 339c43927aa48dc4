package io.clouddicom.s3.internal;

import io.clouddicom.NotYetReadableException;
import io.clouddicom.UnavailableException;
import io.clouddicom.s3.internal.S3Errors.Effect;
import io.clouddicom.store.ColdStorage;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.StorageState;
import io.clouddicom.store.StorageState.Readability;
import io.clouddicom.store.ThawSpeed;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GlacierJobParameters;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreRequest;
import software.amazon.awssdk.services.s3.model.Tier;

/**
 * The storage classes of S3 that are read only after a restoration: GLACIER, DEEP_ARCHIVE, and the archive tiers of
 * INTELLIGENT_TIERING. The facts are those of HeadObject and RestoreObject in the API reference of Amazon S3.
 */
final class S3ColdStorage implements ColdStorage {
    private static final Set<String> COLD_CLASSES = Set.of("GLACIER", "DEEP_ARCHIVE");
    private static final String INTELLIGENT_TIERING = "INTELLIGENT_TIERING";
    private static final String USUAL_CLASS = "STANDARD";
    private static final String NOT_READABLE = "InvalidObjectState";
    private static final String BEING_RESTORED = "RestoreAlreadyInProgress";
    private static final int OK = 200;

    /** The header x-amz-restore. */
    private static final Pattern RESTORE =
            Pattern.compile("ongoing-request=\"(true|false)\"(?:\\s*,\\s*expiry-date=\"([^\"]*)\")?");

    private final S3Bucket bucket;

    S3ColdStorage(S3Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public StorageState storageState(ObjectKey key) throws IOException {
        return state("head", key);
    }

    private StorageState state(String operation, ObjectKey key) throws IOException {
        try {
            return state(bucket.client().headObject(bucket.head(key)));
        } catch (SdkException e) {
            throw S3Errors.of(e, operation, key.value(), Effect.NONE);
        }
    }

    private static StorageState state(HeadObjectResponse head) {
        String storageClass = Objects.requireNonNullElse(head.storageClassAsString(), USUAL_CLASS);
        if (head.archiveStatusAsString() != null) {
            storageClass += " (" + head.archiveStatusAsString() + ")";
        } else if (!COLD_CLASSES.contains(storageClass)) {
            return new StorageState(storageClass, Readability.ALWAYS, null);
        }
        Matcher restore = RESTORE.matcher(Objects.requireNonNullElse(head.restore(), ""));
        if (!restore.find()) {
            return new StorageState(storageClass, Readability.FROZEN, null);
        }
        return restore.group(1).equals("true")
                ? new StorageState(storageClass, Readability.THAWING, null)
                : new StorageState(storageClass, Readability.THAWED, time(restore.group(2)));
    }

    private static @Nullable Instant time(@Nullable String date) {
        try {
            return date == null ? null : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** What lies in a class that is always read costs one request; else there is a second, and a third where it is thawed. */
    @Override
    public StorageState thaw(ObjectKey key, int days, ThawSpeed speed) throws IOException {
        StorageState before = state("thaw", key);
        if (before.readability() == Readability.ALWAYS || before.readability() == Readability.THAWING) {
            return before;
        }
        RestoreRequest.Builder wanted = RestoreRequest.builder()
                .glacierJobParameters(
                        GlacierJobParameters.builder().tier(tier(speed)).build());
        if (!before.storageClass().startsWith(INTELLIGENT_TIERING)) {
            // There, what is restored stays so until it has not been read for long.
            wanted.days(days);
        }
        StorageState thawing = new StorageState(before.storageClass(), Readability.THAWING, null);
        try {
            RestoreObjectResponse answer = bucket.client()
                    .restoreObject(RestoreObjectRequest.builder()
                            .bucket(bucket.options().bucket())
                            .key(bucket.objectName(key))
                            .restoreRequest(wanted.build())
                            .build());
            // 202: it begins. 200: there is a copy, whose time is set anew.
            return answer.sdkHttpResponse().statusCode() == OK ? state("thaw", key) : thawing;
        } catch (SdkException e) {
            if (BEING_RESTORED.equals(S3Errors.code(e))) {
                return thawing;
            }
            // Asking again does no harm, so an answer that did not come is no unknown outcome.
            throw S3Errors.of(e, "thaw", key.value(), Effect.NONE);
        }
    }

    private static Tier tier(ThawSpeed speed) {
        return switch (speed) {
            case BULK -> Tier.BULK;
            case STANDARD -> Tier.STANDARD;
            case EXPEDITED -> Tier.EXPEDITED;
        };
    }

    /** Whether an object was not read because of the class in which it lies. */
    static boolean isNotReadable(SdkException e) {
        return NOT_READABLE.equals(S3Errors.code(e));
    }

    /** What the answer itself says of the class. */
    static StorageState told(@Nullable Throwable e) {
        String storageClass = null;
        if (e instanceof InvalidObjectStateException invalid) {
            storageClass = invalid.storageClassAsString();
        }
        return new StorageState(Objects.requireNonNullElse(storageClass, "of an archive"), Readability.FROZEN, null);
    }

    /** The error of a read of such an object, with what can be found out about it. */
    IOException notReadable(ObjectKey key, SdkException refused) {
        StorageState state;
        try {
            state = state(bucket.client().headObject(bucket.head(key)));
        } catch (SdkException e) {
            refused.addSuppressed(e);
            state = told(refused);
        }
        return state.readable()
                ? new UnavailableException("get", key.value(), "it was thawed at this very moment", refused)
                : new NotYetReadableException("get", key.value(), state, refused);
    }
}
