package io.clouddicom.store;

import java.util.Optional;

/** Which bytes of an object to read. */
public sealed interface ByteRange {

    /** All of them. */
    record All() implements ByteRange {}

    /**
     * {@code lengthBytes} bytes from {@code offsetBytes} on, or as many as there are from there.
     *
     * @param offsetBytes first byte, from 0
     * @param lengthBytes how many, at least 1
     */
    record Span(long offsetBytes, long lengthBytes) implements ByteRange {
        /** Checks the bounds. */
        public Span {
            if (offsetBytes < 0 || lengthBytes < 1 || offsetBytes > Long.MAX_VALUE - lengthBytes) {
                throw new IllegalArgumentException("illegal range: offset " + offsetBytes + ", length " + lengthBytes);
            }
        }
    }

    /**
     * The last {@code lengthBytes} bytes, or all where the object is shorter.
     *
     * @param lengthBytes how many, at least 1
     */
    record Suffix(long lengthBytes) implements ByteRange {
        /** Checks the length. */
        public Suffix {
            if (lengthBytes < 1) {
                throw new IllegalArgumentException("illegal suffix length " + lengthBytes);
            }
        }
    }

    /**
     * The header {@code Range} of HTTP that asks for these bytes (RFC 9110, 14.2). What ends beyond 2<sup>50</sup>, where no
     * server has objects, ends where the object does.
     *
     * @return its value; empty for all bytes
     */
    default Optional<String> header() {
        long beyondAnyObject = 1L << 50;
        if (this instanceof Span span) {
            long last = span.offsetBytes() + span.lengthBytes() - 1;
            return Optional.of(
                    "bytes=" + span.offsetBytes() + "-" + (last >= beyondAnyObject ? "" : Long.toString(last)));
        }
        if (this instanceof Suffix suffix && suffix.lengthBytes() < beyondAnyObject) {
            return Optional.of("bytes=-" + suffix.lengthBytes());
        }
        return Optional.empty();
    }

    /** All bytes. */
    static ByteRange all() {
        return new All();
    }

    /**
     * A span of bytes.
     *
     * @param offsetBytes first byte, from 0
     * @param lengthBytes how many, at least 1
     * @return the range
     */
    static ByteRange of(long offsetBytes, long lengthBytes) {
        return new Span(offsetBytes, lengthBytes);
    }

    /**
     * Everything from a byte on.
     *
     * @param offsetBytes first byte, from 0
     * @return the range
     */
    static ByteRange from(long offsetBytes) {
        return new Span(offsetBytes, Long.MAX_VALUE - offsetBytes);
    }

    /**
     * The last bytes.
     *
     * @param lengthBytes how many, at least 1
     * @return the range
     */
    static ByteRange suffix(long lengthBytes) {
        return new Suffix(lengthBytes);
    }
}
