package io.clouddicom.store;

/**
 * That a store keeps copies of what it read, near. Whoever finds that a copy is not what was stored, though it looked sound,
 * lets it be forgotten and reads again.
 */
public non-sealed interface KeptCopies extends StoreAbility {

    /**
     * Whether any part of an object is kept, at whatever version; as far as can be told without a request.
     *
     * @param key which
     * @return whether there is something
     */
    boolean holds(ObjectKey key);

    /**
     * Forgets what is kept of an object, at whatever version.
     *
     * @param key which
     * @return whether there was anything
     */
    boolean forget(ObjectKey key);
}
