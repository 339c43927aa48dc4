package io.clouddicom.store;

/** What a {@link StoreCheckup} looks at. */
public enum CheckupSubject {
    /** Whether the credentials allow listing. */
    LIST_PERMISSION("permission to list"),
    /** Whether they allow putting. */
    PUT_PERMISSION("permission to put"),
    /** Whether they allow reading. */
    READ_PERMISSION("permission to read"),
    /** Whether they allow deleting. */
    DELETE_PERMISSION("permission to delete"),
    /** Whether an object that is not there can be told from one that must not be seen. */
    ABSENCE("absent told from denied"),

    /** Whether bytes, sizes and versions come back as they were put. */
    CONTENT("content comes back"),
    /** Whether a put tells the right checksum, and bytes that do not have theirs are refused. */
    CHECKSUMS("checksums"),
    /** Whether objects of unknown length, larger than one request, come back, and nothing remains of one broken off. */
    STREAMING("large streams"),
    /** Whether what was put outlives this process. */
    DURABILITY("durability"),

    /** Whether <i>if absent</i> never replaces. */
    CREATE("put if absent"),
    /** Whether of several puts <i>if absent</i> at once one succeeds. */
    CREATE_RACE("put if absent, at once"),
    /** The same two for objects that are sent in parts. */
    CREATE_LARGE("put if absent, in parts"),
    /** Whether <i>if version</i> replaces that version only. */
    REPLACE("put if version"),
    /** Whether of several puts <i>if version</i> at once one succeeds. */
    REPLACE_RACE("put if version, at once"),
    /** Whether <i>if version</i> holds for objects that are sent in parts. */
    REPLACE_LARGE("put if version, in parts"),

    /** Whether spans of bytes are read. */
    RANGES("ranges"),
    /** Whether the last bytes are read without knowing the size. */
    SUFFIXES("suffixes"),
    /** Whether a read can be tied to a version. */
    PINNED_READS("reads of a version"),

    /** Whether every read sees what was put last. */
    READ_AFTER_PUT("reads after a put"),
    /** Whether no read sees what was deleted. */
    READ_AFTER_DELETE("reads after a delete"),
    /** Whether every listing shows what was put. */
    LIST_AFTER_PUT("listings after a put"),
    /** Whether no listing shows what was deleted. */
    LIST_AFTER_DELETE("listings after a delete"),
    /** Whether listings are in the order of UTF-8, and prefixes too. */
    LIST_ORDER("order of listings"),
    /** Whether listings of more objects than fit a page are complete. */
    LIST_PAGES("long listings"),

    /** Whether deleting what is not there is done. */
    DELETE_REPEATED("deleting twice"),
    /** Whether many objects are deleted in one call. */
    DELETE_MANY("deleting many"),
    /** Whether bytes that were deleted or replaced are gone, not kept as older versions. */
    OLD_VERSIONS("older versions"),

    /** Which characters names may have. */
    KEY_CHARACTERS("names"),
    /** Whether one key may be the beginning of another's path. */
    NESTED_KEYS("nested names"),

    /** How far the store's clock is from this machine's. */
    CLOCK("clock"),
    /** How long small requests take. */
    LATENCY("latency"),
    /** Whether the store can do what its capabilities say. */
    CAPABILITIES("capabilities"),
    /** What remains of this examination and of earlier ones. */
    LEFTOVERS("leftovers");

    private final String label;

    CheckupSubject(String label) {
        this.label = label;
    }

    /** The words for it in a report. */
    public String label() {
        return label;
    }
}
