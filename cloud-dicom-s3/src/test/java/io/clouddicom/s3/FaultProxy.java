package io.clouddicom.s3;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * An HTTP proxy before a server that breaks what it is told to break, and keeps a list of the requests. Every connection
 * carries one request.
 */
final class FaultProxy implements Closeable {

    /** What happens to one request. */
    enum Fault {
        NONE,
        /** The connection is reset when the head of the request has been read. */
        RESET_BEFORE_BODY,
        /** The connection is reset when the whole request has been read; the server never sees it. */
        RESET_AFTER_BODY,
        /** The server does it, then the connection is reset before the answer. */
        RESET_INSTEAD_OF_ANSWER,
        /** The server does it; half of the answer arrives. */
        CUT_ANSWER,
        /** The server does it; the answer never comes. */
        STALL,
        /** The server does it; the answer comes in small pieces. */
        DRIP,
        /** The server is not asked: 503 SlowDown. */
        SLOW_DOWN,
        /** The server is not asked: 429 with Retry-After. */
        TOO_MANY_REQUESTS,
        /** The server is not asked: 503 of something in between, without a code. */
        BARE_503,
        /** The server does it; the answer is 500. */
        ERROR_AFTER_SUCCESS,
        /** The server is not asked: 200, and an error in the body, as S3 may answer when parts are completed. */
        ERROR_IN_200,
        /** The server is not asked: 403. */
        FORBIDDEN
    }

    /** Does what the server cannot: answers in its place, or changes its answers. */
    interface StandIn {
        /** The whole answer to a request, or null to leave it to the server. */
        default byte[] answer(String request, String body) {
            return null;
        }

        /** What becomes of the server's answer. */
        default byte[] changed(String request, byte[] answer) {
            return answer;
        }
    }

    /** Faults that pass by themselves, and at once: a stalled answer costs the whole time-out. */
    private static final List<Fault> PASSING = List.of(
            Fault.RESET_BEFORE_BODY,
            Fault.RESET_AFTER_BODY,
            Fault.RESET_INSTEAD_OF_ANSWER,
            Fault.CUT_ANSWER,
            Fault.DRIP,
            Fault.SLOW_DOWN,
            Fault.TOO_MANY_REQUESTS,
            Fault.BARE_503,
            Fault.ERROR_AFTER_SUCCESS);

    /** How much of an answer drips. */
    private static final int DRIPPING_BYTES = 20_000;

    private final URI server;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> heads = new ConcurrentLinkedQueue<>();
    private final LongAdder serverNanos = new LongAdder();
    private volatile Function<String, Fault> plan = request -> Fault.NONE;
    private volatile StandIn standIn = new StandIn() {};

    FaultProxy(URI server) throws IOException {
        this.server = server;
        this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** From now on, what happens to a request such as {@code "PUT /bucket/key?partNumber=1"}. */
    void plan(Function<String, Fault> what) {
        plan = what;
    }

    /** From now on, who answers. */
    void standIn(StandIn who) {
        standIn = who;
    }

    /** The heads of the requests so far. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    /**
     * A plan by a die: faults that pass by themselves, of each kind as many.
     *
     * @param seed of the die
     * @param chance that a request is broken
     * @param stalls chance that its answer never comes
     */
    static Function<String, Fault> passingFaults(long seed, double chance, double stalls) {
        Random random = new Random(seed);
        return request -> {
            synchronized (random) {
                double die = random.nextDouble();
                if (die < stalls) {
                    return Fault.STALL;
                }
                return die < chance ? PASSING.get(random.nextInt(PASSING.size())) : Fault.NONE;
            }
        };
    }

    /** The requests so far, such as {@code "GET /bucket/key"}. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** How long the server took for all requests together, in seconds; of those that came at once, each counts. */
    double serverSeconds() {
        return serverNanos.sum() / 1e9;
    }

    void forgetRequests() {
        requests.clear();
        heads.clear();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Message request = Message.read(client.getInputStream());
            if (request == null) {
                return;
            }
            String name = request.name();
            requests.add(name);
            heads.add(request.head);
            serve(client, request, plan.apply(name));
        } catch (IOException e) {
            // The client went away, which is its right.
        }
    }

