package io.clouddicom;

/**
 * What a put does when an instance of the same UIDs is there with other content. The same content is never stored again,
 * whatever the policy.
 */
public enum DuplicatePolicy {
    /** The put ends with {@link AlreadyExistsException}; what is there stays as it is. */
    REJECT,
    /** The new content becomes the next revision; the older one stays until it is purged. */
    REPLACE,
    /** What is there stays, and the receipt tells so: {@link Receipt.Outcome#SKIPPED}. */
    SKIP
}
