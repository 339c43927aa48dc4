package io.clouddicom.key;

import io.clouddicom.MoveReport;
import io.clouddicom.ReencryptReport;
import io.clouddicom.SealingListener;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.util.Optional;

/** A sealed archive, opened with its keys. Safe for use by any number of threads. */
public interface ProtectedArchive {

    /**
     * The store as the archive sees it: what is put is sealed, what is read was authenticated, sizes are those of the
     * plain content. Closing it closes the store underneath.
     */
    ObjectStore store();

    /**
     * Checks a description of the archive.
     *
     * @param record what it says of the keys
     * @param digest the digest of all that it says
     * @throws io.clouddicom.AuthenticationFailedException it was altered
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    void checkSeal(ArchiveKeyRecord record, byte[] digest) throws IOException;

    /**
     * Seals a description of the archive by the key-encryption key that wraps new keys.
     *
     * @param digest the digest of all that it says
     * @return the seal, in base64
     * @throws IOException a {@link io.clouddicom.CloudDicomException}
     */
    String seal(byte[] digest) throws IOException;

    /**
     * Which key-encryption key wraps a study's key.
     *
     * @param study the study's segment in keys
     * @return its identifier and, where it has versions, {@code #} and the version; empty if the study has no key
     * @throws io.clouddicom.AuthenticationFailedException what is there is no wrapped key
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    Optional<String> keyEncryptionKey(String study) throws IOException;

    /**
     * Looks at a study's key in the store, whether or not it is in memory.
     *
     * @param study the study's segment in keys
     * @throws io.clouddicom.AuthenticationFailedException it is gone, or is not what was wrapped
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    void checkKey(String study) throws IOException;

    /** Whether the names of objects tell nothing. */
    boolean opaqueNames();

    /** What the description of the archive is to record when it begins to be encrypted in place; not sealed yet. */
    ArchiveKeyRecord record();

    /**
     * Goes on by another description of the archive, which {@link SealingWatch} has found.
     *
     * @param record what it says of the keys
     * @param digest the digest of all that it says
     * @throws io.clouddicom.AuthenticationFailedException it was altered
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    void follow(ArchiveKeyRecord record, byte[] digest) throws IOException;

    /**
     * Sees to it that a study's key is in memory when it is needed.
     *
     * @param study the study's segment in keys
     * @throws io.clouddicom.AuthenticationFailedException it is gone, or is not what was wrapped
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    void loadKey(String study) throws IOException;

    /**
     * Takes on a key-encryption key: from now on it wraps new keys, those it had unwrap still.
     *
     * @param target its protection
     * @return what the description is to record once nothing else is in use
     * @throws IOException a {@link io.clouddicom.CloudDicomException}: it cannot be used
     */
    ArchiveKeyRecord adopt(ArchiveProtection target) throws IOException;

    /**
     * Wraps a study's key by the key-encryption key that wraps new keys; what the study's key sealed stays as it is. The
     * key is replaced only once what replaces it was unwrapped again.
     *
     * @param study the study's segment in keys
     * @return whether it was wrapped by another one, or another version of it, before
     * @throws io.clouddicom.AuthenticationFailedException it is gone, or cannot be unwrapped
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    boolean rewrap(String study) throws IOException;

    /**
     * Destroys a study's key, in the store and in the memory of this object.
     *
     * @param study the study's segment in keys
     * @throws IOException a {@link io.clouddicom.CloudDicomException}
     */
    void destroyKey(String study) throws IOException;

    /** Something that is done at a certain point of a longer work. */
    @FunctionalInterface
    interface Step {
        /**
         * Does it.
         *
         * @throws IOException a {@link io.clouddicom.CloudDicomException}
         */
        void run() throws IOException;
    }

    /**
     * Gives a study a new key: all of its objects are sealed by it, and the old one is forgotten. Each object stays
     * readable all the time; the work can be broken off at any point and begun again.
     *
     * @param study the study's segment in keys
     * @param listener hears how far it has come
     * @param beforeTheEnd done when all objects are sealed anew, before the old key is given up
     * @return what was done
     * @throws io.clouddicom.AuthenticationFailedException the study's key is gone, or cannot be unwrapped
     * @throws IOException another {@link io.clouddicom.CloudDicomException} that ended it
     */
    ReencryptReport reencrypt(String study, SealingListener listener, Step beforeTheEnd) throws IOException;

    /**
     * Seals what is plain in a study of an archive that is being encrypted. Each object stays readable all the time; the
     * work can be broken off at any point and begun again.
     *
     * @param study the study's segment in keys
     * @param listener hears how far it has come
     * @param beforeTheEnd done when all is sealed that is to be read
     * @return what was done
     * @throws IOException a {@link io.clouddicom.CloudDicomException} that ended it
     */
    MoveReport seal(String study, SealingListener listener, Step beforeTheEnd) throws IOException;

    /**
     * Makes plain what is sealed in a study of an archive that is being decrypted, and then gives up its key; as {@link
     * #seal}.
     *
     * @param study the study's segment in keys
     * @param listener hears how far it has come
     * @param beforeTheEnd done when all is plain, before the key is given up
     * @return what was done
     * @throws IOException a {@link io.clouddicom.CloudDicomException} that ended it
     */
    MoveReport unseal(String study, SealingListener listener, Step beforeTheEnd) throws IOException;
}
