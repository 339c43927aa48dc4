package io.clouddicom.benchmarks.clouds;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes a server distant: whenever the client says something after the server has spoken, it takes a round trip longer to
 * arrive. So every request of a connection that is kept costs one, and so does a body that waits for leave to be sent.
 */
final class DistantServer implements Closeable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final URI server;
    private final long roundTripMillis;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "distance");
        thread.setDaemon(true);
        return thread;
    });

    DistantServer(URI server, long roundTripMillis) throws IOException {
        this.server = server;
        this.roundTripMillis = roundTripMillis;
        this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket upstream = new Socket(server.getHost(), server.getPort());
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                AtomicBoolean clientsTurn = new AtomicBoolean(true);
                threads.execute(() -> pump(client, upstream, () -> {
                    if (clientsTurn.compareAndSet(true, false)) {
                        TimeUnit.MILLISECONDS.sleep(roundTripMillis);
                    }
                }));
                threads.execute(() -> pump(upstream, client, () -> clientsTurn.set(true)));
            } catch (IOException e) {
                return;
            }
        }
    }

    @FunctionalInterface
    private interface Turn {
        void taken() throws InterruptedException;
    }

    private static void pump(Socket from, Socket to, Turn turn) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                turn.taken();
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One of the two went away: both go.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
