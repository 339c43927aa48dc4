package io.clouddicom;

/** Hears how a prefetch goes on. Called by several threads at once; what it throws is told in the log, and goes no further. */
@FunctionalInterface
public interface PrefetchListener {

    /** Hears nothing. */
    PrefetchListener NONE = report -> {};

    /**
     * Something more is near, could not be read, or it is the end.
     *
     * @param report how far it has come; its state tells whether it is the end
     */
    void progress(PrefetchReport report);
}
