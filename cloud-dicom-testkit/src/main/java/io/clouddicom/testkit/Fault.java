package io.clouddicom.testkit;

/** What a {@link FaultInjectingStore} can do to a call. */
public enum Fault {
    /** The call ends with {@link io.clouddicom.UnavailableException}; nothing was done. */
    UNAVAILABLE,
    /** The call ends with {@link io.clouddicom.ThrottledException}; nothing was done. */
    THROTTLED,
    /** The call ends with {@link io.clouddicom.AccessDeniedException}; nothing was done. */
    ACCESS_DENIED,
    /**
     * The connection breaks while the content is being written: the put ends with
     * {@link io.clouddicom.UnavailableException}, and nothing is stored. Puts only.
     */
    TORN_WRITE,
    /** The call ends with {@link io.clouddicom.OutcomeUnknownException}; nothing was done. Puts and deletes only. */
    LOST_REQUEST,
    /** The call ends with {@link io.clouddicom.OutcomeUnknownException}; it was done. Puts and deletes only. */
    LOST_ANSWER,
    /**
     * The call ends with {@link io.clouddicom.UnavailableException}, though it was done. A put must not end so; this is
     * for callers that want to survive a store that breaks its word. Puts and deletes only.
     */
    LYING_ANSWER,
    /**
     * The reader or listing that the call returns breaks off with {@link io.clouddicom.UnavailableException} after some
     * of what it should deliver. Gets and listings only.
     */
    TORN_READ,
    /** The call is made after a pause. */
    LATENCY;

    /**
     * Whether it can be done to an operation.
     *
     * @param operation the operation
     * @return whether it makes sense there
     */
    public boolean appliesTo(StoreOperation operation) {
        return switch (this) {
            case UNAVAILABLE, THROTTLED, ACCESS_DENIED, LATENCY -> true;
            case TORN_WRITE -> operation == StoreOperation.PUT;
            case LOST_REQUEST, LOST_ANSWER, LYING_ANSWER -> operation.changes();
            case TORN_READ ->
                operation == StoreOperation.GET
                        || operation == StoreOperation.LIST
                        || operation == StoreOperation.LIST_PREFIXES;
        };
    }
}
