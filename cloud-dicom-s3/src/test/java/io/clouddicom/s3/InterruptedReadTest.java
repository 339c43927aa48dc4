package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interrupting a thread that reads ends its request: a server that never answers sees the connection go. */
class InterruptedReadTest {
    private static final ObjectKey KEY = ObjectKey.of("studies/1/index");
    private static final int SECONDS = 30;

    private ServerSocket server;
    private ObjectStore store;

    @BeforeEach
    void start() throws IOException {
        System.setProperty("aws.accessKeyId", TestServer.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestServer.SECRET_KEY);
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        store = ObjectStores.open("s3://bucket/p?pathStyle=true&endpoint=http://127.0.0.1:" + server.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    /** Reads in a thread that is to be interrupted. */
    private static final class Reading {
        private final CompletableFuture<Throwable> ended = new CompletableFuture<>();
        private final Thread thread;

        Reading(ObjectStore store) {
            thread = new Thread(() -> {
                try (ObjectReader reader = store.get(KEY, ByteRange.of(0, 1000))) {
                    reader.readAllBytes();
                    ended.complete(new AssertionError("it was read"));
                } catch (IOException | RuntimeException e) {
                    ended.complete(e);
                }
            });
            thread.start();
        }
    }

    private static void readRequest(Socket connection) throws IOException {
        connection.setSoTimeout(SECONDS * 1000);
        InputStream in = connection.getInputStream();
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            ends = next == "\r\n\r\n".charAt(ends) ? ends + 1 : next == '\r' ? 1 : 0;
        }
    }

    private void interruptedAfter(String answer) throws Exception {
        Reading reading = new Reading(store);
        try (Socket connection = server.accept()) {
            readRequest(connection);
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            while (!blocked(reading.thread)) {
                Thread.sleep(1);
            }
            reading.thread.interrupt();
            assertThat(reading.ended.get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
            assertThat(atEnd(connection)).as("the connection is given up").isTrue();
        }
    }

    /** Waits for the socket. */
    private static boolean blocked(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith("sun.nio.ch.NioSocketImpl")
                    && frame.getMethodName().contains("read")) {
                return true;
            }
        }
        return !thread.isAlive();
    }

    private static boolean atEnd(Socket connection) {
        try {
            return connection.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void whileItWaitsForTheAnswer() throws Exception {
        interruptedAfter("");
    }

    @Test
    void whileItWaitsForTheRestOfTheAnswer() throws Exception {
        interruptedAfter("HTTP/1.1 206 Partial Content\r\nContent-Length: 1000\r\nContent-Range: bytes 0-999/5000\r\n"
                + "ETag: \"1\"\r\nLast-Modified: Tue, 24 Nov 2026 10:00:00 GMT\r\n\r\nfirst bytes");
    }
}
