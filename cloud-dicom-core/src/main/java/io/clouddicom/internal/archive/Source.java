package io.clouddicom.internal.archive;

import io.clouddicom.ContentWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicBoolean;

/** Where the bytes of an instance come from. */
@FunctionalInterface
public interface Source {

    /**
     * Makes the bytes ready to be read.
     *
     * @return the bytes, which the caller closes
     * @throws IOException they cannot be read
     */
    SourceBytes open() throws IOException;

    /** A file. */
    static Source file(Path file) {
        return () -> {
            FileTime modified = Files.getLastModifiedTime(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return new SourceBytes.OfFile(file, channel, channel.size(), modified);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        };
    }

    /** An array. */
    static Source array(byte[] file) {
        return () -> new SourceBytes.OfArray(file);
    }

    /** A stream, read to its end. */
    static Source stream(InputStream file) {
        return writer(file::transferTo);
    }

    /** A channel, read to its end. */
    static Source channel(ReadableByteChannel file) {
        return stream(Channels.newInputStream(file));
    }

    /** A callback. */
    static Source writer(ContentWriter file) {
        AtomicBoolean used = new AtomicBoolean();
        return () -> {
            if (used.getAndSet(true)) {
                throw new IllegalStateException("this source can be read only once, and was");
            }
            Spool spool = new Spool();
            try {
                file.writeTo(new Unclosed(spool));
                return spool.finish();
            } catch (IOException | RuntimeException | Error e) {
                spool.discard();
                throw e;
            }
        };
    }

    /** A stream whose close does nothing: the spool decides when it is done. */
    final class Unclosed extends OutputStream {
        private final OutputStream out;

        private Unclosed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }
    }
}
