package io.clouddicom.internal.archive;

import io.clouddicom.ContentWriter;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** Where the bytes of an instance come from. */
public interface Source {

    static Source file(Path file) {
        return new Source() {};
    }

    static Source array(byte[] file) {
        return new Source() {};
    }

    static Source stream(InputStream file) {
        return new Source() {};
    }

    static Source channel(ReadableByteChannel file) {
        return new Source() {};
    }

    static Source writer(ContentWriter file) {
        return new Source() {};
    }
}
