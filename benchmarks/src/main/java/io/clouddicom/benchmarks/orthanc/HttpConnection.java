package io.clouddicom.benchmarks.orthanc;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One end of a connection of HTTP/1.1: messages whose length is told, one after the other, and nothing else. So little, that
 * what is measured is not HTTP; the servers and clients of the JDK take longer than a read of a frame does.
 */
final class HttpConnection implements Closeable {
    private static final int LONGEST_HEAD = 1 << 16;
    private static final int LONGEST_BODY = 1 << 28;
    private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length: *(\\d{1,9}) *\r\n");
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(LONGEST_HEAD).limit(0);

    HttpConnection(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /**
     * A request or an answer.
     *
     * @param start its first line
     * @param body its body, not copied
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Message(String start, byte[] body) {}

    /** The next message; empty when the other end has closed. */
    Optional<Message> read() throws IOException {
        int headEnd = endOfHead(buffer.position());
        while (headEnd < 0) {
            int searched = Math.max(0, buffer.remaining() - END_OF_HEAD.length);
            if (buffer.remaining() == buffer.capacity()) {
                throw new IOException("a head of more than " + LONGEST_HEAD + " bytes");
            }
            buffer.compact();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0) {
                if (buffer.hasRemaining()) {
                    throw new EOFException("the connection ends within a message");
                }
                return Optional.empty();
            }
            headEnd = endOfHead(searched);
        }
        String head = StandardCharsets.ISO_8859_1
                .decode(buffer.slice(buffer.position(), headEnd - buffer.position()))
                .toString();
        buffer.position(headEnd);
        return Optional.of(new Message(head.substring(0, head.indexOf("\r\n")), body(head)));
    }

    private int endOfHead(int from) {
        for (int at = from; at + END_OF_HEAD.length <= buffer.limit(); at++) {
            if (buffer.slice(at, END_OF_HEAD.length).equals(ByteBuffer.wrap(END_OF_HEAD))) {
                return at + END_OF_HEAD.length;
            }
        }
        return -1;
    }

    private byte[] body(String head) throws IOException {
        Matcher matcher = CONTENT_LENGTH.matcher(head.toLowerCase(Locale.ROOT));
        int length = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        if (length > LONGEST_BODY) {
            throw new IOException("a body of " + length + " bytes");
        }
        byte[] body = new byte[length];
        int there = Math.min(length, buffer.remaining());
        buffer.get(body, 0, there);
        ByteBuffer rest = ByteBuffer.wrap(body, there, length - there);
        while (rest.hasRemaining()) {
            if (channel.read(rest) < 0) {
                throw new EOFException("the connection ends within a message");
            }
        }
        return body;
    }

    /** Sends a message. */
    void write(String start, ByteBuffer body) throws IOException {
        String head = start + "\r\nHost: 127.0.0.1\r\nContent-Length: " + body.remaining() + "\r\n\r\n";
        ByteBuffer[] parts = {ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)), body};
        while (parts[0].hasRemaining() || parts[1].hasRemaining()) {
            channel.write(parts);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
