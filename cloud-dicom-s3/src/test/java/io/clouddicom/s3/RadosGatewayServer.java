package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.ExternalTool;
import io.clouddicom.testkit.ServerGap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Ceph's RADOS gateway on loopback, in processes of its own, with objects in memory. There is one for all tests of this JVM,
 * which ends with it.
 */
final class RadosGatewayServer extends TestServer {
    private static final Path SCRIPT = Path.of("src", "test", "ceph", "radosgw").toAbsolutePath();

    private static RadosGatewayServer running;

    private RadosGatewayServer(URI endpoint) {
        super(endpoint, S3Checksums.WHEN_REQUIRED);
    }

    /** Starts it unless it is running; skips the test where it is not installed. */
    static synchronized RadosGatewayServer start() throws Exception {
        if (running == null) {
            running = startScript();
        }
        return running;
    }

    private static RadosGatewayServer startScript() throws Exception {
        for (String tool : List.of("radosgw", "radosgw-admin", "ceph-mon", "ceph-osd")) {
            ExternalTool.require(tool);
        }
        Path folder = Files.createTempDirectory("radosgw");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(folder), "stop-radosgw"));
        Process process = script("start", folder.toString(), Integer.toString(twoFreePorts()));
        String endpoint = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        if (process.exitValue() != 0) {
            throw new IOException("the RADOS gateway does not start: " + endpoint);
        }
        return new RadosGatewayServer(URI.create(endpoint));
    }

    private static Process script(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString());
        builder.command().addAll(List.of(arguments));
        return builder.redirectErrorStream(true).start();
    }

    private static int twoFreePorts() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
            try (ServerSocket first = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
                return first.getLocalPort();
            } catch (IOException e) {
                // Taken: another one.
            }
        }
        throw new IOException("no two free ports");
    }

    private static void stop(Path folder) {
        try {
            script("stop", folder.toString()).waitFor(1, TimeUnit.MINUTES);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** It answers 500 to one of two replacements that meet. */
    @Override
    Set<ServerGap> gaps() {
        return EnumSet.of(ServerGap.ATOMIC_REPLACE);
    }

    @Override
    public void close() {
        // Other tests go on with it.
    }
}
