package io.clouddicom.crypto.internal;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.KeyEncryptionKeyProvider;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** Opens key-encryption keys by their URIs, with whatever providers there are. */
public final class KeyEncryptionKeys {
    private KeyEncryptionKeys() {}

    /**
     * Opens a key.
     *
     * @param uri its URI
     * @throws InvalidRequestException it has no scheme
     * @throws UnsupportedFeatureException nothing opens this scheme; the message lists what there is
     */
    public static KeyEncryptionKey open(String uri) throws IOException {
        int colon = uri.indexOf(':');
        if (colon < 1) {
            throw new InvalidRequestException("open", uri, "a key URI begins with a scheme such as local:");
        }
        String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
        TreeSet<String> known = new TreeSet<>();
        for (ServiceLoader<KeyEncryptionKeyProvider> providers : List.of(
                ServiceLoader.load(KeyEncryptionKeyProvider.class),
                ServiceLoader.load(KeyEncryptionKeyProvider.class, KeyEncryptionKeys.class.getClassLoader()))) {
            for (KeyEncryptionKeyProvider provider : providers) {
                if (provider.schemes().contains(scheme)) {
                    return provider.open(uri);
                }
                known.addAll(provider.schemes());
            }
        }
        throw new UnsupportedFeatureException(
                "open", scheme + ":", "nothing on the class path opens such keys; there are " + known);
    }
}
