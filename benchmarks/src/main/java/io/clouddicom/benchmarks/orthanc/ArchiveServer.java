package io.clouddicom.benchmarks.orthanc;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An archive in a process of its own, on loopback, with an empty folder. It ends, and its folder goes, with {@link #close}. */
final class ArchiveServer implements AutoCloseable {
    private static final int START_SECONDS = 30;
    private static final int END_SECONDS = 10;

    /** Orthanc ends when its input does, whatever becomes of this process. */
    private static final String UNTIL_INPUT_ENDS =
            "\"$1\" \"$2\" >/dev/null 2>&1 </dev/null & server=$!; cat >/dev/null; kill $server; wait $server";

    private final Process process;
    private final Path folder;
    private final InetSocketAddress address;
    private final boolean indexes;

    private ArchiveServer(Process process, Path folder, int port, boolean indexes) {
        this.process = process;
        this.folder = folder;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.indexes = indexes;
    }

    /**
     * Which archive, and how.
     *
     * @param name what it is called
     * @param policy the storage policy of ours; empty for Orthanc
     */
    record Kind(String name, String policy) {
        static final Kind ORTHANC = new Kind("Orthanc", "");
        static final Kind AS_RECEIVED = new Kind("as received", "AS_RECEIVED");
        static final Kind HTJ2K = new Kind("as HTJ2K", "HTJ2K_LOSSLESS_RPCL");
    }

    /**
     * Starts one.
     *
     * @param kind which
     * @param program Orthanc's program
     * @param work a folder for its folder
     * @param cacheMegabytes what its cache in memory may hold
     */
    static ArchiveServer start(Kind kind, String program, Path work, int cacheMegabytes) throws IOException {
        Path folder = Files.createTempDirectory(work, "archive");
        return kind.equals(Kind.ORTHANC)
                ? orthanc(program, folder, cacheMegabytes)
                : ours(kind.policy, folder, cacheMegabytes);
    }

    private static ArchiveServer ours(String policy, Path folder, int cacheMegabytes) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms1g",
                        "-Xmx1g",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseParallelGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ArchiveEndpoint.class.getName(),
                        folder.toString(),
                        policy,
                        Integer.toString(cacheMegabytes))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String port = output.readLine();
        if (port == null) {
            process.destroyForcibly();
            throw new IOException("the endpoint does not start");
        }
        return new ArchiveServer(process, folder, Integer.parseInt(port), true);
    }

    private static ArchiveServer orthanc(String program, Path folder, int cacheMegabytes) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path configuration = folder.resolve("orthanc.json");
        Path database = Files.createDirectory(folder.resolve("db"));
        Files.writeString(configuration, """
                {"StorageDirectory": "%1$s", "IndexDirectory": "%1$s", "HttpPort": %2$d, "MaximumStorageCacheSize": %3$d,
                 "SyncStorageArea": true, "StorageCompression": false, "HttpCompressionEnabled": false,
                 "RemoteAccessAllowed": false, "DicomServerEnabled": false, "Plugins": [], "KeepAlive": true,
                 "TcpNoDelay": true, "HttpThreadsCount": 50, "SaveJobs": false}
                """.formatted(database, port, cacheMegabytes));
        Process process = new ProcessBuilder("sh", "-c", UNTIL_INPUT_ENDS, "sh", program, configuration.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ArchiveServer server = new ArchiveServer(process, folder, port, false);
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS); ; ) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return server;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    server.close();
                    throw new IOException("Orthanc does not start", e);
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Whether an index of each study is written when all of it is there; Orthanc keeps its own all the time. */
    boolean indexes() {
        return indexes;
    }

    /** CPU time of the server so far, in milliseconds; the system counts it in hundredths of a second. */
    double cpuMillis() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToLong(Duration::toMillis)
                .sum();
    }

    /** Bytes of all its files. */
    long storedBytes() throws IOException {
        return Folders.bytes(folder);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Folders.empty(folder);
        Files.delete(folder);
    }
}
