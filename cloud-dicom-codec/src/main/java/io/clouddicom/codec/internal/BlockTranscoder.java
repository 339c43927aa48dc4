package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;

/**
 * Encodes the coefficients of a decoded code-block anew, of Part 1 as a high-throughput block or the other way round, or
 * takes its bytes over when it is of the wanted kind already. One per thread; keeps its work spaces.
 *
 * <p>Nothing is lost or added: the two kinds have the same three passes for a bit-plane, which code the same samples in
 * the same sequence. A block of Part 1 whose last pass is a cleanup pass of bit-plane p becomes an HT cleanup pass at p.
 * One that ends with the significance propagation or magnitude refinement pass of p becomes an HT cleanup pass at p + 1
 * with the HT passes of the same names at p. So every sample keeps the last bit-plane that is known of it, and is
 * reconstructed alike.
 */
final class BlockTranscoder {
    /** Coding passes that a packet header can tell of at once (T.800 Table B.4). */
    private static final int MOST_PASSES = 164;

    private final BlockInput input = new BlockInput();
    private final Part1BlockDecoder part1Decoder = new Part1BlockDecoder();
    private final HtCleanupDecoder cleanupDecoder = new HtCleanupDecoder();
    private final HtBlockReference htDecoder = new HtBlockReference();
    private final Part1BlockEncoder part1Encoder = new Part1BlockEncoder();
    private final HtBlockEncoder htEncoder = new HtBlockEncoder();
    private final HtRefinementEncoder refinementEncoder = new HtRefinementEncoder();

    private final int[] words = new int[4096];
    private int[] lower = new int[0];
    private long[] wide = new long[0];
    /** Two times the magnitude plus one if negative, in rows as {@link HtBlockEncoder} wants them. */
    private final int[] samples = new int[2 * 4096];

    private final int[] cleanupSamples = new int[2 * 4096];
    private final int[] ends = new int[MOST_PASSES];

    /** The bit-plane of the samples' least significant bit. */
    private int plane;
    /** Passes of that plane that are known: all when zero, else significance propagation, else magnitude refinement. */
    private int refinement;

    private long place;

    /** Reads a block as the packets have told of it, and adds what it becomes as {@code target}. */
    void transcode(Codestream codestream, Tile tile, Codeblock block, Codeblock target, CodedBlocks into)
            throws CodestreamException {
        if (block.firstPiece < 0 || block.kind == Codeblock.UNDECIDED) {
            return;
        }
        boolean fromHighThroughput = block.kind == Codeblock.HIGH_THROUGHPUT;
        if (fromHighThroughput) {
            input.gatherHighThroughput(codestream.data(), tile.pieces, block);
        } else {
            input.gather(codestream.data(), tile.pieces, block);
        }
        if (input.segments == 0 || block.band.bitPlanes - block.zeroBitPlanes <= 0) {
            return;
        }
        place = Math.max(0, tile.pieces.offset(block.firstPiece) - codestream.origin());
        boolean toHighThroughput = target.band.style.highThroughput();
        if (fromHighThroughput == toHighThroughput) {
            copy(block, target, into);
        } else if (toHighThroughput) {
            if (decodePart1(block) != 0) {
                encodeHighThroughput(target, into);
            }
        } else if (decodeHighThroughput(block) != 0) {
            encodePart1(target, into);
        }
    }

    private CodestreamException tooLarge() {
        return Faults.unsupported(
                "code-block", place, "magnitudes of more than " + HtBlockEncoder.MOST_PLANES + " bit-planes");
    }

    // ---- the same kind

    private void copy(Codeblock block, Codeblock target, CodedBlocks into) throws CodestreamException {
        int missing = block.zeroBitPlanes + (block.kind == Codeblock.HIGH_THROUGHPUT ? input.skippedPasses / 3 : 0);
        if (missing >= block.band.bitPlanes) {
            throw Faults.malformed(
                    "code-block", place, missing + " of " + block.band.bitPlanes + " bit-planes missing");
        }
        int passes = 0;
        int length = 0;
        for (int segment = 0; segment < input.segments; segment++) {
            int bytes = input.ends[segment] - input.starts[segment];
            if (passes + input.passes[segment] > MOST_PASSES) {
                throw Faults.malformed("code-block", place, "more coding passes than bit-planes can have");
            }
            // Segments moved together: between those of Part 1 there is room.
            System.arraycopy(input.bytes, input.starts[segment], input.bytes, length, bytes);
            length += bytes;
            Arrays.fill(ends, passes, passes + input.passes[segment], length);
            passes += input.passes[segment];
        }
        into.add(target, input.bytes, ends, passes, missing);
    }

    // ---- decoding: samples, plane and refinement; zero when the block is empty

    private int decodePart1(Codeblock block) throws CodestreamException {
        int coded = block.band.bitPlanes - block.zeroBitPlanes;
        int passes = 0;
        for (int segment = 0; segment < input.segments; segment++) {
            passes += input.passes[segment];
        }
        passes = Math.min(passes, 3 * coded - 2);
        int last = (passes + 1) / 3;
        if (last >= Part1BlockDecoder.WORD_PLANES) {
            throw tooLarge();
        }
        if (lower.length == 0) {
            lower = new int[4096];
        }
        // The decoder for many bit-planes leaves no middle bits, and the first plane at bit 30.
        part1Decoder.decodeWide(input, block, block.band.bitPlanes, words, lower);
        plane = coded - 1 - last;
        refinement = (passes + 1) % 3 == 2 ? 0 : (passes + 1) % 3 + 1;
        return unpack(block, Part1BlockDecoder.WORD_PLANES - 1 - last);
    }

