package io.clouddicom;

/** Hears how far the sealing of what is stored already has come. Called by the thread that does it. */
@FunctionalInterface
public interface SealingListener {

    /** Hears nothing. */
    SealingListener NONE = (objects, bytes) -> {};

    /**
     * Another object is done.
     *
     * @param objects how many objects were looked at so far
     * @param bytes how many bytes of content were sealed anew so far
     */
    void progress(long objects, long bytes);
}
