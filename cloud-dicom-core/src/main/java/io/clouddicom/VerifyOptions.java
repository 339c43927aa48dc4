package io.clouddicom;

import java.util.Objects;
import java.util.Optional;

/**
 * What is verified, and how.
 *
 * @param scope a study, series or instance; everything without
 * @param parallelism how many objects are read at once
 */
public record VerifyOptions(Optional<ArchiveScope> scope, int parallelism) {

    /** Everything, four objects at once. */
    public static final VerifyOptions DEFAULT = new VerifyOptions(Optional.empty(), 4);

    private static final int MAX_PARALLELISM = 256;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException the parallelism is not from 1 to 256
     */
    public VerifyOptions {
        Objects.requireNonNull(scope, "scope");
        if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
            throw new IllegalArgumentException("parallelism is 1 to " + MAX_PARALLELISM + ", not " + parallelism);
        }
    }

    /**
     * The same options for a part of the archive.
     *
     * @param part the part
     */
    public VerifyOptions within(ArchiveScope part) {
        return new VerifyOptions(Optional.of(part), parallelism);
    }

    /**
     * The same options with another parallelism.
     *
     * @param objects how many objects are read at once
     */
    public VerifyOptions withParallelism(int objects) {
        return new VerifyOptions(scope, objects);
    }
}
