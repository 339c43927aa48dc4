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
import io.clouddicom.crypto.internal.AeadKeyEncryptionKey;
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
import java.nio.file.StandardCopyOption;
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
            write(file, json(keyset, passphrase));
            return key(keyset);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException("create", file.toString(), "there is a file already", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes keys", e);
        }
    }

    /**
     * Adds a version to the key in a file, which does not wrap yet: {@link #rotate} lets it. In between the file can be given
     * to all nodes, so that each can unwrap what the others will wrap.
     *
     * @param file where it is; replaced in one step, readable by its owner alone
     * @param passphrase what protects it, before and afterwards; not needed for one in the clear
     * @return the key, which wraps as before
     * @throws IOException as {@link #open}, or the file cannot be written
     */
    public static KeyEncryptionKey prepareRotation(Path file, Optional<char[]> passphrase) throws IOException {
        return change(file, passphrase, keyset -> prepared(keyset) ? keyset : withAnother(keyset));
    }

    /**
     * Lets the newest version of the key in a file wrap: one that was prepared, otherwise one that is made now. Older ones
     * unwrap what they wrapped; the identifier stays. What is wrapped already is wrapped anew by a rewrap with the same key.
     *
     * @param file where it is; replaced in one step, readable by its owner alone
     * @param passphrase what protects it, before and afterwards; not needed for one in the clear
     * @return the key, of the new version
     * @throws IOException as {@link #open}, or the file cannot be written
     */
    public static KeyEncryptionKey rotate(Path file, Optional<char[]> passphrase) throws IOException {
        return change(file, passphrase, keyset -> {
            KeysetHandle.Builder builder = KeysetHandle.newBuilder(prepared(keyset) ? keyset : withAnother(keyset));
            builder.getAt(builder.size() - 1).makePrimary();
            return builder.build();
        });
    }

    private interface Change {
        KeysetHandle of(KeysetHandle keyset) throws GeneralSecurityException;
    }

    /** Whether the newest version does not wrap yet. */
    private static boolean prepared(KeysetHandle keyset) {
        return !keyset.getAt(keyset.size() - 1).isPrimary();
    }

    private static KeysetHandle withAnother(KeysetHandle keyset) throws GeneralSecurityException {
        return KeysetHandle.newBuilder(keyset)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId())
                .build();
    }

    private static KeyEncryptionKey change(Path file, Optional<char[]> passphrase, Change change) throws IOException {
        String json = read(file);
        boolean isProtected = PassphraseProtection.isProtected(json);
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            KeysetHandle keyset = change.of(keyset(file, json, passphrase));
            Files.deleteIfExists(next);
            write(next, json(keyset, isProtected ? passphrase : Optional.empty()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return key(keyset);
        } catch (GeneralSecurityException e) {
            throw new CorruptDataException("rotate", file.toString(), "this is no keyset for encryption", e);
        }
    }

    private static byte[] json(KeysetHandle keyset, Optional<char[]> passphrase) throws GeneralSecurityException {
        String json = passphrase.isPresent()
                ? PassphraseProtection.protect(keyset, passphrase.get())
                : TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get()) + "\n";
        return json.getBytes(StandardCharsets.UTF_8);
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
        try {
            return key(keyset(file, read(file), passphrase));
        } catch (GeneralSecurityException e) {
            throw new CorruptDataException("open", file.toString(), "this is no keyset for encryption", e);
        }
    }

    private static String read(Path file) throws IOException {
        String name = file.toString();
        try {
            if (Files.size(file) > LONGEST) {
                throw new CorruptDataException("open", name, "this is no keyset");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new NotFoundException("open", name, "there is no such key file", e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw new AccessDeniedException("open", name, "the key file may not be read", e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new CorruptDataException("open", name, "this is no keyset", e);
        }
    }

    private static KeysetHandle keyset(Path file, String json, Optional<char[]> passphrase)
            throws IOException, GeneralSecurityException {
        return PassphraseProtection.isProtected(json)
                ? PassphraseProtection.open(json, passphrase, file.toString())
                : TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    }

    /**
     * Named by the number that Tink gave the first key of the keyset: the same wherever the file lies, and whatever keys
     * come behind it. The version is the number of the key that wraps, unless that is the first.
     */
    private static KeyEncryptionKey key(KeysetHandle keyset) throws GeneralSecurityException {
        Aead aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
        int first = keyset.getAt(0).getId();
        int primary = keyset.getPrimary().getId();
        return new AeadKeyEncryptionKey(
                String.format("local:%08x", first), primary == first ? "" : String.format("%08x", primary), aead);
    }
}
