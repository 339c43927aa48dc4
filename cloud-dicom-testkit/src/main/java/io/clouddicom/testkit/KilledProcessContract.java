package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.InstanceId;
import io.clouddicom.Receipt;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyReport;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
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

/**
 * A process is killed while it puts, again and again: what it had acknowledged is there. An archive that is built in another
 * way, as with a protection, extends this class and says how; the class has a constructor without parameters, as each process
 * makes one of its own.
 */
public abstract class KilledProcessContract {
    private static final int KILLS = 50;
    private static final long SEED = 51;

    @TempDir
    private Path folder;

    /** For subclasses. */
    protected KilledProcessContract() {}

    /**
     * How the archive is opened, and made. Called in several processes, with the same folder in all of them.
     *
     * @param folder holds the archive, and whatever else it needs
     * @param store where in the folder the archive lies
     * @return the builder
     * @throws IOException it cannot be made
     */
    protected abstract DicomArchive.Builder builder(Path folder, URI store) throws IOException;

    private static URI store(Path folder) {
        return folder.resolve("archive").toUri();
    }

    private static Path acknowledged(Path folder) {
        return folder.resolve("acknowledged.txt");
    }

    @Test
    void whatWasAcknowledgedBeforeTheKillIsThere() throws Exception {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        builder(folder, store(folder)).open().close();
        Path acknowledged = Files.createFile(acknowledged(folder));
        int withWork = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long before = Files.size(acknowledged);
            Process process = start(kill);
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
        assertAllThere(digests(acknowledged));
    }

    private Process start(int kill) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcessContract.class.getName(),
                        getClass().getName(),
                        folder.toString(),
                        Integer.toString(kill))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
    }

    private static Map<InstanceId, String> digests(Path acknowledged) throws IOException {
        Map<InstanceId, String> digests = new HashMap<>();
        for (String line : Files.readAllLines(acknowledged)) {
            String[] parts = line.split(" ");
            // A line may be cut by the kill, as the file is written without care for that.
            if (parts.length == 2 && parts[1].length() == 64) {
                digests.put((InstanceId) ArchiveScope.parse(parts[0]), parts[1]);
            }
        }
        System.out.println(digests.size() + " acknowledged by " + KILLS + " killed processes");
        return digests;
    }

    private void assertAllThere(Map<InstanceId, String> digests) throws IOException {
        try (DicomArchive archive = builder(folder, store(folder)).existing().open()) {
            for (Map.Entry<InstanceId, String> entry : digests.entrySet()) {
                assertThat(archive.instance(entry.getKey()).sha256().hex()).isEqualTo(entry.getValue());
            }
            VerifyReport report = archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE);
            assertThat(report.problems()).isEmpty();
            assertThat(report.instances()).isGreaterThanOrEqualTo(digests.size());
        }
    }

    /**
     * The child: puts until it is killed, and writes down what was acknowledged.
     *
     * @param arguments the class that builds the archive, the folder, and the number of the process
     * @throws Exception it fails
     */
    public static void main(String[] arguments) throws Exception {
        Constructor<?> constructor = Class.forName(arguments[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        KilledProcessContract contract = (KilledProcessContract) constructor.newInstance();
        Path folder = Path.of(arguments[1]);
        int run = Integer.parseInt(arguments[2]);
        try (DicomArchive archive = contract.builder(folder, store(folder)).open();
                OutputStream acknowledged = Files.newOutputStream(acknowledged(folder), StandardOpenOption.APPEND)) {
            for (int i = 0; ; i++) {
                InstanceId id = SmallInstance.id(run % 5, run, i);
                Receipt receipt = archive.put(SmallInstance.file(id, 1000L * run + i));
                acknowledged.write((id + " " + receipt.sha256() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
