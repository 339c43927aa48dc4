package io.clouddicom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.InstanceId;
import io.clouddicom.StoragePolicy;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.Tag;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A life of an encrypted archive with opaque names, demonstration included, in a process that logs all that it can: what it
 * leaves behind is searched for everything that tells of a patient. What it was told to write in the clear (originals,
 * restored files, pictures, what a command prints because it was asked for) is outside of the searched folders.
 */
class NothingInTheClearTest {
    private static final long SEED = 48_213;
    private static final List<SyntheticStudy> STUDIES = List.of(
            SyntheticStudy.ct(SEED, 3).withSize(64, 64),
            SyntheticStudy.ultrasound(SEED + 1, 2).withSize(48, 64));
    /** More than what an archive keeps in memory of a file that it can read once only. */
    private static final SyntheticStudy LARGE = SyntheticStudy.enhancedCt(SEED + 2, 20);

    /** Where Linux shows the open files of a process. */
    private static final Path OPEN_FILES = Path.of("/proc");

    @TempDir
    private Path folder;

    @Test
    void neitherNamesNorIdsNorUidsNorPixelsAreLeftAnywhere() throws Exception {
        System.out.println("seed " + SEED);
        Path originals = writeOriginals();
        for (String searched : List.of("work", "temporary", "stores", "seen")) {
            Files.createDirectory(folder.resolve(searched));
        }
        runAll(originals);
        ClearText secrets = secrets();
        assertThat(Files.size(folder.resolve("log.txt")))
                .as("something is logged")
                .isPositive();
        for (String searched : List.of("work", "temporary", "stores", "seen", "log.txt")) {
            assertThat(secrets.in(folder.resolve(searched))).as(searched).isEmpty();
        }
        if (Files.isDirectory(OPEN_FILES)) {
            assertThat(folder.resolve("seen")).as("the spool of the large file").isNotEmptyDirectory();
        }
        theSearchFindsWhatIsThere(secrets, originals);
    }

    private Path writeOriginals() throws IOException {
        Path originals = Files.createDirectory(folder.resolve("originals"));
        for (SyntheticStudy study : STUDIES) {
            for (int i = 0; i < study.instances(); i++) {
                Files.write(originals.resolve(study.kind() + "-" + i + ".dcm"), study.bytes(i));
            }
        }
        return originals;
    }

    private void runAll(Path originals) throws Exception {
        Path logging = Files.writeString(
                folder.resolve("logging.properties"),
                "handlers = java.util.logging.ConsoleHandler\n.level = ALL\n"
                        + "java.util.logging.ConsoleHandler.level = ALL\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Djava.io.tmpdir=" + folder.resolve("temporary"),
                        "-Djava.util.logging.config.file=" + logging,
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NothingInTheClearTest.class.getName(),
                        folder.toString(),
                        originals.toString())
                .directory(folder.resolve("work").toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (Files.isDirectory(OPEN_FILES)) {
                keepWhatIsTemporary(process);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        process.destroyForcibly();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("log.txt"), StandardCharsets.ISO_8859_1))
                .isZero();
    }

