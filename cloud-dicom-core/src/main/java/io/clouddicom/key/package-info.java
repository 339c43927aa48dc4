/**
 * How an archive is sealed: what the archive asks of an encryption, so that the core depends on none. The module
 * cloud-dicom-crypto implements it; an embedder types {@code DicomArchive.builder(store).key(uri)}.
 *
 * <p>Protections are safe for use by any number of threads.
 */
package io.clouddicom.key;
