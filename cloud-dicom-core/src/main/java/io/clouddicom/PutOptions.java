package io.clouddicom;

import java.util.Objects;
import java.util.Optional;

/**
 * Choices for putting instances.
 *
 * @param duplicates what to do about other content under the same UIDs
 * @param parallelism how many instances are put at once, where there are many
 * @param storage what the stored objects hold; empty for what the archive says
 */
public record PutOptions(DuplicatePolicy duplicates, int parallelism, Optional<StoragePolicy> storage) {

    /** Rejects other content, four at once, stored as the archive says. */
    public static final PutOptions DEFAULT = new PutOptions(DuplicatePolicy.REJECT, 4, Optional.empty());

    private static final int MAX_PARALLELISM = 256;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException the parallelism is not from 1 to 256
     */
    public PutOptions {
        Objects.requireNonNull(duplicates, "duplicates");
        Objects.requireNonNull(storage, "storage");
        if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
            throw new IllegalArgumentException("parallelism is 1 to " + MAX_PARALLELISM + ", not " + parallelism);
        }
    }

    /**
     * The same options with another duplicate policy.
     *
     * @param policy the policy
     */
    public PutOptions withDuplicates(DuplicatePolicy policy) {
        return new PutOptions(policy, parallelism, storage);
    }

    /**
     * The same options with another parallelism.
     *
     * @param threads how many instances are put at once
     */
    public PutOptions withParallelism(int threads) {
        return new PutOptions(duplicates, threads, storage);
    }

    /**
     * The same options with another storage policy.
     *
     * @param policy what the stored objects hold
     */
    public PutOptions withStorage(StoragePolicy policy) {
        return new PutOptions(duplicates, parallelism, Optional.of(policy));
    }
}
