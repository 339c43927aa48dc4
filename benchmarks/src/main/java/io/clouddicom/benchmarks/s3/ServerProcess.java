package io.clouddicom.benchmarks.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.gaul.s3proxy.junit.S3ProxyExtension;

/** An S3Proxy on loopback, in a JVM of its own that ends with this one. It checks signatures and keeps objects in memory. */
final class ServerProcess implements AutoCloseable {
    static final String ACCESS_KEY = "access";
    static final String SECRET_KEY = "secret";

    private final Process process;
    private final URI endpoint;

    private ServerProcess(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static ServerProcess start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName())
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
        return new ServerProcess(process, URI.create(line));
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /**
     * The server: prints its endpoint and serves until its input ends.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        S3ProxyExtension proxy = S3ProxyExtension.builder()
                .withCredentials(ACCESS_KEY, SECRET_KEY)
                .withBlobStoreProvider("transient-nio2")
                .ignoreUnknownHeaders()
                .build();
        proxy.beforeEach(null);
        System.out.println(proxy.getUri());
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        System.exit(0);
    }
}
