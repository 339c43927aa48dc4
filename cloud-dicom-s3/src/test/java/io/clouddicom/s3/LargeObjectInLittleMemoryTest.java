package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object of 1 GiB goes up and comes down in a JVM of 256 MiB, unchanged. */
class LargeObjectInLittleMemoryTest {
    @TempDir
    Path folder;

    @Test
    void anObjectOfAGibibyteGoesUpAndDownInAQuarterOfIt() throws Exception {
        try (S3ProxyServer server = S3ProxyServer.onDisk()) {
            assertThat(run(server.uri(server.bucket()))).isEqualTo("the same");
        }
    }

    private String run(String uri) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                GeneratedObject.class.getName(),
                uri);
        builder.environment().put("AWS_ACCESS_KEY_ID", TestServer.ACCESS_KEY);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", TestServer.SECRET_KEY);
        Path errors = folder.resolve("errors.txt");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as("see %s: %s", errors, output).isZero();
        return output;
    }
}
