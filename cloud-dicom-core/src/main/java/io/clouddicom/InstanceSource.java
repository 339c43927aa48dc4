package io.clouddicom;

import io.clouddicom.internal.archive.Source;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the bytes of an instance to be stored come from: a DICOM file on disk, in an array, in a stream.
 *
 * <p>A file and an array are read in place. What can be read only once (stream, channel, writer) is kept until the store
 * has acknowledged it: in memory up to 8 MiB, beyond that in a temporary file under a key that only this process knows.
 */
public final class InstanceSource {
    private final Source source;

    private InstanceSource(Source source) {
        this.source = source;
    }

    Source source() {
        return source;
    }

    /**
     * A file, which must not change until the put has returned; one that changes is noticed and refused.
     *
     * @param file the file
     * @return the source; usable again
     */
    public static InstanceSource of(Path file) {
        return new InstanceSource(Source.file(Objects.requireNonNull(file, "file")));
    }

    /**
     * An array, which is not copied and must not change until the put has returned.
     *
     * @param file all bytes of a DICOM file
     * @return the source; usable again
     */
    public static InstanceSource of(byte[] file) {
        return new InstanceSource(Source.array(Objects.requireNonNull(file, "file")));
    }

    /**
     * A stream, which is read to its end and not closed.
     *
     * @param file a DICOM file
     * @return the source, usable once
     */
    public static InstanceSource of(InputStream file) {
        return new InstanceSource(Source.stream(Objects.requireNonNull(file, "file")));
    }

    /**
     * A channel, which is read to its end and not closed.
     *
     * @param file a DICOM file
     * @return the source, usable once
     */
    public static InstanceSource of(ReadableByteChannel file) {
        return new InstanceSource(Source.channel(Objects.requireNonNull(file, "file")));
    }

    /**
     * A callback that writes the file.
     *
     * @param file writes a DICOM file
     * @return the source, usable once
     */
    public static InstanceSource of(ContentWriter file) {
        return new InstanceSource(Source.writer(Objects.requireNonNull(file, "file")));
    }
}
