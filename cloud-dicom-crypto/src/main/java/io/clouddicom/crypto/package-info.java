/**
 * Envelope encryption per study. An embedder names a key, {@code DicomArchive.builder(store).key("local:key.json")}, or
 * gives one made in code, {@link io.clouddicom.crypto.EnvelopeEncryption}. Vendors of key management add a
 * {@link io.clouddicom.crypto.KeyEncryptionKeyProvider}.
 *
 * <p>All types are safe for use by any number of threads.
 */
package io.clouddicom.crypto;
