package io.clouddicom.internal.archive;

import io.clouddicom.internal.format.StudyIndex;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the index of a study is to hold of one instance. Belongs to one thread at a time. */
final class IndexFacts {

    /** Footer and metadata record. */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once
    record Bytes(byte[] footer, byte[] metadata) {}

    private final StoredInstance instance;
    private @Nullable Bytes bytes;

    IndexFacts(StoredInstance instance) {
        this.instance = instance;
    }

    StoredInstance instance() {
        return instance;
    }

    /** Reads them from the object. */
    void load() throws IOException {
        bytes = instance.indexBytes();
    }

    /** Adds them, from the index there is if that covers the instance; not if they could not be read. */
    void addTo(StudyIndex.Builder builder) throws IOException {
        Bytes known = bytes == null && instance.covered() ? instance.indexBytes() : bytes;
        if (known != null) {
            builder.add(
                    instance.key(),
                    instance.info().version(),
                    instance.info().sizeBytes(),
                    known.footer(),
                    known.metadata());
        }
    }
}
