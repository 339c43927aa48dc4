package io.clouddicom.benchmarks.orthanc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages over a connection on loopback. */
@Timeout(30)
class HttpConnectionTest {
    private SocketChannel sender;
    private HttpConnection receiver;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            sender = SocketChannel.open(server.getLocalAddress());
            receiver = new HttpConnection(server.accept());
        }
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        receiver.close();
    }

    private void send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            sender.write(bytes);
        }
    }

    @Test
    void messagesAreToldApartHoweverTheyArrive() throws IOException {
        send("POST /a HTTP/1.1\r\nX: y\r\ncontent-LENGTH: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost");
        HttpConnection.Message first = receiver.read().orElseThrow();
        send(": x\r\n\r");
        send("\n");
        HttpConnection.Message second = receiver.read().orElseThrow();
        sender.close();

        assertEquals("POST /a HTTP/1.1", first.start());
        assertArrayEquals("abc".getBytes(StandardCharsets.US_ASCII), first.body());
        assertEquals("GET /b HTTP/1.1", second.start());
        assertEquals(0, second.body().length);
        assertEquals(Optional.empty(), receiver.read());
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        byte[] body = new byte[100_000];
        body[99_999] = 1;
        new HttpConnection(sender).write("HTTP/1.1 200 OK", ByteBuffer.wrap(body));

        HttpConnection.Message message = receiver.read().orElseThrow();
        assertEquals("HTTP/1.1 200 OK", message.start());
        assertArrayEquals(body, message.body());
    }

    @Test
    void aConnectionThatEndsWithinAMessageIsAnError() throws IOException {
        send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
        sender.close();

        assertThrows(EOFException.class, receiver::read);
    }

    @Test
    void aHeadThatDoesNotEndIsRefused() throws IOException {
        send("x".repeat(1 << 16));

        assertEquals(
                "a head of more than 65536 bytes",
                assertThrows(IOException.class, receiver::read).getMessage());
    }
}
