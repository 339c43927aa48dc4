package io.clouddicom;

import java.util.Objects;
import java.util.Optional;

/**
 * Choices for putting instances.
 *
 * @param duplicates what to do about other content under the same UIDs
 * @param parallelism how many instances are put at once, where there are many
 * @param storage what the stored objects hold; empty for what the archive says
 * @param leastFidelity how exactly at least what is put comes back; empty for what the archive says
 */
public record PutOptions(
        DuplicatePolicy duplicates,
        int parallelism,
        Optional<StoragePolicy> storage,
        Optional<Fidelity> leastFidelity) {

    /** Rejects other content, four at once, stored as the archive says. */
    public static final PutOptions DEFAULT =
            new PutOptions(DuplicatePolicy.REJECT, 4, Optional.empty(), Optional.empty());

    private static final int MAX_PARALLELISM = 256;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException the parallelism is not from 1 to 256
     */
    public PutOptions {
        Objects.requireNonNull(duplicates, "duplicates");
        Objects.requireNonNull(storage, "storage");
        Objects.requireNonNull(leastFidelity, "leastFidelity");
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
        return new PutOptions(policy, parallelism, storage, leastFidelity);
    }

    /**
     * The same options with another parallelism.
     *
     * @param threads how many instances are put at once
     */
    public PutOptions withParallelism(int threads) {
        return new PutOptions(duplicates, threads, storage, leastFidelity);
    }

    /**
     * The same options with another storage policy.
     *
     * @param policy what the stored objects hold
     */
    public PutOptions withStorage(StoragePolicy policy) {
        return new PutOptions(duplicates, parallelism, Optional.of(policy), leastFidelity);
    }

    /**
     * The same options with another least fidelity: {@link Fidelity#BYTE_EXACT} keeps instances as they were received whose
     * frames are compressed already, {@link Fidelity#PIXEL_EXACT} lets lossless ones become what the storage policy says,
     * {@link Fidelity#COEFFICIENT_EXACT} also lets lossy JPEG 2000 become lossy HTJ2K
     * (1.2.840.10008.1.2.4.203) where the policy is one of HTJ2K. Native pixel data comes back bit for bit in any case.
     *
     * @param fidelity the least that will do
     */
    public PutOptions withLeastFidelity(Fidelity fidelity) {
        return new PutOptions(duplicates, parallelism, storage, Optional.of(fidelity));
    }
}
