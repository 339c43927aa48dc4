package io.clouddicom.testkit.gcs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Google Cloud Storage's JSON API on a port of this machine, with everything in memory. It keeps a list of the requests and
 * breaks those that it is told to break.
 *
 * <p>It knows objects: insert (in one request, and in chunks with status queries and cancelling), get (description, and bytes
 * with ranges), list (prefix, delimiter, pages, offsets), delete and batches; conditions on generations and metagenerations;
 * CRC-32C and MD5, which it checks when they are given. What it does not know it answers with 400 or 501, naming it. A
 * request sees what every earlier one has done.
 *
 * <p>Safe for use by any number of threads.
 */
public final class GcsServer implements Closeable {
    static {
        // Without it every small answer waits for the acknowledgement of its head.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private static final int DRIP_BYTES = 97;

    /** Less is what describes an object, not its bytes. */
    private static final int LEAST_DAMAGED_BYTES = 2000;

    /** What is written at once is copied beside the heap. */
    private static final int PIECE_BYTES = 1 << 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "gcs-server");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> ranges = new ConcurrentLinkedQueue<>();
    private final Buckets buckets = new Buckets();
    private final Uploads uploads = new Uploads(buckets);
    private final GcsApi api = new GcsApi(buckets, uploads);
    private volatile Function<String, GcsFault> plan = request -> GcsFault.NONE;
    private volatile Duration latency = Duration.ZERO;
    private volatile @Nullable String token;
    private volatile @Nullable String retryAfter;

    private GcsServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /**
     * Starts a server on a free port.
     *
     * @return the server, without buckets
     * @throws IOException it cannot be started
     */
    public static GcsServer start() throws IOException {
        return new GcsServer();
    }

