/**
 * What an archive tells of its reads and requests: to a {@link io.clouddicom.observe.ArchiveListener} of the embedder's own,
 * to Micrometer ({@link io.clouddicom.observe.MicrometerListener}), or summed up ({@link
 * io.clouddicom.observe.ActivityStatistics}). None of it names a study, an object or a store.
 */
package io.clouddicom.observe;