    private void serve(Socket client, Message request, Fault fault) throws IOException {
        if (fault == Fault.RESET_BEFORE_BODY) {
            reset(client);
            return;
        }
        request.readBody(client.getInputStream(), client.getOutputStream());
        switch (fault) {
            case RESET_AFTER_BODY -> reset(client);
            case SLOW_DOWN -> answer(client, "503 Slow Down", "", error("SlowDown"));
            case TOO_MANY_REQUESTS -> answer(client, "429 Too Many Requests", "Retry-After: 0\r\n", "");
            case BARE_503 -> answer(client, "503 Service Unavailable", "", "");
            case ERROR_IN_200 -> answer(client, "200 OK", "", error("InternalError"));
            case FORBIDDEN -> answer(client, "403 Forbidden", "", error("AccessDenied"));
            default -> passOn(client, request, fault);
        }
    }

    private void passOn(Socket client, Message request, Fault fault) throws IOException {
        long begin = System.nanoTime();
        byte[] answer = answerTo(request);
        serverNanos.add(System.nanoTime() - begin);
        OutputStream out = client.getOutputStream();
        switch (fault) {
            case RESET_INSTEAD_OF_ANSWER -> reset(client);
            case ERROR_AFTER_SUCCESS -> answer(client, "500 Internal Server Error", "", error("InternalError"));
            case CUT_ANSWER -> {
                out.write(answer, 0, answer.length / 2);
                out.flush();
                reset(client);
            }
            case STALL -> awaitClose();
            case DRIP -> {
                int dripping = Math.min(DRIPPING_BYTES, answer.length);
                for (int at = 0; at < dripping; at += 97) {
                    out.write(answer, at, Math.min(97, dripping - at));
                    out.flush();
                }
                out.write(answer, dripping, answer.length - dripping);
            }
            default -> out.write(answer);
        }
    }

    private byte[] answerTo(Message request) throws IOException {
        byte[] own = standIn.answer(request.name(), new String(request.body, StandardCharsets.UTF_8));
        if (own != null) {
            return own;
        }
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            upstream.getOutputStream().write(request.withConnectionClosed());
            return standIn.changed(request.name(), upstream.getInputStream().readAllBytes());
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
    }

    private static String error(String code) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>as told</Message></Error>";
    }

    private static void answer(Socket client, String status, String headers, String body) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\n" + headers + "Content-Type: application/xml\r\nContent-Length: "
                                + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
        threads.shutdownNow();
    }

    /** A request: its head, and its body when that has been read. */
    private static final class Message {
        private final String head;
        private byte[] body = {};

        private Message(String head) {
            this.head = head;
        }

        /** Reads the head; null where the connection ends before it. */
        static Message read(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            int ends = 0;
            while (ends < 4) {
                int b = in.read();
                if (b < 0) {
                    return null;
                }
                head.write(b);
                ends = b == '\r' || b == '\n' ? ends + 1 : 0;
            }
            return new Message(head.toString(StandardCharsets.ISO_8859_1));
        }

        /** Method and target. */
        String name() {
            String line = head.substring(0, head.indexOf('\r'));
            return line.substring(0, line.lastIndexOf(' '));
        }

        void readBody(InputStream in, OutputStream out) throws IOException {
            if (header("expect") != null) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            if (header("transfer-encoding") != null) {
                throw new IOException("the proxy knows bodies of known length only");
            }
            String length = header("content-length");
            if (length != null) {
                body = in.readNBytes(Integer.parseInt(length));
                if (body.length < Integer.parseInt(length)) {
                    throw new EOFException("the body ended early");
                }
            }
        }

        private String header(String name) {
            for (String line : head.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return null;
        }

        /** The whole request, after which the server closes the connection. */
        byte[] withConnectionClosed() throws IOException {
            StringBuilder changed = new StringBuilder();
            for (String line : head.strip().split("\r\n")) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (!lower.startsWith("connection:") && !lower.startsWith("expect:")) {
                    changed.append(line).append("\r\n");
                }
            }
            changed.append("Connection: close\r\n\r\n");
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(changed.toString().getBytes(StandardCharsets.ISO_8859_1));
            whole.write(body);
            return whole.toByteArray();
        }
    }
}
