package io.clouddicom.testkit;

import io.clouddicom.store.ObjectStore;

/** The calls of an {@link ObjectStore}. */
public enum StoreOperation {
    /** {@link ObjectStore#put}. */
    PUT,
    /** {@link ObjectStore#get}. */
    GET,
    /** {@link ObjectStore#head}. */
    HEAD,
    /** {@link ObjectStore#list}. */
    LIST,
    /** {@link ObjectStore#listPrefixes}. */
    LIST_PREFIXES,
    /** {@link ObjectStore#delete}. */
    DELETE,
    /** {@link ObjectStore#deleteAll}. */
    DELETE_ALL;

    /** Whether it changes what is stored. */
    public boolean changes() {
        return this == PUT || this == DELETE || this == DELETE_ALL;
    }

    /** The word for it in errors and records, such as {@code "list prefixes"}. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
