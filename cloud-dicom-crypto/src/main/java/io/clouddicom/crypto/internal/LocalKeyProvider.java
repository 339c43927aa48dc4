package io.clouddicom.crypto.internal;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.KeyEncryptionKeyProvider;
import io.clouddicom.crypto.LocalKeyFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Opens {@code local:FILE} and {@code local:FILE?passphrase-env=VARIABLE}: a keyset in a file. A passphrase is taken from
 * the environment, by default of {@value #DEFAULT_PASSPHRASE_VARIABLE}.
 */
public final class LocalKeyProvider implements KeyEncryptionKeyProvider {
    private static final String SCHEME = "local";
    private static final String OPTION = "passphrase-env=";
    private static final String DEFAULT_PASSPHRASE_VARIABLE = "CLOUD_DICOM_PASSPHRASE";

    /** For the service loader. */
    public LocalKeyProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public KeyEncryptionKey open(String uri) throws IOException {
        String rest = uri.substring(SCHEME.length() + 1);
        int query = rest.lastIndexOf('?');
        String variable = DEFAULT_PASSPHRASE_VARIABLE;
        if (query >= 0) {
            String option = rest.substring(query + 1);
            if (!option.startsWith(OPTION) || option.length() == OPTION.length()) {
                throw new InvalidRequestException("open", uri, "the only option of local: is " + OPTION + "VARIABLE");
            }
            variable = option.substring(OPTION.length());
            rest = rest.substring(0, query);
        }
        if (rest.startsWith("//")) {
            rest = rest.substring(2);
        }
        try {
            Optional<char[]> passphrase =
                    Optional.ofNullable(System.getenv(variable)).map(String::toCharArray);
            return LocalKeyFile.open(Path.of(rest), passphrase);
        } catch (InvalidPathException e) {
            throw new InvalidRequestException("open", uri, "this is no path", e);
        }
    }
}
