package io.clouddicom.gcs.internal;

import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.HttpMethod;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.SignUrlOption;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.gcs.GcsOptions;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.PresignedRead;
import io.clouddicom.store.PresignedReads;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * GET requests signed by version 4 ("Signed URLs" in the documentation of Cloud Storage), by the client's own credentials: a
 * service account's key, or the service that signs for accounts without one.
 *
 * <p>A range that is signed is a header that has to be sent as it is; without one any range may be asked for.
 */
final class GcsPresignedReads implements PresignedReads {
    /** The longest that a signature is valid. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Storage client;
    private final GcsOptions options;

    GcsPresignedReads(Storage client, GcsOptions options) {
        this.client = client;
        this.options = options;
    }

    @Override
    public PresignedRead presign(ObjectKey key, Optional<ByteRange> range, Duration validFor) throws IOException {
        if (validFor.isNegative() || validFor.toSeconds() == 0) {
            throw new IllegalArgumentException("a read is valid for some seconds, not " + validFor);
        }
        if (validFor.compareTo(LONGEST) > 0) {
            throw new InvalidRequestException("presign", key.value(), "a signature is valid for 7 days at most");
        }
        String header = range.flatMap(ByteRange::header).orElse(null);
        Map<String, String> headers = header == null ? Map.of() : Map.of("Range", header);
        List<SignUrlOption> how = new ArrayList<>(List.of(
                SignUrlOption.withV4Signature(),
                SignUrlOption.httpMethod(HttpMethod.GET),
                SignUrlOption.withHostName(client.getOptions().getHost().replaceFirst("/+$", ""))));
        if (!headers.isEmpty()) {
            how.add(SignUrlOption.withExtHeaders(headers));
        }
        BlobInfo object = BlobInfo.newBuilder(options.bucket(), options.prefix() + key.value())
                .build();
        Instant expires = Instant.now().plusSeconds(validFor.toSeconds());
        try {
            URI uri = URI.create(
                    client.signUrl(object, validFor.toSeconds(), TimeUnit.SECONDS, how.toArray(SignUrlOption[]::new))
                            .toString());
            return new PresignedRead(uri, headers, expires);
        } catch (IllegalStateException e) {
            throw new AccessDeniedException("presign", key.value(), "the credentials cannot sign", e);
        } catch (RuntimeException e) {
            // Of the service that signs: its words may hold what was to be signed.
            throw new AccessDeniedException(
                    "presign",
                    key.value(),
                    "nothing was signed: " + e.getClass().getSimpleName());
        }
    }
}