    /** Copies of the temporary files that the process has open, though they have no name any more. */
    private void keepWhatIsTemporary(Process process) throws IOException {
        Path temporary = folder.resolve("temporary").toRealPath();
        try (Stream<Path> open = Files.list(OPEN_FILES.resolve(process.pid() + "/fd"))) {
            for (Path descriptor : open.toList()) {
                Path file = Files.readSymbolicLink(descriptor);
                if (file.startsWith(temporary)) {
                    Path copy = folder.resolve("seen").resolve(file.getFileName());
                    Files.copy(descriptor, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            // It was closed meanwhile, or the process has ended.
            return;
        }
    }

    /** What runs in a process of its own. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        String originals = arguments[1];
        String key = "local:" + folder.resolve("stores/key.json");
        String next = "local:" + folder.resolve("stores/next.json");
        String store = folder.resolve("stores/archive").toUri().toString();
        Path given = folder.resolve("given");
        // The demonstration leaves pictures and restored files beside its archive.
        logged("demo", "--keep", folder.resolve("demo").toString(), originals);
        Files.move(folder.resolve("demo/archive"), folder.resolve("stores/demo"));
        logged("key", "new", key);
        logged("put", store, originals, "--key", key, "--names", "opaque", "--storage", "as-received");
        putLarge(store, key);
        logged("index", store, study(0), "--key", key);
        asked("ls", store, "--key", key);
        asked("ls", store, study(0), "--key", key);
        asked("metadata", store, instance(0, 1), "--key", key);
        asked("frame", store, instance(0, 1), "1", "--out", given + "-frame.png", "--key", key);
        asked("get", store, study(1), "--out", given + "-study", "--key", key);
        logged("rm", store, instance(0, 2), "--key", key);
        logged("undelete", store, instance(0, 2), "--key", key);
        logged("index", store, study(0), "--key", key);
        logged("verify", store, "--key", key);
        logged("key", "new", next);
        logged("key", "rewrap", store, "--key", key, "--to", next);
        logged("key", "info", store, "--key", next);
        logged("verify", store, "--key", next);
    }

    /** A file that can be read once only and is larger than what is kept in memory, so that it is spooled. */
    private static void putLarge(String store, String key) throws IOException {
        try (DicomArchive archive = DicomArchive.builder(store)
                .key(key)
                .storage(StoragePolicy.HTJ2K_LOSSLESS_RPCL)
                .open()) {
            byte[] file = LARGE.bytes(0);
            assertThat(archive.put(new ByteArrayInputStream(file)).originalBytes())
                    .isEqualTo(file.length);
        }
    }

    private static void logged(String... arguments) {
        run(System.out, arguments);
    }

    /** What it prints was asked for. */
    private static void asked(String... arguments) {
        run(OutputStream.nullOutputStream(), arguments);
    }

    private static void run(OutputStream out, String... arguments) {
        int code = CloudDicom.run(
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments);
        if (code != ExitCode.DONE) {
            throw new AssertionError(arguments[0] + " ended with " + code);
        }
    }

    private static String study(int number) {
        return STUDIES.get(number).studyUid().value();
    }

    private static String instance(int number, int index) {
        SyntheticStudy study = STUDIES.get(number);
        return new InstanceId(study.studyUid(), study.seriesUid(), study.instanceUid(index)).toString();
    }

    private static ClearText secrets() throws IOException {
        ClearText secrets = new ClearText();
        List<SyntheticStudy> all = new ArrayList<>(STUDIES);
        all.add(LARGE);
        for (SyntheticStudy study : all) {
            secrets.text("UID", study.studyUid().value())
                    .text("UID", study.seriesUid().value());
            for (int i = 0; i < study.instances(); i++) {
                byte[] file = study.bytes(i);
                Dataset dataset = DicomReader.of(RangeSource.of(file)).read().dataset();
                secrets.text("UID", study.instanceUid(i).value());
                secrets.text("Patient's Name", dataset.string(Tag.PATIENT_NAME).orElseThrow());
                secrets.text("Patient ID", dataset.string(Tag.PATIENT_ID).orElseThrow());
                secrets.text(
                        "Study Description",
                        dataset.string(Tag.STUDY_DESCRIPTION).orElseThrow());
                dataset.string(Tag.FRAME_OF_REFERENCE_UID).ifPresent(uid -> secrets.text("UID", uid));
                addPixels(secrets, study, i, file);
            }
        }
        return secrets;
    }

    /** Of each frame, samples as they came and bytes of the codestream in which they are stored. */
    private static void addPixels(ClearText secrets, SyntheticStudy study, int index, byte[] file) throws IOException {
        for (StoragePolicy policy : List.of(StoragePolicy.AS_RECEIVED, StoragePolicy.HTJ2K_LOSSLESS_RPCL)) {
            try (DicomArchive plain =
                    DicomArchive.builder(ObjectStores.memory()).storage(policy).open()) {
                InstanceId id = plain.put(file).instance();
                for (int number = 1; number <= Math.min(3, study.frames()); number++) {
                    Frame frame = plain.instance(id).frame(number);
                    secrets.bytes(policy + " pixels", ClearText.sixteenOf(frame.fetch()));
                }
            }
        }
    }

    /** In plain archives of the same files, and hidden in a text. */
    private void theSearchFindsWhatIsThere(ClearText secrets, Path originals) throws IOException {
        Set<String> metadata = Set.of("UID", "Patient's Name", "Patient ID", "Study Description");
        for (StoragePolicy policy : List.of(StoragePolicy.AS_RECEIVED, StoragePolicy.HTJ2K_LOSSLESS_RPCL)) {
            Path plain = folder.resolve("plain-" + policy);
            run(
                    OutputStream.nullOutputStream(),
                    "put",
                    plain.toUri().toString(),
                    originals.toString(),
                    "--key",
                    "none",
                    "--storage",
                    policy.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
            assertThat(secrets.in(plain)).containsAll(metadata).contains(policy + " pixels");
        }
        Path hidden = folder.resolve("hidden.txt");
        byte[] name = "a name: Phantom^Synthetic.".getBytes(StandardCharsets.UTF_16LE);
        for (int before = 0; before < 3; before++) {
            byte[] text = new byte[before + name.length];
            System.arraycopy(name, 0, text, before, name.length);
            Files.writeString(hidden, "<" + Base64.getEncoder().encodeToString(text) + ">");
            assertThat(secrets.in(hidden)).containsExactly("Patient's Name");
        }
        Path named = Files.createDirectory(folder.resolve("named"));
        Files.createFile(named.resolve("hidden-" + study(0)));
        assertThat(secrets.in(named)).containsExactly("UID");
    }
}
