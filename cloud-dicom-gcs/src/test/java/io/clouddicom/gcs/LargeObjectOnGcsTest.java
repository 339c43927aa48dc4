package io.clouddicom.gcs;

import io.clouddicom.testkit.LargeObjectContract;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A large object on Google Cloud Storage, in chunks; the server, which holds it in memory, is a process of its own. */
class LargeObjectOnGcsTest extends LargeObjectContract {
    private Process server;

    @BeforeEach
    void startServer() throws IOException {
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GcsServer.class.getName(),
                        "large")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @AfterEach
    void stopServer() {
        server.destroyForcibly();
    }

    @Override
    protected URI emptyStore() throws IOException {
        return URI.create("gs://large?endpoint="
                + server.inputReader(StandardCharsets.UTF_8).readLine());
    }
}
