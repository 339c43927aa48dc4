package io.clouddicom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line sums up. */
class StatsCommandTest {
    private static final SyntheticStudy CT = SyntheticStudy.ct(9, 3).withSize(64, 64);
    private static final SyntheticStudy ULTRASOUND =
            SyntheticStudy.ultrasound(9, 4).withSize(32, 32);

    @TempDir
    private Path folder;

    private String store;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void put() throws IOException {
        Path originals = Files.createDirectories(folder.resolve("in"));
        for (SyntheticStudy study : new SyntheticStudy[] {CT, ULTRASOUND}) {
            for (int i = 0; i < study.instances(); i++) {
                Files.write(originals.resolve(study.instanceUid(i) + ".dcm"), study.bytes(i));
            }
        }
        store = folder.resolve("archive").toUri().toString();
        run("put", store, originals);
    }

    /** Runs a command that ends well, and gives what it printed. */
    private String run(Object... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        int code = CloudDicom.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(words).map(Object::toString).toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    @Test
    void anArchiveAndAPartOfItAreSummedUp() {
        assertThat(run("stats", store).lines())
                .satisfiesExactly(
                        studies -> assertThat(studies).isEqualTo("2 studies, 2 series"),
                        all -> assertThat(all).startsWith("4 instances, 7 frames, "),
                        syntax -> assertThat(syntax)
                                .startsWith("1.2.840.10008.1.2.4.202 ")
                                .contains(": 4 instances"),
                        get -> assertThat(get).matches("store get: 3, .*MiB, p50 .* p99 .*"),
                        list -> assertThat(list).startsWith("store list: 3,"));
        assertThat(run("stats", store, CT.studyUid())).startsWith("1 study, 1 series\n3 instances, 3 frames, ");
    }

    @Test
    void whatIsDeletedIsNotCounted() {
        run("rm", store, CT.studyUid());
        assertThat(run("stats", store))
                .startsWith("1 study, and 1 with nothing but what was deleted, 1 series\n1 instance, 4 frames, ");
    }

    @Test
    void anyCommandTellsWhatItAskedOfTheStore() {
        String scope = CT.studyUid() + "/" + CT.seriesUid() + "/" + CT.instanceUid(0);
        String listing = run("ls", store, CT.studyUid(), "--stats", "--memory", "4M");
        assertThat(listing).doesNotContain("store get");
        assertThat(err.toString()).contains("store get: ").contains("cache memory: 0 of 1 hit");
        run("frame", store, scope, "1", "--out", folder.resolve("frame.bin"));
        assertThat(err.toString()).isEmpty();
    }
}
