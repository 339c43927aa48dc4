/** Envelope encryption per study: everything that an archive stores is sealed under a key that a KMS wraps. */
@org.jspecify.annotations.NullMarked
module io.clouddicom.crypto {
    requires transitive io.clouddicom.core;
    requires com.fasterxml.jackson.core;
    requires com.github.benmanes.caffeine;
    requires com.google.crypto.tink;
    requires org.bouncycastle.provider;
    requires static transitive org.jspecify;

    exports io.clouddicom.crypto;

    uses io.clouddicom.crypto.KeyEncryptionKeyProvider;

    provides io.clouddicom.crypto.KeyEncryptionKeyProvider with
            io.clouddicom.crypto.internal.LocalKeyProvider;
    provides io.clouddicom.key.ArchiveProtectionProvider with
            io.clouddicom.crypto.internal.EnvelopeProvider;
}
