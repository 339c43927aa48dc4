package io.clouddicom.store;

/**
 * What a store can do beyond the contract, and what it cannot. As found by trying, not as advertised.
 *
 * @param conditionalCreate <i>if absent</i> is atomic among all processes
 * @param conditionalReplace <i>if version</i> is atomic among all processes
 * @param nestedKeys one key may be the beginning of another's path ({@code a} and {@code a/b} both exist)
 */
public record StoreCapabilities(boolean conditionalCreate, boolean conditionalReplace, boolean nestedKeys) {}
