package io.clouddicom.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listing that is fetched as it is read. Belongs to one thread.
 *
 * @param <T> what is listed
 */
public interface Listing<T> extends Closeable {

    /**
     * The next entry.
     *
     * @return the entry, or null at the end
     * @throws IOException a {@link io.clouddicom.CloudDicomException} of the request for the next page
     */
    @Nullable
    T next() throws IOException;

    /**
     * Reads what is left into a list. For listings known to be short.
     *
     * @return the entries
     * @throws IOException as {@link #next()}
     */
    default List<T> toList() throws IOException {
        List<T> entries = new ArrayList<>();
        for (T entry = next(); entry != null; entry = next()) {
            entries.add(entry);
        }
        return entries;
    }

    @Override
    void close() throws IOException;
}
