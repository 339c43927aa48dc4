package io.clouddicom;

import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;

/** A node that knows nothing of encryption. */
public final class PlainNode {
    private PlainNode() {}

    /** Opens a plain archive, to look at its description more often than is usual. */
    public static DicomArchive open(ObjectStore store, Duration sight) throws IOException {
        return DicomArchive.builder(store).lookingWithin(sight).open();
    }
}
