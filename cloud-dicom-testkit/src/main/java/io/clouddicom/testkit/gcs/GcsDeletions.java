package io.clouddicom.testkit.gcs;

/** What a {@link GcsServer} does with what is replaced or deleted. */
public enum GcsDeletions {
    /** It is gone. */
    FORGET,
    /** Object versioning: it can be read by its generation. */
    KEEP_VERSIONS,
    /** Soft delete: it is described to whoever asks for what was deleted. */
    SOFT
}
