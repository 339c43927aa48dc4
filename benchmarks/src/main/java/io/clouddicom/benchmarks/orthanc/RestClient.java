package io.clouddicom.benchmarks.orthanc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private static final Pattern ID = Pattern.compile("\"ID\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern STUDY = Pattern.compile("\"ParentStudy\"\\s*:\\s*\"([^\"]+)\"");
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What is done with one of several. */
    @FunctionalInterface
    private interface Each {
        void run(int index) throws IOException, InterruptedException;
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
        all(files.size(), connections, index -> {
            String answer =
                    new String(post(server.base().resolve("/instances"), files.get(index)), StandardCharsets.UTF_8);
            ids[index] = found(ID, answer);
            synchronized (studies) {
                studies.add(found(STUDY, answer));
            }
        });
        Ingested ingested = new Ingested(List.of(ids), List.copyOf(studies));
        if (server.indexes()) {
            all(studies.size(), 1, index -> post(study(server, ingested, index, "/index"), new byte[0]));
        }
        return ingested;
    }

    /** Takes away what was sent. */
    void delete(ArchiveServer server, Ingested ingested) throws IOException {
        all(
                ingested.studies.size(),
                1,
                index -> send(HttpRequest.newBuilder(study(server, ingested, index, ""))
                        .DELETE()
                        .build()));
    }

    private static URI study(ArchiveServer server, Ingested ingested, int index, String what) {
        return server.base().resolve("/studies/" + ingested.studies.get(index) + what);
    }

    /** Asks for something of all instances. */
    void retrieve(ArchiveServer server, Ingested ingested, String what, int connections, Check check)
            throws IOException {
        List<String> ids = ingested.instances;
        all(
                ids.size(),
                connections,
                index -> check.accept(
                        index,
                        send(HttpRequest.newBuilder(server.base().resolve("/instances/" + ids.get(index) + "/" + what))
                                .build())));
    }

    private byte[] post(URI uri, byte[] body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    private byte[] send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != OK) {
            throw new IOException(response.statusCode() + " to " + request.method() + " " + request.uri() + ": "
                    + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    private static String found(Pattern pattern, String answer) throws IOException {
        Matcher matcher = pattern.matcher(answer);
        if (!matcher.find()) {
            throw new IOException("not an answer of an archive: " + answer);
        }
        return matcher.group(1);
    }

    private static void all(int count, int connections, Each each) throws IOException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int connection = 0; connection < connections; connection++) {
                running.add(threads.submit(() -> {
                    for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                        each.run(index);
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
