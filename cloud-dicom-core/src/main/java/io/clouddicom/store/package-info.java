/**
 * The storage SPI: bytes under keys, nothing of DICOM. A vendor implements {@link
 * io.clouddicom.store.ObjectStore} and {@link io.clouddicom.store.ObjectStoreProvider}, and runs the contract suite of
 * the testkit against them.
 *
 * <p>Stores are safe for use by any number of threads; readers and listings belong to one.
 */
package io.clouddicom.store;
