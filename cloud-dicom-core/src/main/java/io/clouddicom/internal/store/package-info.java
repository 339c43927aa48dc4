/**
 * The stores that need nothing but the JDK: {@code mem:} and {@code file:}. Not exported; opened through
 * {@link io.clouddicom.store.ObjectStores}. Safe for use by any number of threads.
 */
package io.clouddicom.internal.store;
