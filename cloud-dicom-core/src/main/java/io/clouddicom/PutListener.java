package io.clouddicom;

import java.io.IOException;
import java.nio.file.Path;

/** Hears of each file while many are put. Called by several threads at once; what it throws ends the whole put. */
public interface PutListener {

    /** Hears nothing. */
    PutListener NONE = new PutListener() {};

    /**
     * A file is in the archive, or was skipped.
     *
     * @param file the file
     * @param receipt its receipt
     */
    default void stored(Path file, Receipt receipt) {}

    /**
     * A file could not be put; the others go on.
     *
     * @param file the file
     * @param error why
     */
    default void failed(Path file, IOException error) {}
}
