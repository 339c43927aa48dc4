package io.clouddicom.gcs.internal;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.KeyEncryptionKeyProvider;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens {@code gcp-kms://projects/P/locations/L/keyRings/R/cryptoKeys/K} with application default credentials. */
public final class GcpKmsKeyProvider implements KeyEncryptionKeyProvider {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloudkms";

    /** For the service loader. */
    public GcpKmsKeyProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(GcpKmsUri.SCHEME);
    }

    @Override
    public KeyEncryptionKey open(String uri) throws IOException {
        return GcpKmsKey.open(uri, credentials(GcpKmsUri.parse(uri)));
    }

    private static @Nullable Credentials credentials(GcpKmsUri uri) throws IOException {
        if (uri.anonymous()) {
            return null;
        }
        try {
            return GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
        } catch (IOException e) {
            throw new AccessDeniedException("open", uri.id(), "there are no application default credentials", e);
        }
    }
}
