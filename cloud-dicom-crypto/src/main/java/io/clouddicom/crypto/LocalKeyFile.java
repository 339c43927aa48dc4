package io.clouddicom.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.crypto.internal.PassphraseProtection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;

/**
 * A key-encryption key in a file, for development and for sites without a KMS: a keyset of Tink in JSON, in the clear or
 * under a passphrase. Whoever loses the file loses the archive; whoever has it, and the passphrase, reads the archive.
 *
 * <p>In the clear the file is what other programs on Tink write and read. Under a passphrase it is a JSON object with the
 * parameters of Argon2id and the keyset encrypted with AES-256-GCM.
 */
public final class LocalKeyFile {
    private static final int LONGEST = 1 << 20;

    static {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink registers its own", e);
        }
    }

    private LocalKeyFile() {}

    /**
     * Makes a new key in a new file, which its owner alone may read.
     *
     * @param file where; nothing may be there
     * @param passphrase what protects it; in the clear without
     * @return the key
     * @throws AlreadyExistsException something is there
     * @throws InvalidRequestException the passphrase is empty
     * @throws IOException the file cannot be written
     */
    public static KeyEncryptionKey create(Path file, Optional<char[]> passphrase) throws IOException {
        if (passphrase.isPresent() && passphrase.get().length == 0) {
            throw new InvalidRequestException("create", file.toString(), "the passphrase is empty");
        }
        try {
            KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            String json = passphrase.isPresent()
                    ? PassphraseProtection.protect(keyset, passphrase.get())
                    : TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get()) + "\n";
            write(file, json.getBytes(StandardCharsets.UTF_8));
            return key(keyset);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException("create", file.toString(), "there is a file already", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes keys", e);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        FileAttribute<?>[] ownerOnly =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /**
     * Opens a key.
     *
     * @param file where it is
     * @param passphrase what protects it; not needed for one in the clear
     * @return the key
     * @throws NotFoundException there is no such file
     * @throws AccessDeniedException it may not be read, or needs a passphrase
     * @throws AuthenticationFailedException the passphrase is wrong, or the file was altered
     * @throws CorruptDataException it is no keyset
     * @throws IOException the file cannot be read
     */
    public static KeyEncryptionKey open(Path file, Optional<char[]> passphrase) throws IOException {
        String name = file.toString();
        String json;
        try {
            if (Files.size(file) > LONGEST) {
                throw new CorruptDataException("open", name, "this is no keyset");
            }
            json = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new NotFoundException("open", name, "there is no such key file", e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw new AccessDeniedException("open", name, "the key file may not be read", e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new CorruptDataException("open", name, "this is no keyset", e);
        }
        try {
            return key(
                    PassphraseProtection.isProtected(json)
                            ? PassphraseProtection.open(json, passphrase, name)
                            : TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException e) {
            throw new CorruptDataException("open", name, "this is no keyset for encryption", e);
        }
    }

    /** Named by the number that Tink gave the primary key: the same wherever the file lies. */
    private static KeyEncryptionKey key(KeysetHandle keyset) throws GeneralSecurityException {
        Aead aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
        return KeyEncryptionKey.of(
                String.format("local:%08x", keyset.getPrimary().getId()), aead);
    }
}
