package io.clouddicom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.clouddicom.testkit.SyntheticStudy;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher {@code ./cloud-dicom} as a shell runs it, in a process of its own, also on a terminal. The jar that it
 * finds is one that refers to the classes under test.
 */
class LauncherTest {
    private static final SyntheticStudy CT = SyntheticStudy.ct(11, 400).withSize(16, 16);
    private static final String PRIVILEGES = "-dac_override,-dac_read_search";

    /** A checkout in a folder whose name has a space. */
    @TempDir
    private static Path home;

    private static Path launcher;

    @TempDir
    private Path folder;

    private String store;

    /** What a run printed and how it ended. */
    private record Run(int exitCode, String out, String err) {}

    @BeforeAll
    static void layOut() throws IOException {
        Path root = Files.createDirectories(home.resolve("check out"));
        Files.createFile(root.resolve("pom.xml"));
        Path module = Files.createDirectories(root.resolve("cloud-dicom-cli"));
        Files.createFile(module.resolve("pom.xml"));
        Files.createDirectories(module.resolve("src/main"));
        Path source = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(source.resolve("cloud-dicom"))) {
            source = source.getParent();
        }
        launcher = Files.copy(source.resolve("cloud-dicom"), root.resolve("cloud-dicom"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, CloudDicom.class.getName());
        String classes = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri())
                .map(URI::toString)
                .collect(Collectors.joining(" "));
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classes);
        Path jar = Files.createDirectories(module.resolve("target")).resolve("cloud-dicom.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
    }

    @BeforeEach
    void nameStore() {
        store = folder.resolve("archive").toUri().toString();
    }

    private Path originals(int count) throws IOException {
        Path originals = Files.createDirectories(folder.resolve("in"));
        for (int i = 0; i < count; i++) {
            Files.write(originals.resolve(i + ".dcm"), CT.bytes(i));
        }
        return originals;
    }

    private Run run(String... arguments) throws Exception {
        return runAfter(List.of(), arguments);
    }

    private Run runAfter(List<String> before, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(tool("sh"), launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CLOUD_DICOM_JAVA_OPTIONS", "-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        // No locale: what is printed must not depend on it.
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            fail(command + " does not end");
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** A program in the path; where it is not, the test is skipped, or fails with {@code CI=true}. */
    private static String tool(String name) {
        for (String place : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(place, name))) {
                return Path.of(place, name).toString();
            }
        }
        String reason = "there is no program " + name;
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        System.out.println("LauncherTest: skipped, " + reason);
        return Assumptions.abort(reason);
    }

    private static void assertEnds(Run run, int exitCode) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
        if (exitCode != ExitCode.DONE) {
            assertThat(run.err()).isNotBlank().doesNotContain("\tat ").doesNotContain("Exception");
        }
    }

    @Test
    void everyExitCodeReachesTheCaller() throws Exception {
        Path originals = originals(2);
        assertEnds(run("ls", store), ExitCode.NOT_FOUND);
        assertThat(folder.resolve("archive")).doesNotExist();
        assertEnds(run("put", store, originals.toString()), ExitCode.DONE);
        Path text = Files.writeString(folder.resolve("a text.txt"), "no DICOM");
        Run some = run("put", store, originals.toString(), text.toString());
        assertEnds(some, ExitCode.SOME_FAILED);
        assertThat(some.err()).startsWith("failed: " + text + ": ").hasLineCount(1);
        assertEnds(run("put", store, "--threads", "none", text.toString()), ExitCode.USAGE);
        try (Stream<Path> files = Files.walk(folder.resolve("archive/studies"))) {
            Path object = files.filter(file -> file.getFileName().toString().startsWith(CT.instanceUid(1) + "."))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(object);
            bytes[bytes.length / 2] ^= 1;
            Files.write(object, bytes);
        }
        Run verify = run("verify", store);
        assertThat(verify.exitCode()).as(verify.out()).isEqualTo(ExitCode.INTEGRITY);
    }

    /** Root, as in a container, is not bound by permissions unless it gives up what frees it from them. */
    @Test
    void aStoreThatMayNotBeReachedIsDeniedNotAbsent() throws Exception {
        List<String> unprivileged = System.getProperty("user.name").equals("root")
                ? List.of(tool("setpriv"), "--bounding-set=" + PRIVILEGES, "--inh-caps=" + PRIVILEGES)
                : List.of();
        Path originals = originals(1);
        assertEnds(run("put", store, originals.toString()), ExitCode.DONE);
        for (String permissions : List.of("---------", "r-xr-xr-x")) {
            Files.setPosixFilePermissions(folder.resolve("archive"), PosixFilePermissions.fromString(permissions));
            try {
                Run ls = runAfter(unprivileged, "ls", store);
                assertEnds(ls, permissions.startsWith("r") ? ExitCode.DONE : ExitCode.STORE);
                Run put = runAfter(
                        unprivileged,
                        "put",
                        folder.resolve("archive/new").toUri().toString(),
                        "/dev/null");
                assertEnds(put, ExitCode.STORE);
                assertThat(put.err()).hasLineCount(1);
                if (permissions.startsWith("r")) {
                    Run doctor = runAfter(unprivileged, "doctor", "--quick", store);
                    assertThat(doctor.exitCode())
                            .as(doctor.out() + doctor.err())
                            .isEqualTo(ExitCode.STORE);
                    assertThat(doctor.out()).contains("DENIED   permission to put");
                }
            } finally {
                Files.setPosixFilePermissions(folder.resolve("archive"), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    @Test
    void theDoctorLeavesAnArchiveAsItIs() throws Exception {
        assertEnds(run("put", store, originals(2).toString()), ExitCode.DONE);
        Run doctor = run("doctor", "--quick", store);
        assertEnds(doctor, ExitCode.DONE);
        assertThat(doctor.out()).contains("  holds    erasure  ");
        assertThat(folder.resolve("archive/cloud-dicom-checkup")).doesNotExist();
        assertEnds(run("verify", store), ExitCode.DONE);
        assertEnds(run("doctor", "nowhere:x"), ExitCode.USAGE);
    }

    @Test
    void nothingButFailuresIsPrintedToAPipe() throws Exception {
        Path originals = originals(30);
        Path text = Files.writeString(originals.resolve("15.txt"), "no DICOM");
        Run put = run("put", store, originals.toString());
        assertEnds(put, ExitCode.SOME_FAILED);
        assertThat(put.err())
                .startsWith("failed: " + text + ": ")
                .hasLineCount(1)
                .doesNotContain("\r");
        assertThat(put.out()).startsWith("stored 30, ").hasLineCount(1);
    }

    @Test
    void aTerminalShowsALineOfProgressThatIsGoneAtTheEnd() throws Exception {
        Path originals = originals(CT.instances());
        Path text = Files.writeString(originals.resolve("200.txt"), "no DICOM");
        String line = "sh '" + launcher + "' put --threads 1 '" + store + "' '" + originals + "'";
        Run run = terminal(line);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.SOME_FAILED);
        List<String> drawn = Arrays.stream(run.out().split("[\r\n]+"))
                .filter(piece -> piece.startsWith("put "))
                .toList();
        assertThat(drawn)
                .isNotEmpty()
                .allSatisfy(
                        piece -> assertThat(piece).hasSizeLessThan(80).matches("put \\d+( of \\d+)?, .*/s, \\d+ s *"));
        assertThat(drawn.get(drawn.size() - 1)).contains(" of 401, ");
        List<String> screen = screen(run.out());
        assertThat(screen).hasSize(2);
        assertThat(screen.get(0)).startsWith("failed: " + text + ": ").doesNotContain("put 1");
        assertThat(screen.get(1)).startsWith("stored 400, already there 0, skipped 0, failed 1; ");
    }

    /** Runs a command line on a pseudo terminal. */
    private Run terminal(String line) throws Exception {
        Path out = folder.resolve("terminal.txt");
        ProcessBuilder builder = new ProcessBuilder(tool("script"), "-qec", line, "/dev/null")
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            fail(line + " does not end");
        }
        return new Run(process.exitValue(), Files.readString(out), "");
    }

    /** What a terminal shows in the end: characters that are written over each other. */
    private static List<String> screen(String output) {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int column = 0;
        for (char c : output.toCharArray()) {
            StringBuilder current = lines.get(lines.size() - 1);
            if (c == '\r') {
                column = 0;
            } else if (c == '\n') {
                lines.add(new StringBuilder());
                column = 0;
            } else {
                current.setLength(Math.max(current.length(), column + 1));
                current.setCharAt(column++, c);
            }
        }
        return lines.stream()
                .map(line -> line.toString().stripTrailing())
                .filter(line -> !line.isEmpty() && !line.equals("^D"))
                .toList();
    }
}
