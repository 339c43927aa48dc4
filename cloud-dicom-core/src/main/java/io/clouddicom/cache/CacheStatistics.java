package io.clouddicom.cache;

/**
 * What became of the reads of an archive's cache.
 *
 * @param memory frames as they are stored, and study indexes, in memory
 * @param decoded decoded frames in memory
 * @param disk blocks on the disk, of all archives of this process that share the directory
 */
public record CacheStatistics(TierStatistics memory, TierStatistics decoded, TierStatistics disk) {}
