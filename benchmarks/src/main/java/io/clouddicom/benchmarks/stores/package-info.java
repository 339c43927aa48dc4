/** What the archive asks of a store, operation by operation. */
package io.clouddicom.benchmarks.stores;
