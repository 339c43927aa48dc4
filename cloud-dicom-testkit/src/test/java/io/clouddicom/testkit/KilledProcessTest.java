package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.DicomArchive;
import io.clouddicom.InstanceId;
import io.clouddicom.Receipt;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it puts, again and again: what it had acknowledged is there. */
class KilledProcessTest {
    private static final int KILLS = 50;
    private static final long SEED = 51;

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedBeforeTheKillIsThere() throws Exception {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        Path archiveFolder = folder.resolve("archive");
        Path acknowledged = folder.resolve("acknowledged.txt");
        Files.createFile(acknowledged);
        int withWork = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long before = Files.size(acknowledged);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledProcessTest.class.getName(),
                            archiveFolder.toUri().toString(),
                            acknowledged.toString(),
                            Integer.toString(kill))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output.txt").toFile())
                    .start();
            // From the first acknowledgement on, a moment at random.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (Files.size(acknowledged) == before && process.isAlive() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            withWork += Files.size(acknowledged) > before ? 1 : 0;
        }
        assertThat(withWork).as(Files.readString(folder.resolve("output.txt"))).isEqualTo(KILLS);
        Map<String, String> digests = new HashMap<>();
        for (String line : Files.readAllLines(acknowledged)) {
            String[] parts = line.split(" ");
            // A line may be cut by the kill, as the file is written without care for that.
            if (parts.length == 2 && parts[1].length() == 64) {
                digests.put(parts[0], parts[1]);
            }
        }
        System.out.println(digests.size() + " acknowledged by " + KILLS + " killed processes");
        try (DicomArchive archive =
                DicomArchive.builder(archiveFolder.toUri()).existing().open()) {
            for (Map.Entry<String, String> entry : digests.entrySet()) {
                InstanceId id = (InstanceId) io.clouddicom.ArchiveScope.parse(entry.getKey());
                assertThat(archive.instance(id).sha256().hex()).isEqualTo(entry.getValue());
            }
            VerifyReport report = archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE);
            assertThat(report.problems()).isEmpty();
            assertThat(report.instances()).isGreaterThanOrEqualTo(digests.size());
        }
    }

    /** The child: puts until it is killed, and writes down what was acknowledged. */
    public static void main(String[] arguments) throws IOException {
        int run = Integer.parseInt(arguments[2]);
        try (DicomArchive archive = DicomArchive.builder(arguments[0]).open();
                OutputStream acknowledged = Files.newOutputStream(Path.of(arguments[1]), StandardOpenOption.APPEND)) {
            for (int i = 0; ; i++) {
                InstanceId id = SmallInstance.id(run % 5, run, i);
                Receipt receipt = archive.put(SmallInstance.file(id, 1000L * run + i));
                acknowledged.write((id + " " + receipt.sha256() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