    private int decodeHighThroughput(Codeblock block) throws CodestreamException {
        int planes = block.band.bitPlanes;
        int missing = block.zeroBitPlanes + input.skippedPasses / 3;
        plane = planes - 1 - missing;
        refinement = 0;
        if (input.segments == 1 && planes <= HtCleanupDecoder.MOST_PLANES && missing < planes) {
            cleanupDecoder.decode(input, block.width, block.height, missing, samples, place);
            fold(samples, HtBlockEncoder.stride(block.width) * (block.height + 1 & ~1));
            return joined(block);
        }
        if (wide.length == 0) {
            wide = new long[4096];
        }
        boolean causal = (block.band.style.blockStyle() & CodingStyle.VERTICALLY_CAUSAL) != 0;
        htDecoder.decode(input, block.width, block.height, planes, missing, causal, wide, place);
        if (input.segments > 1 && plane > 0) {
            plane--;
            refinement = input.passes[1];
        }
        return unpackWide(block, plane + 1);
    }

    /** Brings samples in two's complement to two times the magnitude plus one if negative. */
    private static void fold(int[] samples, int count) {
        for (int index = 0; index < count; index++) {
            int sample = samples[index];
            int sign = sample >> 31;
            samples[index] = 2 * ((sample ^ sign) - sign) - sign;
        }
    }

    /** All magnitudes of the block joined by or. */
    private int joined(Codeblock block) throws CodestreamException {
        int stride = HtBlockEncoder.stride(block.width);
        int all = 0;
        for (int y = 0; y < block.height; y++) {
            for (int at = y * stride; at < y * stride + block.width; at++) {
                all |= samples[at];
            }
        }
        if (all >>> 1 + HtBlockEncoder.MOST_PLANES != 0) {
            throw tooLarge();
        }
        return all >>> 1;
    }

    /** Brings magnitudes down by a number of bits, which drops the middle bits below. */
    private int unpack(Codeblock block, int shift) throws CodestreamException {
        int stride = startSamples(block);
        int all = 0;
        int from = 0;
        for (int y = 0; y < block.height; y++) {
            for (int to = y * stride; to < y * stride + block.width; to++) {
                int word = words[from++];
                int magnitude = (word & Integer.MAX_VALUE) >>> shift;
                samples[to] = magnitude << 1 | (magnitude == 0 ? 0 : word >>> 31);
                all |= magnitude;
            }
        }
        if (all >>> HtBlockEncoder.MOST_PLANES != 0) {
            throw tooLarge();
        }
        return all;
    }

    private int unpackWide(Codeblock block, int shift) throws CodestreamException {
        int stride = startSamples(block);
        long all = 0;
        int from = 0;
        for (int y = 0; y < block.height; y++) {
            for (int to = y * stride; to < y * stride + block.width; to++) {
                long value = wide[from++];
                long magnitude = Math.abs(value) >>> shift;
                samples[to] = (int) magnitude << 1 | (magnitude != 0 && value < 0 ? 1 : 0);
                all |= magnitude;
            }
        }
        if (all >>> HtBlockEncoder.MOST_PLANES != 0) {
            throw tooLarge();
        }
        return (int) all;
    }

    /** Clears what lies beside and below the block. */
    private int startSamples(Codeblock block) {
        int stride = HtBlockEncoder.stride(block.width);
        if (stride != block.width) {
            for (int y = 0; y < block.height; y++) {
                samples[y * stride + block.width] = 0;
            }
        }
        Arrays.fill(samples, block.height * stride, (block.height + 1) * stride, 0);
        return stride;
    }

    // ---- encoding

    private void encodeHighThroughput(Codeblock target, CodedBlocks into) {
        if (refinement == 0) {
            htEncoder.encode(samples, target.width, target.height);
            ends[0] = htEncoder.segmentLength;
            into.add(target, htEncoder.segment, ends, 1, target.band.bitPlanes - 1 - plane);
            return;
        }
        int count = HtBlockEncoder.stride(target.width) * (target.height + 1);
        int all = 0;
        for (int index = 0; index < count; index++) {
            int sample = samples[index] >> 2;
            cleanupSamples[index] = sample == 0 ? 0 : sample << 1 | samples[index] & 1;
            all |= sample;
        }
        if (all == 0) {
            // Without significant samples none can become so by propagation.
            return;
        }
        htEncoder.encode(cleanupSamples, target.width, target.height);
        int cleanup = htEncoder.segmentLength;
        if (htEncoder.segment.length < cleanup + HtRefinementEncoder.mostBytes()) {
            htEncoder.segment = Arrays.copyOf(htEncoder.segment, cleanup + HtRefinementEncoder.mostBytes());
        }
        boolean causal = (target.band.style.blockStyle() & CodingStyle.VERTICALLY_CAUSAL) != 0;
        ends[0] = cleanup;
        ends[1] = refinementEncoder.encode(
                samples, target.width, target.height, causal, refinement == 2, htEncoder.segment, cleanup);
        ends[2] = ends[1];
        into.add(target, htEncoder.segment, ends, 1 + refinement, target.band.bitPlanes - 2 - plane);
    }

    private void encodePart1(Codeblock target, CodedBlocks into) throws CodestreamException {
        int stride = HtBlockEncoder.stride(target.width);
        int planes = part1Encoder.encode(samples, stride, target.width, target.height, target.band, false);
        int missing = target.band.bitPlanes - plane - planes;
        if (missing < 0) {
            throw Faults.malformed("HT code-block", place, "magnitudes of more bit-planes than its subband has");
        }
        int passes = part1Encoder.passes - (refinement == 0 ? 0 : 3 - refinement);
        if (passes > 0) {
            into.add(target, part1Encoder.bytes, part1Encoder.ends, passes, missing);
        }
    }
}
