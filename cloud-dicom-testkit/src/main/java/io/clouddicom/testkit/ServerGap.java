package io.clouddicom.testkit;

/**
 * What a server is known not to do though the protocol says that it does. A contract suite that runs against such a server
 * leaves these cases out, and only these; suites against other servers hold the same store to them.
 */
public enum ServerGap {
    /**
     * It keeps objects as files: not both {@code a} and {@code a/b}, which ends in an answer that cannot be told from a
     * failure, and nothing that begins with two dots.
     */
    OBJECTS_ARE_FILES,

    /** Its listings show puts that are not finished, under names that were never put. */
    LISTS_UNFINISHED_PUTS,

    /** It lists names with characters beyond U+FFFF in another order than that of their UTF-8. */
    ORDER_BEYOND_U_FFFF,

    /** Of replacements of one version that come at once, two may succeed, or one may end with its outcome left open. */
    ATOMIC_REPLACE,

    /** Of puts of one key that come at once and ask that it be absent, two may succeed. */
    ATOMIC_CREATE,

    /** Whoever reads or creates an object while it is replaced or deleted may get parts of both, or an error. */
    TORN_WHILE_CHANGED,

    /** A put that meets a delete nearby may end with its outcome left open. */
    PUTS_MEET_DELETES
}
