package io.clouddicom.store;

import java.util.Objects;

/**
 * The token by which a store tells one state of an object from another (an ETag, a generation). Opaque: only equality
 * means something, and only within one key of one store. Two states with different bytes never have one version, whatever
 * lies between them; two with the same bytes have one where the token is made of the bytes, as many an ETag is.
 *
 * @param token the token, normalised by the backend (no quotes around an ETag)
 */
public record ObjectVersion(String token) {
    /** Checks the token. */
    public ObjectVersion {
        Objects.requireNonNull(token, "token");
        if (token.isEmpty()) {
            throw new IllegalArgumentException("a version token is empty");
        }
    }

    @Override
    public String toString() {
        return token;
    }
}
