/**
 * The tiers of the cache. {@link io.clouddicom.internal.cache.BlockCachingStore} is the disk tier as a store over a store;
 * {@link io.clouddicom.internal.cache.DiskBlocks} is what lies on the disk and who may stay there;
 * {@link io.clouddicom.internal.cache.Slab} is one of its files.
 *
 * <p>A block has 64 KiB. That is a segment of the encryption, so that what an archive asks for is whole blocks and a cache
 * makes no request larger: a preview stays a fraction of the frame. The policy decides about extents of up to sixteen
 * blocks, so that an entry costs memory once per small object and not once per block.
 */
package io.clouddicom.internal.cache;
