package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.testkit.ServerGap;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** S3Mock on loopback, in a JVM of its own. */
final class S3MockServer extends TestServer {
    /** Put there by the build. */
    private static final Path JAR = Path.of("target", "servers", "s3mock.jar").toAbsolutePath();

    private static final Pattern STARTED = Pattern.compile("Tomcat started on ports? (\\d+) \\(http\\)");
    private static final int PATIENCE_SECONDS = 120;

    private final Process process;

    private S3MockServer(Process process, URI endpoint) {
        super(endpoint, S3Checksums.CRC32C);
        this.process = process;
    }

    static S3MockServer start() throws Exception {
        assertThat(JAR).isRegularFile();
        Path folder = Files.createTempDirectory("s3mock");
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        // The server has a second connector, whose address no option sets.
                        "-Dloader.path=" + Path.of("target", "test-classes").toAbsolutePath(),
                        "-Dloader.main=" + S3MockOnLoopback.class.getName(),
                        "-cp",
                        JAR.toString(),
                        "org.springframework.boot.loader.launch.PropertiesLauncher",
                        "--server.ssl.enabled=false",
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--http.port=0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop-s3mock"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && System.nanoTime() < deadline) {
            Matcher started = STARTED.matcher(Files.readString(log));
            if (started.find()) {
                return new S3MockServer(process, URI.create("http://127.0.0.1:" + started.group(1)));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        process.destroyForcibly();
        throw new IOException("S3Mock does not start: " + Files.readString(log));
    }

    /** Nothing that comes at once is safe in it: several of those who create one object may succeed. */
    @Override
    Set<ServerGap> gaps() {
        return EnumSet.of(
                ServerGap.ATOMIC_CREATE,
                ServerGap.ATOMIC_REPLACE,
                ServerGap.TORN_WHILE_CHANGED,
                ServerGap.ORDER_BEYOND_U_FFFF);
    }

    @Override
    public void close() {
        super.close();
        process.destroyForcibly();
    }
}
