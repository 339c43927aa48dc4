package io.clouddicom.benchmarks.clouds;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A server on loopback, in a JVM of its own that ends with this one. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final URI endpoint;

    private ServerProcess(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts a main class that prints its endpoint on a line and serves until its input ends. */
    static ServerProcess start(Class<?> main) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (line != null && !line.startsWith("http://")) {
            line = output.readLine();
        }
        if (line == null) {
            process.destroyForcibly();
            throw new IOException("the server does not start");
        }
        // What else it says is read too, or it would wait for ever when the pipe is full.
        Thread rest = new Thread(() -> output.lines().forEach(said -> {}), "server-output");
        rest.setDaemon(true);
        rest.start();
        return new ServerProcess(process, URI.create(line));
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
