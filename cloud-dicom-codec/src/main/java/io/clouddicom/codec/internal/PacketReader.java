package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.List;

/**
 * Reads the packets of a tile (T.800 B.9, B.10, B.12; T.814 Annex B) and leaves with every code-block where its codeword
 * segments lie.
 *
 * <p>Each packet takes at least one byte of input, so that the time is bounded by the input; a walk over packets that are
 * read already is bounded apart.
 */
final class PacketReader {
    private static final long MOST_REPEATED_PACKETS = 1L << 26;

    private final PacketBits bits = new PacketBits();

    private Codestream codestream;
    private Tile tile;
    private TileHeader header;
    private int span;
    private int position;
    private int spanEnd;
    private int headerPosition;
    /** The first piece that has no place yet. */
    private int pieceMark;

    private int leastReduction;
    private long neededPackets;
    private long repeatedPackets;
    /** Per number of resolution levels left out, the end of the last packet needed; empty when nobody asks. */
    private int[] reductionEnds = new int[0];

    @SuppressWarnings("NullAway.Init")
    PacketReader() {}

    /** Asks for the ends of packets by reduction; the array is filled by the next {@link #read}. */
    void recordEnds(int[] ends) {
        reductionEnds = ends;
    }

    /**
     * Reads packets up to the last that an image reduced by {@code reduction} levels needs.
     *
     * @return whether all of those packets were there; false only when {@code tolerant}
     */
    boolean read(Codestream stream, Tile into, TileHeader from, int reduction, boolean tolerant)
            throws CodestreamException {
        codestream = stream;
        tile = into;
        header = from;
        span = -1;
        position = 0;
        spanEnd = 0;
        headerPosition = 0;
        pieceMark = 0;
        leastReduction = reduction;
        repeatedPackets = 0;
        neededPackets = 0;
        for (TileComponent component : into.components) {
            for (int resolution = 0; resolution < component.resolutions.length - reduction; resolution++) {
                neededPackets += (long) into.packets.layers() * component.resolutions[resolution].precincts.length;
            }
        }
        try {
            List<ProgressionVolume> volumes = into.volumes(from.parameters);
            for (int index = 0; index < volumes.size() && neededPackets > 0; index++) {
                readVolume(volumes.get(index));
            }
        } catch (TilePartsEnd end) {
            // The tile-parts end between two packets. Encoders leave out empty packets at the end, so that it is no
            // fault as long as the input goes on.
            if (stream.endedEarly() && !tolerant) {
                throw Faults.truncated("packet", offset(position), "tile " + tile.index + " has no more tile-parts");
            }
            into.pieces.dropFrom(pieceMark);
            return !stream.endedEarly();
        } catch (CodestreamException truncation) {
            if (tolerant && truncation.kind() == CodestreamException.Kind.TRUNCATED) {
                into.pieces.dropFrom(pieceMark);
                return false;
            }
            throw truncation;
        }
        return true;
    }

    private void readVolume(ProgressionVolume volume) throws CodestreamException {
        int layers = Math.min(volume.endLayer(), tile.packets.layers());
        int resolutions = Math.min(volume.endResolution(), tile.mostResolutions);
        switch (volume.progression()) {
            case LRCP -> {
                for (int layer = 0; layer < layers && neededPackets > 0; layer++) {
                    for (int resolution = volume.firstResolution(); resolution < resolutions; resolution++) {
                        readComponents(volume, resolution, layer);
                    }
                }
            }
            case RLCP -> {
                for (int resolution = volume.firstResolution(); resolution < resolutions; resolution++) {
                    for (int layer = 0; layer < layers && neededPackets > 0; layer++) {
                        readComponents(volume, resolution, layer);
                    }
                }
            }
            case RPCL, PCRL, CPRL -> {
                for (Precinct precinct : tile.byPosition(volume)) {
                    for (int layer = precinct.layersDone; layer < layers && neededPackets > 0; layer++) {
                        readPacket(precinct, layer);
                    }
                }
            }
        }
    }

    private void readComponents(ProgressionVolume volume, int resolution, int layer) throws CodestreamException {
        for (int component = volume.firstComponent(); component < volume.endComponent(); component++) {
            Resolution[] resolutions = tile.components[component].resolutions;
            if (resolution >= resolutions.length) {
                continue;
            }
            for (Precinct precinct : resolutions[resolution].precincts) {
                if (neededPackets == 0) {
                    return;
                }
                if (layer == precinct.layersDone) {
                    readPacket(precinct, layer);
                } else if (++repeatedPackets > MOST_REPEATED_PACKETS) {
                    throw Faults.limit("POC", offset(position), "progressions repeat packets without end");
                }
            }
        }
    }

    // ---- one packet

