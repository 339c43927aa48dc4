package io.clouddicom;

/** Hears how verifying goes on. Called by several threads at once; what it throws ends the verification. */
public interface VerifyListener {

    /** Hears nothing. */
    VerifyListener NONE = new VerifyListener() {};

    /**
     * An object was checked, well or not.
     *
     * @param objects how many objects were checked so far
     * @param bytes how many bytes were checked so far
     */
    default void progress(long objects, long bytes) {}

    /**
     * Something was found.
     *
     * @param problem what
     */
    default void found(VerifyProblem problem) {}
}
