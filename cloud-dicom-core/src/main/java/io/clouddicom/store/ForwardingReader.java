package io.clouddicom.store;

import java.io.IOException;
import java.util.Objects;

/** For those who write a decorator: passes everything on to another reader, one read call for one. */
public abstract class ForwardingReader extends ObjectReader {
    private final ObjectReader reader;

    /**
     * A decorator.
     *
     * @param reader the reader behind, closed with this one
     */
    protected ForwardingReader(ObjectReader reader) {
        this.reader = Objects.requireNonNull(reader, "reader");
    }

    @Override
    public ObjectInfo info() {
        return reader.info();
    }

    @Override
    public long offsetBytes() {
        return reader.offsetBytes();
    }

    @Override
    public long lengthBytes() {
        return reader.lengthBytes();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        return reader.read(into, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
        return reader.skip(count);
    }

    @Override
    public int available() throws IOException {
        return reader.available();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
