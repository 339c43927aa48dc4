package io.clouddicom.internal.cache;

import io.clouddicom.internal.cache.ObjectBlocks.Block;
import io.clouddicom.internal.cache.ObjectBlocks.BlockId;
import io.clouddicom.internal.observe.TierMeter;

/**
 * Where the readers of one store find blocks.
 *
 * @param disk what is kept
 * @param underWay what is being fetched
 * @param meter counts what becomes of the blocks that this store's readers want
 */
record SharedBlocks(DiskBlocks disk, UnderWay<BlockId, Block> underWay, TierMeter meter) {}