    private void readPacket(Precinct precinct, int layer) throws CodestreamException {
        if (!header.packed && position >= spanEnd) {
            nextSpan();
        } else if (header.packed && headerPosition >= header.packedHeaders.length) {
            throw TilePartsEnd.INSTANCE;
        }
        if (position < spanEnd) {
            skipStartOfPacket();
        }
        int bodyStart;
        int headerStart = header.packed ? headerPosition : position;
        if (header.packed) {
            byte[] packed = header.packedHeaders;
            bits.start(packed, headerPosition, packed.length, 0);
            readHeader(precinct, layer, packed);
            headerPosition = skipEndOfHeader(packed, bits.align(), packed.length);
            bodyStart = position;
        } else {
            byte[] data = codestream.data();
            bits.start(data, position, spanEnd, codestream.origin());
            readHeader(precinct, layer, data);
            position = skipEndOfHeader(data, bits.align(), spanEnd);
            bodyStart = position;
        }
        if (headerStart == (header.packed ? headerPosition : position)) {
            throw Faults.malformed("packet header", offset(position), "takes no byte");
        }
        placeBodies(precinct, bodyStart);
        precinct.layersDone = layer + 1;
        int reduction = tile.components[precinct.component].resolutions.length - 1 - precinct.resolution;
        if (reduction >= leastReduction) {
            neededPackets--;
        }
        for (int less = Math.min(reduction, reductionEnds.length - 1); less >= 0; less--) {
            reductionEnds[less] = Math.max(reductionEnds[less], position);
        }
    }

    private void nextSpan() throws CodestreamException {
        while (position >= spanEnd) {
            if (span + 1 >= header.spanCount) {
                throw TilePartsEnd.INSTANCE;
            }
            span++;
            position = header.spans[2 * span];
            spanEnd = header.spans[2 * span + 1];
        }
    }

    private void skipStartOfPacket() {
        byte[] data = codestream.data();
        if (tile.packets.startOfPacket()
                && spanEnd - position >= 6
                && data[position] == (byte) 0xFF
                && data[position + 1] == (byte) Marker.SOP) {
            position += 6;
        }
    }

    /** A packet body cannot begin with the bytes of EPH, so that it is skipped wherever it is found. */
    private static int skipEndOfHeader(byte[] data, int at, int end) {
        boolean found = end - at >= 2 && data[at] == (byte) 0xFF && data[at + 1] == (byte) Marker.EPH;
        return found ? at + 2 : at;
    }

    private long offset(int at) {
        return Math.max(0, at - codestream.origin());
    }

    private void readHeader(Precinct precinct, int layer, byte[] source) throws CodestreamException {
        if (bits.bit() == 0) {
            return;
        }
        for (Precinct.Part part : precinct.parts) {
            for (int y = 0; y < part.down; y++) {
                for (int x = 0; x < part.across; x++) {
                    readBlock(part, x, y, layer);
                }
            }
        }
    }

    private void readBlock(Precinct.Part part, int x, int y, int layer) throws CodestreamException {
        Codeblock block = part.blocks[y * part.across + x];
        if (block.included) {
            if (bits.bit() == 0) {
                return;
            }
        } else {
            TagTree inclusion = part.inclusion;
            TagTree zeroBitPlanes = part.zeroBitPlanes;
            if (inclusion == null || zeroBitPlanes == null || inclusion.below(x, y, layer + 1, bits) < 0) {
                return;
            }
            int most = block.band.codedBitPlanes();
            int zero = zeroBitPlanes.below(x, y, most + 1, bits);
            if (zero < 0) {
                throw Faults.malformed(
                        "packet header", offset(position), "a code-block lacks more than all bit-planes");
            }
            block.included = true;
            block.zeroBitPlanes = zero;
        }
        int passes = readPassCount();
        while (bits.bit() != 0) {
            if (++block.lengthBits > 31) {
                throw Faults.malformed("packet header", offset(position), "lengths of more than 31 bits");
            }
        }
        if (block.kind == Codeblock.PART_1) {
            readSegments(block, passes);
        } else {
            readHighThroughput(block, passes);
        }
    }

    /** Table B.4. */
    private int readPassCount() throws CodestreamException {
        if (bits.bit() == 0) {
            return 1;
        }
        if (bits.bit() == 0) {
            return 2;
        }
        int more = bits.bits(2);
        if (more < 3) {
            return 3 + more;
        }
        more = bits.bits(5);
        if (more < 31) {
            return 6 + more;
        }
        return 37 + bits.bits(7);
    }

    private int readLength(int bitCount) throws CodestreamException {
        if (bitCount > 31) {
            throw Faults.malformed("packet header", offset(position), "a length of " + bitCount + " bits");
        }
        return bits.bits(bitCount);
    }

    private static int log2(int value) {
        return 31 - Integer.numberOfLeadingZeros(value);
    }

