package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Many puts that belong together. Closing it writes the index of each study that it touched, so that the study opens
 * with two requests. Every put is durable at once; a session that is never closed only leaves slower studies.
 *
 * <p>Safe for use by any number of threads.
 */
public final class PutSession implements Closeable {
    private final DicomArchive archive;
    private final PutOptions options;
    private final Set<Uid> touched = ConcurrentHashMap.newKeySet();

    PutSession(DicomArchive archive, PutOptions options) {
        this.archive = archive;
        this.options = options;
    }

    /**
     * Stores an instance.
     *
     * @param source the file
     * @return the receipt
     * @throws IOException as {@link DicomArchive#put(InstanceSource, PutOptions)}
     */
    public Receipt put(InstanceSource source) throws IOException {
        Receipt receipt = archive.putInstance(source, options);
        touched.add(receipt.study());
        return receipt;
    }

    /**
     * Stores many files, several at a time; one that fails does not keep the others.
     *
     * @param files the files, taken one by one as there is room
     * @param listener hears of each
     * @return what became of them, without indexes, which are written when the session is closed
     * @throws IOException the put as a whole was ended, such as by interruption
     */
    public PutReport putAll(Iterable<Path> files, PutListener listener) throws IOException {
        PutTally tally = new PutTally();
        archive.putEach(
                files,
                options,
                (file, receipt) -> {
                    touched.add(receipt.study());
                    tally.stored(receipt);
                    listener.stored(file, receipt);
                },
                (file, error) -> {
                    tally.failed(file, error);
                    listener.failed(file, error);
                });
        return tally.report(Map.of());
    }

    /**
     * Writes the index of each study touched since the last time.
     *
     * @return the studies whose index could not be written, and why
     * @throws IOException the writing as a whole was ended, such as by interruption
     */
    public Map<Uid, IOException> writeIndexes() throws IOException {
        Map<Uid, IOException> failures = new LinkedHashMap<>();
        for (Uid study : Set.copyOf(touched)) {
            touched.remove(study);
            try {
                archive.index(study);
            } catch (NotFoundException e) {
                // Everything of it is gone already.
                continue;
            } catch (CloudDicomException e) {
                failures.put(study, e);
            }
        }
        return failures;
    }

    /**
     * Writes the indexes.
     *
     * @throws IOException an index could not be written, with the errors of others suppressed in it; all instances are
     *     safe nevertheless
     */
    @Override
    public void close() throws IOException {
        IOException first = null;
        for (IOException failure : writeIndexes().values()) {
            if (first == null) {
                first = failure;
            } else {
                first.addSuppressed(failure);
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
