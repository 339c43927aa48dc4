package io.clouddicom.testkit;

import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import java.io.IOException;
import java.util.Objects;

/** Passes everything on to another reader, one read call for one. */
class ForwardingReader extends ObjectReader {

    private final ObjectReader reader;

    ForwardingReader(ObjectReader reader) {
        this.reader = reader;
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
    public long skip(long n) throws IOException {
        return reader.skip(n);
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
