package io.clouddicom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.DicomArchive;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

/** The cache as a user of the command line has it. */
class CacheCommandTest {
    private static final SyntheticStudy CT = SyntheticStudy.ct(9, 2).withSize(64, 64);

    @TempDir
    private Path folder;

    private String store;
    private Path cache;
    private String frame;

    private record Run(int exitCode, String out, String err) {}

    private static Run run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words =
                java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        int code = CloudDicom.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Run(code, out.toString(), err.toString());
    }

    @BeforeEach
    void put() throws IOException {
        Path originals = Files.createDirectories(folder.resolve("in"));
        for (int i = 0; i < CT.instances(); i++) {
            Files.write(originals.resolve(i + ".dcm"), CT.bytes(i));
        }
        store = folder.resolve("archive").toUri().toString();
        cache = folder.resolve("cache");
        frame = CT.studyUid() + "/" + CT.seriesUid() + "/" + CT.instanceUid(1);
        assertThat(run("put", store, originals).exitCode()).isZero();
    }

    private Run fetch(Object... more) {
        Object[] words = {"frame", store, frame, "1", "--out", folder.resolve("frame.bin"), "--cache-dir", cache};
        Object[] all = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return run(all);
    }

    @Test
    void aPlainArchiveIsKeptOnTheDiskOnlyIfThatIsSaid() {
        Run refused = fetch();
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("in the clear").contains(cache.toString());
        Run allowed = fetch("--cache-plain", "--cache-size", "8M", "--memory", "4M");
        assertThat(allowed.exitCode()).as(allowed.err()).isZero();
        assertThat(cache.resolve("blocks-00000")).exists();
        assertThat(fetch("--cache-plain", "--cache-size", "1M").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(fetch("--cache-plain", "--cache-size", "much").err()).contains("'much' is no size");
    }

    @Test
    void aDirectoryIsToldOfCheckedAndCleared() throws IOException {
        assertThat(run("cache", "info", cache).out()).startsWith("holds 0 blocks of 0 objects");
        fetch("--cache-plain");
        Files.writeString(cache.resolve("mine.txt"), "mine");
        Run info = run("cache", "info", cache);
        assertThat(info.exitCode()).as(info.err()).isZero();
        assertThat(info.out()).matches("(?s)holds \\d blocks? of \\d objects?: .*KiB, in files of .*KiB\\s*");
        assertThat(run("cache", "check", cache).out()).contains("damaged and taken away: 0 blocks");
        try (RandomAccessFile file =
                new RandomAccessFile(cache.resolve("blocks-00000").toFile(), "rw")) {
            file.seek(4096 + 64 * 4096 + 5);
            int old = file.read();
            file.seek(4096 + 64 * 4096 + 5);
            file.write(old ^ 8);
        }
        Run damaged = run("cache", "check", cache);
        assertThat(damaged.exitCode()).isEqualTo(ExitCode.INTEGRITY);
        assertThat(damaged.out()).contains("damaged and taken away: 1 block");
        assertThat(run("cache", "check", cache).exitCode()).isZero();
        assertThat(run("cache", "clear", cache).out()).startsWith("held ");
        assertThat(run("cache", "info", cache).out()).startsWith("holds 0 blocks of 0 objects: 0 B, in files of 0 B");
        assertThat(cache.resolve("mine.txt")).exists();
    }

    @Test
    void aStudyIsWarmedUp() {
        String study = CT.studyUid().value();
        Run nowhere = run("warm", store, study);
        assertThat(nowhere.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(nowhere.err()).contains("--cache-dir");
        Run absent = run("warm", store, "1.2.3", "--cache-dir", cache, "--cache-plain");
        assertThat(absent.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        Run one = run("warm", store, study, "--reduce", "2", "--most", "1", "--cache-dir", cache, "--cache-plain");
        assertThat(one.out()).startsWith("0 frames, 0 B are near, in ").contains("; more would be beyond --most");
        Run warm = run("warm", store, study, "--reduce", "2", "--cache-dir", cache, "--cache-plain");
        assertThat(warm.exitCode()).as(warm.err()).isZero();
        assertThat(warm.out()).matches("2 frames, .* are near, in [0-9.]+ s\\R");
        assertThat(run("cache", "info", cache).out()).contains(" of 3 objects");
    }

    @Test
    void aDirectoryInUseIsLeftAlone() throws IOException {
        Cache used = Cache.none().disk(cache, 16, SizeUnit.MEBIBYTES).plainOnDisk();
        try (DicomArchive archive = DicomArchive.builder(store).cache(used).open()) {
            assertThat(archive.study(CT.studyUid()).instances()).hasSize(2);
            for (String command : new String[] {"info", "check", "clear"}) {
                Run refused = run("cache", command, cache);
                assertThat(refused.exitCode()).isEqualTo(ExitCode.STORE);
                assertThat(refused.err()).contains("in use").contains(cache.toString());
            }
        }
        assertThat(run("cache", "info", cache).exitCode()).isZero();
    }

    @Test
    void sizesAreReadWithAndWithoutUnits() {
        SizeConverter converter = new SizeConverter();
        assertThat(converter.convert("17")).isEqualTo(17);
        assertThat(converter.convert("17B")).isEqualTo(17);
        assertThat(converter.convert("3k")).isEqualTo(3 << 10);
        assertThat(converter.convert("500M")).isEqualTo(500L << 20);
        assertThat(converter.convert("100GiB")).isEqualTo(100L << 30);
        assertThat(converter.convert("2TB")).isEqualTo(2L << 40);
        for (String wrong : new String[] {"", "M", "-1", "1.5G", "1X", "99999999999999T"}) {
            assertThatThrownBy(() -> converter.convert(wrong)).isInstanceOf(TypeConversionException.class);
        }
    }
}
