package io.clouddicom.cache;

/** What the disk tier of a cache does. */
public enum DiskMode {
    /** It is read and filled. One process at a time has the directory. */
    READ_WRITE,
    /** What is there is used, and nothing is changed. Any number of processes, but none that writes. */
    READ_ONLY,
    /** As if there were no disk tier: the directory is not touched. */
    OFF
}
