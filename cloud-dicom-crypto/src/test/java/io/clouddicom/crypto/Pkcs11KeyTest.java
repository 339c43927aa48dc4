package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.DicomArchive;
import io.clouddicom.ExternalTool;
import io.clouddicom.Receipt;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive whose key-encryption key is in an HSM and cannot be taken out: SoftHSM, by PKCS#11. What uses it runs in a
 * process of its own, as SoftHSM finds its token by an environment variable.
 */
class Pkcs11KeyTest {
    private static final String PIN = "123456";
    private static final String PIN_VARIABLE = "CLOUD_DICOM_TEST_PIN";
    private static final String LABEL = "archive-kek";

    @TempDir
    Path folder;

    @Test
    void anArchiveIsMadeReadAndMovedToAKeyInAnHsm() throws Exception {
        ExternalTool tool = ExternalTool.require("softhsm2-util");
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        Path softHsm = Files.writeString(
                folder.resolve("softhsm2.conf"),
                "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        run(softHsm, tool.path(), "--init-token", "--free", "--label", "test", "--so-pin", "12345678", "--pin", PIN);
        Path configuration =
                Files.writeString(folder.resolve("pkcs11.cfg"), """
                name = SoftHSM
                library = %s
                slotListIndex = 0
                attributes(generate, CKO_SECRET_KEY, CKK_AES) = {
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                }
                """.formatted(library(Path.of(tool.path()))));
        run(
                softHsm,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Pkcs11KeyTest.class.getName(),
                folder.toString(),
                configuration.toString());
    }

    /** Where Debian, Fedora and Homebrew put it, seen from the tool. */
    private static Path library(Path tool) throws IOException {
        Path prefix = tool.toRealPath().getParent().getParent();
        for (String place : List.of("lib/softhsm", "lib64/softhsm", "lib64/pkcs11", "lib/pkcs11")) {
            Path library = prefix.resolve(place).resolve("libsofthsm2.so");
            if (Files.exists(library)) {
                return library;
            }
        }
        throw new AssertionError("softhsm2-util is here, its library is not");
    }

    private void run(Path softHsm, String... command) throws Exception {
        File output = folder.resolve("output.txt").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        builder.environment().put("SOFTHSM2_CONF", softHsm.toString());
        builder.environment().put(PIN_VARIABLE, PIN);
        Process process = builder.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String told = Files.readString(output.toPath(), StandardCharsets.ISO_8859_1);
        assertThat(ended).as(told).isTrue();
        assertThat(process.exitValue()).as(told).isZero();
    }

    /** What runs beside the HSM; an error ends the process with a code that is not 0. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        makeKeys(arguments[1]);
        String uri = "pkcs11:" + LABEL + "?config=" + arguments[1] + "&pin-env=" + PIN_VARIABLE;
        KeyEncryptionKey hsm = new Pkcs11KeyProvider().open(uri);
        assertThat(hsm.id()).isEqualTo("pkcs11:" + LABEL);
        wrappingIsAuthenticated(hsm, new Pkcs11KeyProvider().open(uri.replace(LABEL, "another")));
        anArchiveIsMadeWithIt(folder.resolve("made").toUri(), uri);
        anArchiveMovesToIt(folder.resolve("moved"), uri, hsm);
    }

    /** Two AES-256 keys that are made in the token and stay there. */
    private static void makeKeys(String configuration) throws Exception {
        Provider provider = Security.getProvider("SunPKCS11").configure(configuration);
        KeyStore token = KeyStore.getInstance("PKCS11", provider);
        token.load(null, PIN.toCharArray());
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(256);
        for (String label : List.of(LABEL, "another")) {
            SecretKey key = generator.generateKey();
            assertThat(key.getEncoded()).as("the key stays in the HSM").isNull();
            token.setKeyEntry(label, key, null, null);
        }
        assertThat(((SecretKey) token.getKey(LABEL, null)).getEncoded()).isNull();
    }

    private static void wrappingIsAuthenticated(KeyEncryptionKey hsm, KeyEncryptionKey another) throws IOException {
        byte[] secret = "a key of thirty-two bytes or more".getBytes(StandardCharsets.US_ASCII);
        byte[] place = "here".getBytes(StandardCharsets.US_ASCII);
        byte[] wrapped = hsm.wrap(secret, place);
        assertThat(SealedArchiveTest.contains(wrapped, secret)).isFalse();
        assertThat(hsm.unwrap(wrapped, place)).isEqualTo(secret);
        assertFails(() -> another.unwrap(wrapped, place));
        assertFails(() -> hsm.unwrap(wrapped, "there".getBytes(StandardCharsets.US_ASCII)));
        for (int i = 0; i < wrapped.length; i++) {
            byte[] altered = wrapped.clone();
            altered[i] ^= 1;
            assertFails(() -> hsm.unwrap(altered, place));
        }
        for (int length = 0; length < wrapped.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(wrapped, length);
            assertFails(() -> hsm.unwrap(cut, place));
        }
        // None of that leaves a session that is of no more use.
        assertThat(hsm.unwrap(wrapped, place)).isEqualTo(secret);
    }

    private static void assertFails(Callable<byte[]> unwrapping) {
        assertThatThrownBy(unwrapping::call).isInstanceOf(AuthenticationFailedException.class);
    }

    private static SyntheticStudy study(int number) {
        return SyntheticStudy.ct(700 + number, 2).withSize(16, 16);
    }

    private static void anArchiveIsMadeWithIt(URI store, String uri) throws Exception {
        try (DicomArchive archive =
                DicomArchive.builder(store).key(uri).opaqueNames().open()) {
            List<Callable<Receipt>> puts = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                byte[] file = study(i / 2).bytes(i % 2);
                puts.add(() -> archive.put(file));
            }
            SealedArchiveTest.together(8, puts);
        }
        try (DicomArchive archive =
                DicomArchive.builder(store).key(uri).existing().open()) {
            for (int i = 0; i < 8; i++) {
                assertStudyIsThere(archive, i);
            }
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .clean())
                    .isTrue();
        }
    }

    private static void anArchiveMovesToIt(Path store, String uri, KeyEncryptionKey hsm) throws Exception {
        KeyEncryptionKey local = LocalKeyFile.create(store.resolveSibling("local.json"), Optional.empty());
        try (DicomArchive archive = DicomArchive.builder(store.toUri())
                .protection(EnvelopeEncryption.with(local))
                .open()) {
            for (int i = 0; i < 4; i++) {
                archive.put(study(i / 2).bytes(i % 2));
            }
            assertThat(archive.keys()
                            .rewrap(EnvelopeEncryption.with(hsm), studies -> {})
                            .covers(hsm.id()))
                    .isTrue();
        }
        try (DicomArchive archive =
                DicomArchive.builder(store.toUri()).key(uri).existing().open()) {
            assertStudyIsThere(archive, 0);
            assertStudyIsThere(archive, 1);
            assertThat(archive.keys().shred(study(0).studyUid()).complete()).isTrue();
        }
        // What is bound to another study is told by the HSM.
        Path key = store.resolve("studies/" + study(1).studyUid() + "/key");
        Path elsewhere = store.resolve("studies/" + study(2).studyUid() + "/key");
        Files.createDirectories(elsewhere.getParent());
        Files.copy(key, elsewhere, StandardCopyOption.REPLACE_EXISTING);
        try (DicomArchive archive =
                DicomArchive.builder(store.toUri()).key(uri).existing().open()) {
            assertThatThrownBy(() -> archive.put(study(2).bytes(0))).isInstanceOf(AuthenticationFailedException.class);
        }
        assertThatThrownBy(() -> DicomArchive.builder(store.toUri())
                        .protection(EnvelopeEncryption.with(local))
                        .open())
                .isInstanceOf(AuthenticationFailedException.class);
    }

    private static void assertStudyIsThere(DicomArchive archive, int number) throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(study(number), i)))
                    .isEqualTo(study(number).bytes(i));
            assertThat(archive.instance(SealedArchiveTest.id(study(number), i))
                            .frame(1)
                            .decode())
                    .hasSize(512);
        }
    }
}