    /** Where it is. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * Makes a bucket.
     *
     * @param name its name
     * @throws IllegalArgumentException it exists, or the name is not valid
     */
    public void createBucket(String name) {
        try {
            buckets.create(name);
        } catch (Refusal e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * The names of the objects in a bucket, in order.
     *
     * @param bucket the bucket
     * @throws IllegalArgumentException there is no such bucket
     */
    public List<String> objectNames(String bucket) {
        try {
            return buckets.names(bucket);
        } catch (Refusal e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The names of objects whose uploads hold bytes and have neither ended nor been cancelled. */
    public List<String> unfinishedUploads() {
        return uploads.unfinished();
    }

    /**
     * What happens to requests from now on.
     *
     * @param what the fault of a request such as {@code "GET /storage/v1/b/bucket/o/key?alt=media"}
     */
    public void plan(Function<String, GcsFault> what) {
        plan = what;
    }

    /**
     * How long every request waits from now on before it is carried out.
     *
     * @param pause the time
     */
    public void latency(Duration pause) {
        latency = pause;
    }

    /**
     * What 429 and 503 say from now on of when to come again.
     *
     * @param value of the header {@code Retry-After}
     */
    public void retryAfter(String value) {
        retryAfter = value;
    }

    /**
     * From now on, requests without this access token are answered with 401.
     *
     * @param accessToken the token
     */
    public void requireToken(String accessToken) {
        token = accessToken;
    }

    /**
     * What becomes from now on of what is replaced or deleted.
     *
     * @param what of it stays
     */
    public void deletions(GcsDeletions what) {
        buckets.deletions(what);
    }

    /** From now on, requests in batches are not known. */
    public void withoutBatches() {
        api.withoutBatches();
    }

    /** The requests so far, such as {@code "DELETE /storage/v1/b/bucket/o/key"}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The headers {@code Range} of the requests so far. */
    public List<String> ranges() {
        return List.copyOf(ranges);
    }

    /** Forgets the requests so far. */
    public void forgetRequests() {
        requests.clear();
        ranges.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            String line = exchange.getRequestMethod() + " " + target;
            requests.add(line);
            ranges.addAll(exchange.getRequestHeaders().getOrDefault("Range", List.of()));
            GcsFault fault = plan.apply(line);
            if (fault == GcsFault.CLOSED_BEFORE_BODY) {
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (fault == GcsFault.DAMAGED_UPLOAD
                    && target.startsWith("/upload/")
                    && body.length > LEAST_DAMAGED_BYTES) {
                body[body.length / 2] ^= 1;
            }
            if (pause()) {
                serve(exchange, target, body, fault);
            }
        }
    }

    private boolean pause() {
        try {
            return latency.isZero() || !closed.await(latency.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void serve(HttpExchange exchange, String target, byte[] body, GcsFault fault) throws IOException {
        switch (fault) {
            case CLOSED_AFTER_BODY -> {}
            case RATE_LIMIT_EXCEEDED ->
                sendLater(exchange, refused(429, "rateLimitExceeded", "The rate of changes is too high"));
            case BACKEND_ERROR -> sendLater(exchange, refused(503, "backendError", "Backend Error"));
            case BARE_503 -> sendLater(exchange, Answer.text(503, "Service Unavailable"));
            case FORBIDDEN -> send(exchange, refused(403, "forbidden", "as told"));
            case UNAUTHORIZED -> send(exchange, refused(401, "authError", "Invalid Credentials"));
            default -> sendBroken(exchange, answer(exchange, target, body), fault);
        }
    }

    private static Answer refused(int status, String reason, String message) {
        return Answer.refusal(new Refusal(status, reason, message), false);
    }

    private Answer answer(HttpExchange exchange, String target, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        if (token != null && !("Bearer " + token).equals(headers.get("authorization"))) {
            return refused(401, "authError", "Invalid Credentials");
        }
        try {
            GcsRequest request = GcsRequest.of(exchange.getRequestMethod(), target, headers, body);
            return api.answer(request, "http://" + headers.getOrDefault("host", ""));
        } catch (Refusal e) {
            return Answer.refusal(e, false);
        }
    }

    private void sendBroken(HttpExchange exchange, Answer answer, GcsFault fault) throws IOException {
        switch (fault) {
            case CLOSED_INSTEAD_OF_ANSWER -> {}
            case ERROR_AFTER_SUCCESS -> send(exchange, refused(500, "internalError", "Internal Error"));
            case STALL -> {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            case CUT_ANSWER -> {
                if (answer.body().length > 0) {
                    begin(exchange, answer).write(answer.body(), 0, answer.body().length / 2);
                }
            }
            case DRIP -> {
                OutputStream out = begin(exchange, answer);
                for (int at = 0; at < answer.body().length; at += DRIP_BYTES) {
                    out.write(answer.body(), at, Math.min(DRIP_BYTES, answer.body().length - at));
                    out.flush();
                }
            }
            case DAMAGED_BYTES -> {
                byte[] damaged = answer.body().clone();
                if (damaged.length > 0 && answer.headers().containsKey("x-goog-hash")) {
                    damaged[damaged.length / 2] ^= 1;
                }
                send(exchange, new Answer(answer.status(), answer.headers(), damaged));
            }
            default -> send(exchange, answer);
        }
    }

    /** Sends what asks to come again later, and when, if the server was told. */
    private void sendLater(HttpExchange exchange, Answer answer) throws IOException {
        String when = retryAfter;
        send(exchange, when == null ? answer : answer.with("Retry-After", when));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        OutputStream out = begin(exchange, answer);
        for (int at = 0; at < answer.body().length; at += PIECE_BYTES) {
            out.write(answer.body(), at, Math.min(PIECE_BYTES, answer.body().length - at));
        }
    }

    private static OutputStream begin(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        boolean bodiless = answer.body().length == 0;
        exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : answer.body().length);
        return bodiless ? OutputStream.nullOutputStream() : exchange.getResponseBody();
    }

    /** Ends the server; requests that are under way break off. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /**
     * A server in a process of its own: prints its endpoint, and serves until its input ends.
     *
     * @param arguments the buckets to make
     * @throws IOException it cannot be started
     */
    public static void main(String[] arguments) throws IOException {
        try (GcsServer server = start()) {
            for (String bucket : arguments) {
                server.createBucket(bucket);
            }
            System.out.println(server.endpoint());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** The buckets' objects, and uploads that hold bytes, as words for messages. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>(List.of(endpoint().toString()));
        words.addAll(unfinishedUploads());
        return String.join(" ", words);
    }
}
