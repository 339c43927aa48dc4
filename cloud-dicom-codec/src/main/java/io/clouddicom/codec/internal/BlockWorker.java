package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;

/** Decodes code-blocks one after the other and hands their samples on. One per thread; keeps its work spaces. */
final class BlockWorker {
    private final BlockInput input = new BlockInput();
    private final Part1BlockDecoder part1 = new Part1BlockDecoder();
    private final HtCleanupDecoder htCleanup = new HtCleanupDecoder();
    private final HtBlockReference ht = new HtBlockReference();
    private int[] samples = new int[4096];
    private int[] lower = new int[0];
    private long[] wide = new long[0];

    void decode(Codestream codestream, Tile tile, Codeblock block, SubbandSynthesis into) throws CodestreamException {
        if (block.firstPiece < 0 || block.kind == Codeblock.UNDECIDED) {
            into.storeZero(block);
            return;
        }
        if (block.kind == Codeblock.HIGH_THROUGHPUT) {
            input.gatherHighThroughput(codestream.data(), tile.pieces, block);
        } else {
            input.gather(codestream.data(), tile.pieces, block);
        }
        int planes = block.band.codedBitPlanes();
        if (input.segments == 0 || planes - block.zeroBitPlanes <= 0) {
            into.storeZero(block);
            return;
        }
        if (block.kind == Codeblock.HIGH_THROUGHPUT) {
            decodeHighThroughput(codestream, tile, block, planes, into);
            return;
        }
        if (planes <= Part1BlockDecoder.WORD_PLANES) {
            part1.decode(input, block, planes, samples);
            if (block.band.regionShift > 0) {
                lowerRegion(block);
            }
            into.store(block, samples);
        } else {
            decodeWide(codestream, tile, block, planes, into);
        }
    }

    private void decodeHighThroughput(
            Codestream codestream, Tile tile, Codeblock block, int planes, SubbandSynthesis into)
            throws CodestreamException {
        int missing = block.zeroBitPlanes + input.skippedPasses / 3;
        if (input.segments == 1 && planes <= HtCleanupDecoder.MOST_PLANES && missing < planes) {
            decodeCleanup(block, missing, into, offset(codestream, tile, block));
            return;
        }
        if (wide.length == 0) {
            wide = new long[4096];
        }
        boolean causal = (block.band.style.blockStyle() & CodingStyle.VERTICALLY_CAUSAL) != 0;
        ht.decode(input, block.width, block.height, planes, missing, causal, wide, offset(codestream, tile, block));
        int shift = block.band.regionShift;
        if (shift > 0) {
            for (int index = 0; index < block.width * block.height; index++) {
                long value = wide[index];
                long magnitude = Math.abs(value);
                if (shift < 63 && magnitude >> shift > 1) {
                    wide[index] = value < 0 ? -(magnitude >> shift) : magnitude >> shift;
                }
            }
        }
        into.storeWide(block, wide);
    }

    private void decodeCleanup(Codeblock block, int missing, SubbandSynthesis into, long place)
            throws CodestreamException {
        int width = block.width;
        int height = block.height;
        int[][] rows = into.plainRows(block.band, missing);
        if (rows.length > 0 && (width & 3) == 0 && (height & 1) == 0) {
            int first = SubbandSynthesis.rowOf(block, 0);
            int column = block.band.firstColumn + block.x;
            htCleanup.decode(input, width, height, missing, rows, first, block.band.rowStep, column, place);
            return;
        }
        htCleanup.decode(input, width, height, missing, samples, place);
        if (rows.length > 0) {
            SubbandSynthesis.storePlain(block, samples, rows);
            return;
        }
        SubbandSynthesis.toSignAndMagnitude(block, samples, missing);
        if (block.band.regionShift > 0) {
            lowerRegion(block);
        }
        into.store(block, samples);
    }

    private static long offset(Codestream codestream, Tile tile, Codeblock block) {
        return Math.max(0, tile.pieces.offset(block.firstPiece) - codestream.origin());
    }

    /** Brings samples of a region of interest back down: those above all planes of the background (H.1). */
    private void lowerRegion(Codeblock block) {
        int shift = block.band.regionShift;
        int count = block.width * block.height;
        int background = block.band.bitPlanes;
        int least = background == 0 ? Integer.MAX_VALUE : 1 << 31 - background;
        for (int index = 0; index < count; index++) {
            int value = samples[index];
            int magnitude = value & Integer.MAX_VALUE;
            if (magnitude < least) {
                magnitude = magnitude << shift & Integer.MAX_VALUE;
            }
            samples[index] = value & Integer.MIN_VALUE | magnitude;
        }
    }

    private void decodeWide(Codestream codestream, Tile tile, Codeblock block, int planes, SubbandSynthesis into)
            throws CodestreamException {
        int coded = planes - block.zeroBitPlanes;
        if (coded > 2 * Part1BlockDecoder.WORD_PLANES) {
            throw Faults.unsupported("code-block", offset(codestream, tile, block), coded + " bit-planes");
        }
        if (wide.length == 0) {
            lower = new int[4096];
            wide = new long[4096];
        }
        int lastPlane = part1.decodeWide(input, block, planes, samples, lower);
        int drop = 2 * Part1BlockDecoder.WORD_PLANES - coded;
        int count = block.width * block.height;
        int shift = block.band.regionShift;
        for (int index = 0; index < count; index++) {
            long magnitude = (long) (samples[index] & Integer.MAX_VALUE) << Part1BlockDecoder.WORD_PLANES
                    | lower[index] & Integer.MAX_VALUE;
            if (magnitude == 0) {
                wide[index] = 0;
                continue;
            }
            // One more bit below the planes holds the middle of the interval.
            magnitude = magnitude >>> drop << 1 | 1L << lastPlane;
            if (shift > 0 && shift < 63 && magnitude >> shift > 1) {
                magnitude >>= shift;
            }
            wide[index] = (samples[index] | lower[index]) < 0 ? -magnitude : magnitude;
        }
        into.storeWide(block, wide);
    }
}