    /** Codeword segments of a block of Part 1 (B.10.7, D.4.2). */
    private void readSegments(Codeblock block, int newPasses) throws CodestreamException {
        CodingStyle style = block.band.style;
        int left = newPasses;
        while (left > 0) {
            boolean begins = block.segmentPassesLeft == 0;
            if (begins) {
                block.segmentPassesLeft = style.segmentEnd(block.passes) - block.passes;
            }
            int passes = Math.min(left, block.segmentPassesLeft);
            int length = readLength(block.lengthBits + log2(passes));
            addPiece(block, length, passes, begins);
            block.segmentPassesLeft -= passes;
            left -= passes;
        }
    }

    private void addPiece(Codeblock block, int length, int passes, boolean begins) throws CodestreamException {
        if (block.passes + passes > 0xFFFF) {
            throw Faults.malformed("packet header", offset(position), "too many coding passes");
        }
        tile.pieces.add(block, 0, length, passes, begins);
        block.passes += passes;
    }

    // ---- HT blocks (T.814 Annex B)

    private void readHighThroughput(Codeblock block, int newPasses) throws CodestreamException {
        int left = newPasses;
        if (block.kind == Codeblock.UNDECIDED) {
            left = readUndecided(block, newPasses);
        }
        while (left > 0) {
            int phase = block.passes % 3;
            int passes = phase == 0 || phase == 2 ? 1 : Math.min(2, left);
            int length = readLength(block.lengthBits + passes - 1);
            addHighThroughputPiece(block, length, passes, phase == 0);
            left -= passes;
        }
    }

    /**
     * Passes of a block of which only placeholder passes are known. Their lengths are written as if the block was of
     * Part 1; the first length that is not zero tells what it is.
     *
     * @return passes left in this packet
     */
    private int readUndecided(Codeblock block, int newPasses) throws CodestreamException {
        boolean mixed = block.band.style.mixed();
        int toCleanup = newPasses - (block.passes + newPasses - 1) % 3;
        int allBits = block.lengthBits + log2(newPasses);
        int length;
        if (toCleanup < 1) {
            length = readLength(allBits);
        } else {
            int cleanupBits = block.lengthBits + log2(toCleanup);
            length = readLength(cleanupBits);
            if (length != 0) {
                boolean topBitClear = length >> cleanupBits - 1 == 0;
                if (!mixed || block.lengthBits > 3 && length > 1 && topBitClear) {
                    block.kind = Codeblock.HIGH_THROUGHPUT;
                    if (toCleanup > 1) {
                        addPiece(block, 0, toCleanup - 1, false);
                    }
                    addHighThroughputPiece(block, length, 1, true);
                    return newPasses - toCleanup;
                }
            }
            int more = allBits - cleanupBits;
            length = length << more | readLength(more);
        }
        if (length == 0) {
            addPiece(block, 0, newPasses, false);
            return 0;
        }
        if (!mixed) {
            throw Faults.malformed("packet header", offset(position), "placeholder passes of an HT block have bytes");
        }
        block.kind = Codeblock.PART_1;
        int limit = block.band.style.segmentEnd(0);
        if (block.passes + newPasses > limit) {
            throw Faults.malformed("packet header", offset(position), "a mixed block with terminated passes");
        }
        block.segmentPassesLeft = limit - block.passes - newPasses;
        addPiece(block, length, newPasses, false);
        return 0;
    }

    /** A cleanup segment with bytes begins a new HT set, which takes the place of those before it. */
    private void addHighThroughputPiece(Codeblock block, int length, int passes, boolean cleanup)
            throws CodestreamException {
        if (cleanup && length == 1) {
            throw Faults.malformed("packet header", offset(position), "an HT cleanup segment of one byte");
        }
        addPiece(block, length, passes, cleanup && length != 0);
    }

    // ---- bodies

    /** Gives the pieces that the header announced their places, in the sequence of the header. */
    private void placeBodies(Precinct precinct, int start) throws CodestreamException {
        Pieces pieces = tile.pieces;
        int end = pieces.mark();
        int at = start;
        for (int piece = pieceMark; piece < end; piece++) {
            int length = pieces.length(piece);
            if (length > 0 && at >= spanEnd && header.packed) {
                position = at;
                pieceMark = piece;
                nextSpan();
                skipStartOfPacket();
                at = position;
            }
            if (length > spanEnd - at) {
                pieceMark = piece;
                throw Faults.truncated("packet body", offset(at), length + " bytes of a code-block are not all there");
            }
            pieces.place(piece, at, length);
            at += length;
        }
        pieceMark = end;
        position = at;
    }

    /** Ends the walk over packets where the tile-parts do. */
    private static final class TilePartsEnd extends RuntimeException {
        static final TilePartsEnd INSTANCE = new TilePartsEnd();

        @java.io.Serial
        private static final long serialVersionUID = 1L;

        TilePartsEnd() {
            super("no more tile-parts", null, false, false);
        }
    }
}
