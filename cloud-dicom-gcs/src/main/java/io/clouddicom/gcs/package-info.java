/**
 * The store on Google Cloud Storage. {@code gs://bucket/prefix} opens one by its URI; {@link io.clouddicom.gcs.GcsStores}
 * opens one on the caller's own client.
 */
package io.clouddicom.gcs;
