package io.clouddicom.crypto;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A key-encryption key that never leaves an HSM, through the PKCS#11 provider that comes with Java: what a vendor writes to
 * plug in an HSM.
 *
 * <p>A wrapped key is a nonce of 12 bytes, the ciphertext and a tag of 16 bytes, all by AES-GCM in the HSM.
 */
final class Pkcs11Key implements KeyEncryptionKey {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final String id;
    private final Provider provider;
    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    Pkcs11Key(String id, Provider provider, SecretKey key) {
        this.id = id;
        this.provider = provider;
        this.key = key;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public byte[] wrap(byte[] bytes, byte[] associatedData) throws IOException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(bytes);
            return ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException | ProviderException e) {
            throw new UnavailableException("wrap", id, "the HSM does not encrypt", e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws IOException {
        if (wrapped.length < NONCE_BYTES + TAG_BYTES) {
            throw new AuthenticationFailedException("unwrap", id, "this is no wrapped key");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(wrapped).get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, associatedData)
                    .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new AuthenticationFailedException(
                    "unwrap", id, "the wrapped key was altered or moved, or is of another key", e);
        } catch (GeneralSecurityException | ProviderException e) {
            throw new UnavailableException("unwrap", id, "the HSM does not decrypt", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }

    @Override
    public String toString() {
        return id;
    }
}
