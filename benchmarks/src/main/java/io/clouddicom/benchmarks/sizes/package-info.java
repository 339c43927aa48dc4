/**
 * How small real images get: {@code benchmarks/peers/sizes} runs {@link io.clouddicom.benchmarks.sizes.SizeTable}, which
 * encodes them losslessly in several ways, and says what that is in money.
 */
package io.clouddicom.benchmarks.sizes;
