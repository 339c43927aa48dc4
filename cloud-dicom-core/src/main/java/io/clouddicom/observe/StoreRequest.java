package io.clouddicom.observe;

import java.util.Locale;

/** What is asked of a store. */
public enum StoreRequest {
    /** An object, or a part of one, is read. */
    GET,
    /** An object is written. */
    PUT,
    /** Size and version of an object are asked for. */
    HEAD,
    /** Objects are listed, or groups of them: one listing, however many pages it has. */
    LIST,
    /** One object, or many at once, are deleted. */
    DELETE;

    /** The word for it in logs and metrics, such as {@code "get"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
