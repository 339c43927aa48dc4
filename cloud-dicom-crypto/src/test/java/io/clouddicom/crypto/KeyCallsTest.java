package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.DicomArchive;
import io.clouddicom.RetryPolicy;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key-encryption key that does not answer, or not as agreed. */
class KeyCallsTest {
    private static final RetryPolicy TWICE =
            new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(20));
    private static final SyntheticStudy STUDY = SyntheticStudy.ct(7, 2).withSize(8, 8);
    private static final SyntheticStudy OTHER = SyntheticStudy.ct(8, 1).withSize(8, 8);

    @TempDir
    private Path folder;

    private final ObjectStore store = ObjectStores.memory();
    private CountingKey key;

    @BeforeEach
    void makeKey() throws IOException {
        key = CountingKey.inFolder(folder);
    }

    private DicomArchive open() throws IOException {
        return DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key).callsWithin(Duration.ofMillis(500)))
                .retries(TWICE)
                .open();
    }

    @Test
    void aKeyThatIsDownOrSilentNamesItselfAndWhatIsKnownIsReadOn() throws IOException {
        try (DicomArchive archive = open()) {
            archive.put(STUDY.bytes(0));
        }
        try (DicomArchive archive = open()) {
            archive.put(OTHER.bytes(0));
            for (boolean silent : new boolean[] {false, true}) {
                key.down = !silent;
                key.pauseMillis = silent ? 3_000 : 0;
                int calls = key.calls();
                assertThatThrownBy(() -> SealedArchiveTest.restored(archive, SealedArchiveTest.id(STUDY, 0)))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining(key.id())
                        .hasMessageContaining(silent ? "no answer within 500 ms" : "it is down");
                assertThat(key.calls() - calls)
                        .as("it was tried again, within bounds")
                        .isEqualTo(2);
                assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(OTHER, 0)))
                        .isEqualTo(OTHER.bytes(0));
            }
            assertThatThrownBy(this::open)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(key.id());
            key.pauseMillis = 0;
            assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(STUDY, 0)))
                    .isEqualTo(STUDY.bytes(0));
        }
    }

    /** A store one of whose calls always fails, counted. */
    private ObjectStore failing(String method, String of, AtomicInteger calls) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)
                            && arguments[0].toString().endsWith(of)) {
                        calls.incrementAndGet();
                        throw new UnavailableException(method, of, "it is down");
                    }
                    try {
                        return called.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The first put of a study looks for its key, then for other objects, then puts a key: each below the put's attempts. */
    @ParameterizedTest
    @CsvSource({"get, /key", "list, /", "put, /key", "put, .1"})
    void attemptsForAKeyAreNotMultipliedByThoseForThePut(String method, String of) throws IOException {
        int attempts = 4;
        RetryPolicy policy =
                new RetryPolicy(attempts, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(20));
        AtomicInteger calls = new AtomicInteger();
        try (DicomArchive archive = DicomArchive.builder(failing(method, of, calls))
                .protection(EnvelopeEncryption.with(key))
                .retries(policy)
                .open()) {
            calls.set(0);
            assertThatThrownBy(() -> archive.put(STUDY.bytes(0))).isInstanceOf(UnavailableException.class);
            assertThat(calls).hasValue(attempts);
        }
    }

    /** As the Aead of a KMS client fails: one type of error, whatever happened. */
    private static Aead failing(GeneralSecurityException error) {
        return new Aead() {
            @Override
            public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
                throw error;
            }

            @Override
            public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
                throw error;
            }
        };
    }

    @Test
    void aNetworkThatFailsIsNotTakenForAForgedKey() {
        KeyEncryptionKey down = KeyEncryptionKey.of(
                "kms://down", failing(new GeneralSecurityException("failed", new ConnectException("refused"))));
        assertThatThrownBy(() -> down.unwrap(new byte[40], new byte[0]))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("kms://down");
        KeyEncryptionKey wrong = KeyEncryptionKey.of(
                "kms://wrong", failing(new GeneralSecurityException("failed", new javax.crypto.AEADBadTagException())));
        assertThatThrownBy(() -> wrong.unwrap(new byte[40], new byte[0]))
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("kms://wrong");
    }

    @Test
    void aKeyOfTheCallersOwnThatFailsAsItLikesIsUnavailable() throws IOException {
        KeyEncryptionKey own = new KeyEncryptionKey() {
            @Override
            public String id() {
                return "hsm:slot-1";
            }

            @Override
            public byte[] wrap(byte[] bytes, byte[] associatedData) {
                throw new java.security.ProviderException("token was removed");
            }

            @Override
            public byte[] unwrap(byte[] wrapped, byte[] associatedData) {
                throw new java.security.ProviderException("token was removed");
            }
        };
        assertThatThrownBy(() -> DicomArchive.builder(ObjectStores.memory())
                        .protection(EnvelopeEncryption.with(own).callsWithin(Duration.ofSeconds(5)))
                        .retries(RetryPolicy.NONE)
                        .open())
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("hsm:slot-1")
                .hasRootCauseMessage("token was removed");
    }

    @Test
    void keysOpenByUri() throws IOException {
        Path file = folder.resolve("key.json");
        KeyEncryptionKey made = LocalKeyFile.create(file, java.util.Optional.empty());
        assertThat(KeyEncryptionKey.open("local:" + file).id()).isEqualTo(made.id());
        assertThatThrownBy(() -> KeyEncryptionKey.open("no-such-kms:x"))
                .isInstanceOf(io.clouddicom.UnsupportedFeatureException.class)
                .hasMessageContaining("local");
        assertThatThrownBy(() -> KeyEncryptionKey.of("a#b", failing(new GeneralSecurityException())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
