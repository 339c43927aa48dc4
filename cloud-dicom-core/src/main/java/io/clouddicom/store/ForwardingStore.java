package io.clouddicom.store;

import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/**
 * For those who write a decorator: passes everything on to another store, and closes it. What the decorator does otherwise, it
 * overrides. What it can beyond a store counts before what the other one can.
 */
public abstract class ForwardingStore implements ObjectStore {
    /** The store behind. */
    protected final ObjectStore store;

    /**
     * A decorator.
     *
     * @param store the store behind, closed with this one
     */
    protected ForwardingStore(ObjectStore store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public StoreCapabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        return store.put(key, content, condition);
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        return store.get(key, range, pinned);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return store.head(key);
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return store.list(prefix, startAfter);
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        return store.listPrefixes(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        store.delete(key);
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        return store.deleteAll(keys);
    }

    @Override
    public <A extends StoreAbility> Optional<A> ability(Class<A> ability) {
        return ability.isInstance(this) ? Optional.of(ability.cast(this)) : store.ability(ability);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
