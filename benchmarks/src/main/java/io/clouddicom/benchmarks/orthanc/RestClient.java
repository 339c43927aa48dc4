package io.clouddicom.benchmarks.orthanc;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends files and asks for what is stored, over some connections at once. */
final class RestClient {
    private static final String OK = "HTTP/1.1 200 ";
    private static final byte[] NOTHING = {};
    private static final Pattern ID = Pattern.compile("\"ID\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern STUDY = Pattern.compile("\"ParentStudy\"\\s*:\\s*\"([^\"]+)\"");

    /** What is done with one of several. */
    @FunctionalInterface
    private interface Each {
        void run(HttpConnection connection, int index) throws IOException;
    }

    /** Looks at an answer. */
    @FunctionalInterface
    interface Check {
        void accept(int index, byte[] answer) throws IOException;
    }

    /**
     * What a server calls what was sent to it.
     *
     * @param instances each instance, in the order of the files
     * @param studies their studies
     */
    record Ingested(List<String> instances, List<String> studies) {}

    /** Sends all files. */
    Ingested ingest(ArchiveServer server, List<byte[]> files, int connections) throws IOException {
        String[] ids = new String[files.size()];
        Set<String> studies = new TreeSet<>();
        all(server, files.size(), connections, (connection, index) -> {
            String answer = new String(send(connection, "POST /instances", files.get(index)), StandardCharsets.UTF_8);
            ids[index] = found(ID, answer);
            synchronized (studies) {
                studies.add(found(STUDY, answer));
            }
        });
        Ingested ingested = new Ingested(List.of(ids), List.copyOf(studies));
        if (server.indexes()) {
            all(
                    server,
                    studies.size(),
                    1,
                    (connection, index) ->
                            send(connection, "POST /studies/" + ingested.studies.get(index) + "/index", NOTHING));
        }
        return ingested;
    }

    /** Takes away what was sent. */
    void delete(ArchiveServer server, Ingested ingested) throws IOException {
        all(
                server,
                ingested.studies.size(),
                1,
                (connection, index) -> send(connection, "DELETE /studies/" + ingested.studies.get(index), NOTHING));
    }

    /** Asks for something of all instances. */
    void retrieve(ArchiveServer server, Ingested ingested, String what, int connections, Check check)
            throws IOException {
        all(
                server,
                ingested.instances.size(),
                connections,
                (connection, index) -> check.accept(
                        index,
                        send(connection, "GET /instances/" + ingested.instances.get(index) + "/" + what, NOTHING)));
    }

    private static byte[] send(HttpConnection connection, String request, byte[] body) throws IOException {
        connection.write(request + " HTTP/1.1", ByteBuffer.wrap(body));
        HttpConnection.Message answer =
                connection.read().orElseThrow(() -> new EOFException("no answer to " + request));
        if (!answer.start().startsWith(OK)) {
            throw new IOException(
                    answer.start() + " to " + request + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private static String found(Pattern pattern, String answer) throws IOException {
        Matcher matcher = pattern.matcher(answer);
        if (!matcher.find()) {
            throw new IOException("not an answer of an archive: " + answer);
        }
        return matcher.group(1);
    }

    private static void all(ArchiveServer server, int count, int connections, Each each) throws IOException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int connection = 0; connection < connections; connection++) {
                running.add(threads.submit(() -> {
                    try (HttpConnection own = new HttpConnection(SocketChannel.open(server.address()))) {
                        for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                            each.run(own, index);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
