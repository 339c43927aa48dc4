package io.clouddicom.crypto;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;

/**
 * Opens keys in an HSM by URI: {@code pkcs11:LABEL?config=FILE&pin-env=VARIABLE}, where FILE is a configuration of the
 * provider SunPKCS11 and VARIABLE holds the PIN. Named in {@code META-INF/services}, and in {@code module-info} by those who
 * have one, so that {@code --key} and {@code Builder.key} find it.
 */
public final class Pkcs11KeyProvider implements KeyEncryptionKeyProvider {
    private static final Pattern URI = Pattern.compile("pkcs11:([^?&]+)\\?config=([^?&]+)&pin-env=([^?&]+)");

    /** For the service loader. */
    public Pkcs11KeyProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("pkcs11");
    }

    @Override
    public KeyEncryptionKey open(String uri) throws IOException {
        Matcher parts = URI.matcher(uri);
        if (!parts.matches()) {
            throw new InvalidRequestException("open", uri, "expected is pkcs11:LABEL?config=FILE&pin-env=VARIABLE");
        }
        String label = parts.group(1);
        String pin = System.getenv(parts.group(3));
        if (pin == null) {
            throw new AccessDeniedException("open", uri, "the variable with the PIN is not set");
        }
        try {
            Provider provider = Security.getProvider("SunPKCS11").configure(parts.group(2));
            KeyStore token = KeyStore.getInstance("PKCS11", provider);
            token.load(null, pin.toCharArray());
            if (token.getKey(label, null) instanceof SecretKey key) {
                // Without what differs from node to node, so that all of them name it alike.
                return new Pkcs11Key("pkcs11:" + label, provider, key);
            }
            throw new NotFoundException("open", uri, "the token has no such secret key");
        } catch (GeneralSecurityException | ProviderException e) {
            throw new AccessDeniedException("open", uri, "the token is not opened", e);
        }
    }
}
