package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object of 1 GiB, of a length that nobody knows before, goes up and comes down in a JVM of 256 MiB, unchanged. */
public abstract class LargeObjectContract {
    @TempDir
    private Path folder;

    /** For subclasses. */
    protected LargeObjectContract() {}

    /**
     * Makes an empty store that a process of its own can open.
     *
     * @return its URI
     * @throws IOException it cannot be made
     */
    protected abstract URI emptyStore() throws IOException;

    /** What of the environment that process needs, such as credentials. */
    protected Map<String, String> environment() {
        return Map.of();
    }

    @Test
    void anObjectOfAGibibyteGoesUpAndDownInAQuarterOfIt() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                GeneratedObject.class.getName(),
                emptyStore().toString());
        builder.environment().putAll(environment());
        Path errors = folder.resolve("errors.txt");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors) + output).isZero();
        assertThat(output).isEqualTo("the same");
    }
}
