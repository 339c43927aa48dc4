/**
 * What of an archive is kept near: in memory, as it was opened, and on a local disk, as it is sealed. An embedder types
 * {@code DicomArchive.builder(store).cache(Cache.memory(256, MEBIBYTES).disk(directory, 100, GIBIBYTES))}.
 *
 * <p>Values are immutable; everything is safe for use by any number of threads.
 */
package io.clouddicom.cache;
