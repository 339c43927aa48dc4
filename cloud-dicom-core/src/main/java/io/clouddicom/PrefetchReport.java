package io.clouddicom;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a prefetch has come.
 *
 * @param state whether it goes on, or why it has ended
 * @param frames how many frames are near now that were asked for
 * @param bytes how many bytes of them, as they are stored
 * @param failures the first error of each study or instance of which something could not be read; what is left of it may be
 *     near
 */
public record PrefetchReport(State state, long frames, long bytes, Map<ArchiveScope, IOException> failures) {

    /** Whether it goes on. */
    public enum State {
        /** It goes on. */
        RUNNING,
        /** Everything was read, but what failed. */
        COMPLETE,
        /** The next frames would have been more than the bytes allowed. */
        OUT_OF_BYTES,
        /** The time allowed has passed. */
        OUT_OF_TIME,
        /** It was cancelled, or the archive closed. */
        CANCELLED
    }

    /** Copies the map. */
    public PrefetchReport {
        failures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }
}
