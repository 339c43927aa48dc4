package io.clouddicom.cli;

import static io.clouddicom.cli.CommandsTest.done;
import static io.clouddicom.cli.CommandsTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.cli.CommandsTest.Run;
import io.clouddicom.testkit.SyntheticStudy;
import io.clouddicom.testkit.gcs.GcsFault;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands on a store that is {@code gs:}, and the one sentence and exit code of what can be wrong with it. */
class CommandsOnGcsTest {
    private static final SyntheticStudy CT = SyntheticStudy.ct(9, 3).withSize(32, 32);

    @TempDir
    private Path folder;

    private GcsServer server;
    private String store;
    private String study;
    private String instance;

    @BeforeEach
    void startServer() throws IOException {
        server = GcsServer.start();
        server.createBucket("pacs");
        store = "gs://pacs/hospital-a?endpoint=" + server.endpoint();
        study = CT.studyUid().value();
        instance = study + "/" + CT.seriesUid() + "/" + CT.instanceUid(1);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Path originals() throws IOException {
        Path originals = Files.createDirectories(folder.resolve("in"));
        for (int i = 0; i < CT.instances(); i++) {
            Files.write(originals.resolve(i + ".dcm"), CT.bytes(i));
        }
        return originals;
    }

    @Test
    void whatIsPutIsListedVerifiedAndComesBack() throws IOException {
        String originals = originals().toString();
        assertThat(run("put", store, originals).out()).startsWith("stored 3, already there 0, skipped 0, failed 0");
        assertThat(run("put", store, originals).out()).startsWith("stored 0, already there 3");
        assertThat(server.objectNames("pacs"))
                .contains("hospital-a/archive.json", "hospital-a/studies/" + instancePath() + ".1")
                .allMatch(name -> name.startsWith("hospital-a/"));
        assertThat(run("ls", store).out()).isEqualToIgnoringNewLines(study);
        assertThat(run("ls", store, study).out()).contains("3 instances");
        Run verified = run("verify", store);
        done(verified);
        assertThat(verified.out()).startsWith("1 studies, 3 instances").endsWith("clean" + System.lineSeparator());
        done(run("index", store, study));
        assertThat(run("metadata", store, instance).out())
                .contains(CT.instanceUid(1).value());
        Path frame = folder.resolve("frame");
        done(run("frame", store, instance, "1", "--out", frame.toString(), "--as", "native"));
        assertThat(frame).hasSize(32 * 32 * 2);
        Path back = folder.resolve("out");
        done(run("get", store, study, "--out", back.toString()));
        assertThat(back.resolve(instance + ".dcm")).hasBinaryContent(CT.bytes(1));
    }

    private String instancePath() {
        return study + "/instances/" + CT.seriesUid() + "/" + CT.instanceUid(1);
    }

    @Test
    void whatIsDeletedIsGoneWhenItIsPurged() throws IOException {
        done(run("put", store, originals().toString()));
        done(run("rm", store, instance));
        done(run("undelete", store, instance));
        done(run("rm", store, study));
        assertThat(run("ls", store, study).out()).doesNotContain("instances");
        List<String> before = server.objectNames("pacs");
        // What was undeleted is there twice; the deletions themselves stay.
        assertThat(run("purge", store, "--older-than", "0").out()).contains("purged 4 revisions");
        assertThat(server.objectNames("pacs")).hasSizeLessThan(before.size());
        Run swept = run("sweep", store);
        done(swept);
        // What a killed process leaves here the server forgets by itself, and lists nowhere.
        assertThat(swept.out()).startsWith("removed 0 unfinished puts");
        assertThat(server.unfinishedUploads()).isEmpty();
    }

    @Test
    void theDoctorSaysThatEverythingHolds() {
        Run run = run("doctor", store + "&chunkSize=256KiB");
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out())
                .startsWith("gs://pacs/hospital-a")
                .containsPattern("(?m)^  holds    put if absent, at once    of several puts at once one succeeds")
                .containsPattern("(?m)^  holds    checksums +the server refuses bytes that do not have the checksum")
                .containsPattern("(?m)^  holds    older versions +the bucket keeps no older versions")
                .containsPattern("(?m)^  holds    same UID twice            an instance that is put twice")
                .doesNotContain("FAILS", "UNKNOWN", "DENIED");
        assertThat(server.objectNames("pacs")).isEmpty();
    }

    @Test
    void theDoctorNamesThePermissionsThatAreMissing() {
        server.plan(request -> request.startsWith("DELETE ") || request.startsWith("POST /batch")
                ? GcsFault.FORBIDDEN
                : GcsFault.NONE);
        Run run = run("doctor", store, "--quick");
        assertThat(run.exitCode()).isEqualTo(ExitCode.STORE);
        assertThat(run.out())
                .containsPattern("(?m)^  holds    permission to list ")
                .containsPattern("(?m)^  holds    permission to put ")
                .containsPattern("(?m)^  holds    permission to read ")
                .containsPattern("(?m)^  DENIED   permission to delete ");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ls | FORBIDDEN | 3 | get archive.json: the server answered 403",
                "ls | UNAUTHORIZED | 3 | get archive.json: the server answered 401",
                "doctor | FORBIDDEN | 3 | ",
                "verify | FORBIDDEN | 3 | get archive.json: the server answered 403",
                "put | FORBIDDEN | 3 | get archive.json: the server answered 403",
                "sweep | UNAUTHORIZED | 3 | get archive.json: the server answered 401"
            })
    void aServerThatDoesNotLetOneInIsNoEmptyOne(String command, GcsFault fault, int exitCode, String sentence)
            throws IOException {
        server.plan(request -> fault);
        Run run = command.equals("put") ? run(command, store, originals().toString()) : run(command, store);
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
        if (sentence != null) {
            assertThat(run.err()).contains(sentence).hasLineCount(1);
        }
        assertThat(server.objectNames("pacs")).isEmpty();
    }

    @Test
    void whatIsWrongWithTheStoreIsSaidInOneSentence() throws IOException {
        String noBucket = store.replace("//pacs", "//elsewhere");
        for (Run run : List.of(
                run("ls", noBucket),
                run("put", noBucket, originals().toString()),
                run("doctor", noBucket, "--quick"))) {
            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err())
                    .endsWith("there is no such bucket" + System.lineSeparator())
                    .hasLineCount(1);
        }
        Run empty = run("ls", store);
        assertThat(empty.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(empty.err())
                .contains("gs://pacs/hospital-a: there is no archive")
                .hasLineCount(1);
        Run option = run("ls", store + "&colour=blue");
        assertThat(option.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(option.err()).contains("the option 'colour' is not known").hasLineCount(1);
        server.close();
        Run nobody = run("doctor", store, "--quick");
        assertThat(nobody.exitCode()).isEqualTo(ExitCode.STORE);
        assertThat(nobody.err()).contains("the server cannot be reached").hasLineCount(1);
    }

    /** Google's libraries would send requests without any; what comes back would not say what is missing. */
    @Test
    void credentialsThatAreNotThereAreMissedBeforeAnythingIsAsked() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                CloudDicom.class.getName(),
                "ls",
                "gs://pacs/hospital-a");
        builder.environment().remove("GOOGLE_APPLICATION_CREDENTIALS");
        builder.environment().put("CLOUDSDK_CONFIG", folder.toString());
        builder.environment().put("NO_GCE_CHECK", "true");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(ExitCode.STORE);
        assertThat(output)
                .contains("open gs://pacs/hospital-a: no credentials were found; GOOGLE_APPLICATION_CREDENTIALS");
    }
}
