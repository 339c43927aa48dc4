package io.clouddicom.store;

/**
 * Something that some stores can do beyond the contract of {@link ObjectStore}; asked for by
 * {@link ObjectStore#ability}. Each ability is a small interface that a store implements beside the other one, with the
 * same rules for threads, errors and closing.
 */
public sealed interface StoreAbility
        permits ColdStorage, KeptCopies, PresignedReads, StoreObservations, UnfinishedPuts {}
