package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.ProgressionOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the main header and all tile-part headers of a codestream (T.800 Annex A). Packets are not looked at.
 *
 * <p>Every length is held against the input before it is used, and nothing is allocated that the input, or the limits,
 * do not bound: tiles by their number in the standard, parameters by the number of components.
 */
final class CodestreamReader {
    /** By their code in COD and POC. */
    private static final ProgressionOrder[] ORDERS = ProgressionOrder.values();

    private final byte[] data;
    private final int origin;
    private final int end;
    private final Limits limits;
    private final boolean headerOnly;

    private int position;
    private @Nullable ImageSize size;
    private @Nullable CodingParameters parameters;
    private int highThroughput = -1;
    private @Nullable TileHeader[] tiles = new TileHeader[0];
    private int tileParts;
    private boolean tilePartLengths;
    private boolean packetLengths;
    private boolean endedEarly;
    private final List<PackedSegment> packedMain = new ArrayList<>();
    private byte[] packedMainBytes = new byte[0];
    private int packedMainPosition;

    private record PackedSegment(int index, int from, int to) {}

    private CodestreamReader(byte[] data, int from, int to, int origin, Limits limits, boolean headerOnly) {
        this.data = data;
        this.origin = origin;
        this.position = from;
        this.end = to;
        this.limits = limits;
        this.headerOnly = headerOnly;
    }

    /** Reads all headers of the input, which is a codestream or a JP2 or JPH file that holds one. */
    static Codestream read(byte[] data, int from, int to, Limits limits) throws CodestreamException {
        return read(data, from, to, limits, false);
    }

    /** Reads the main header alone; the result has no tiles. */
    static Codestream readMainHeader(byte[] data, int from, int to, Limits limits) throws CodestreamException {
        return read(data, from, to, limits, true);
    }

    private static Codestream read(byte[] data, int from, int to, Limits limits, boolean headerOnly)
            throws CodestreamException {
        long span = FileBoxes.findCodestream(data, from, to);
        int start = (int) (span >>> 32);
        CodestreamReader reader = new CodestreamReader(data, start, (int) span, from, limits, headerOnly);
        return reader.readAll(start);
    }

    private Codestream readAll(int start) throws CodestreamException {
        if (end - position < 2 || marker(position) != Marker.SOC) {
            throw Faults.malformed("SOC", 0, "no codestream begins here");
        }
        position += 2;
        readMainHeader();
        int headerEnd = position;
        ImageSize image = image();
        if (!headerOnly) {
            tiles = new TileHeader[image.tilesAcross() * image.tilesDown()];
            joinPackedMain();
            readTileParts();
        }
        return new Codestream(
                data,
                start,
                origin,
                end,
                headerEnd,
                image,
                common(),
                highThroughput,
                tiles,
                tileParts,
                tilePartLengths,
                packetLengths,
                endedEarly);
    }

    // ---- main header

    private void readMainHeader() throws CodestreamException {
        boolean first = true;
        while (true) {
            if (end - position < 2) {
                throw Faults.truncated("main header", offset(position), "ends before a tile-part");
            }
            int marker = marker(position);
            if (marker == Marker.SOT) {
                break;
            }
            int at = position;
            position += 2;
            if (Marker.standsAlone(marker)) {
                continue;
            }
            if (marker < 0xFF4F || marker == Marker.SOC || marker == Marker.SOD || marker == Marker.EOC) {
                throw Faults.malformed(
                        "main header", offset(at), Marker.name(marker) + " where a marker segment belongs");
            }
            Segment segment = segment(marker, at);
            if (first != (marker == Marker.SIZ)) {
                throw Faults.malformed(
                        segment.name(), segment.offset(), first ? "SIZ does not come first" : "SIZ comes twice");
            }
            first = false;
            readMainSegment(marker, segment);
        }
        if (size == null || parameters == null) {
            throw Faults.malformed("main header", offset(position), "no SIZ");
        }
        if (parameters.packets == null) {
            throw Faults.malformed("main header", offset(position), "no COD");
        }
        for (int component = 0; component < size.components().length; component++) {
            if (parameters.styles[component] == null || parameters.quantizations[component] == null) {
                throw Faults.malformed("main header", offset(position), "no QCD for component " + component);
            }
        }
    }

    private void readMainSegment(int marker, Segment segment) throws CodestreamException {
        switch (marker) {
            case Marker.SIZ -> readSize(segment);
            case Marker.CAP -> readCapabilities(segment);
            case Marker.COD, Marker.COC, Marker.QCD, Marker.QCC, Marker.RGN, Marker.POC ->
                readParameters(marker, segment, common());
            case Marker.PPM -> {
                int index = segment.u8();
                packedMain.add(new PackedSegment(index, segment.position, segment.end));
            }
            case Marker.TLM -> tilePartLengths = true;
            case Marker.PLM -> packetLengths = true;
            case Marker.PPT, Marker.PLT, Marker.SOP, Marker.EPH ->
                throw Faults.malformed(segment.name(), segment.offset(), "does not belong in the main header");
            default -> {
                // PRF, CPF, CRG, COM and what is unknown says nothing that decoding needs.
            }
        }
    }

    private void readSize(Segment segment) throws CodestreamException {
        int capabilities = segment.u16();
        long x1 = segment.u32();
        long y1 = segment.u32();
        long x0 = segment.u32();
        long y0 = segment.u32();
        long tileWidth = segment.u32();
        long tileHeight = segment.u32();
        long tileX0 = segment.u32();
        long tileY0 = segment.u32();
        int count = segment.u16();
        if (count == 0 || count > 16384 || segment.remaining() < 3 * count) {
            throw segment.malformed(count + " components");
        }
        if (x1 > Integer.MAX_VALUE || y1 > Integer.MAX_VALUE) {
            throw Faults.unsupported("SIZ", segment.offset(), "reference grid of " + x1 + " by " + y1);
        }
        if (x0 >= x1 || y0 >= y1) {
            throw segment.malformed("empty image area");
        }
        if (tileWidth == 0
                || tileHeight == 0
                || tileX0 > x0
                || tileY0 > y0
                || tileX0 + tileWidth <= x0
                || tileY0 + tileHeight <= y0) {
            throw segment.malformed("the first tile does not touch the image area");
        }
        limits.checkComponents(count, segment.offset());
        ImageSize.Component[] components = new ImageSize.Component[count];
        for (int index = 0; index < count; index++) {
            int depth = segment.u8();
            int dx = segment.u8();
            int dy = segment.u8();
            int precision = (depth & 0x7F) + 1;
            if (dx == 0 || dy == 0 || precision > 38) {
                throw segment.malformed(
                        "component " + index + " has sampling " + dx + " by " + dy + ", depth " + precision);
            }
            if (precision > 32) {
                throw Faults.unsupported("SIZ", segment.offset(), "samples of " + precision + " bits; 32 are the most");
            }
            components[index] = new ImageSize.Component(precision, (depth & 0x80) != 0, dx, dy);
        }
        long across = ImageSize.ceilDiv(x1 - tileX0, tileWidth);
        long down = ImageSize.ceilDiv(y1 - tileY0, tileHeight);
        if (across * down > 65535) {
            throw segment.malformed(across + " by " + down + " tiles");
        }
        size = new ImageSize(
                capabilities,
                (int) x0,
                (int) y0,
                (int) x1,
                (int) y1,
                (int) tileX0,
                (int) tileY0,
                tileWidth,
                tileHeight,
                components);
        limits.checkImage(size, segment.offset());
        parameters = new CodingParameters(count);
    }

    private void readCapabilities(Segment segment) throws CodestreamException {
        long parts = segment.u32();
        for (int part = 1; part <= 32; part++) {
            if ((parts >> (32 - part) & 1) != 0) {
                int capability = segment.u16();
                if (part == 15) {
                    highThroughput = capability;
                }
            }
        }
    }

    private void joinPackedMain() throws CodestreamException {
        if (packedMain.isEmpty()) {
            return;
        }
        packedMain.sort((a, b) -> Integer.compare(a.index, b.index));
        packedMainBytes = join(packedMain, "PPM");
    }

    private byte[] join(List<PackedSegment> segments, String place) throws CodestreamException {
        int total = 0;
        for (int index = 0; index < segments.size(); index++) {
            PackedSegment segment = segments.get(index);
            if (segment.index != index) {
                throw Faults.malformed(place, offset(segment.from), "indexes have a gap or repeat");
            }
            total += segment.to - segment.from;
        }
        byte[] joined = new byte[total];
        int at = 0;
        for (PackedSegment segment : segments) {
            System.arraycopy(data, segment.from, joined, at, segment.to - segment.from);
            at += segment.to - segment.from;
        }
        return joined;
    }

    // ---- tile-parts

    private void readTileParts() throws CodestreamException {
        while (true) {
            if (end - position < 2) {
                endedEarly = true;
                return;
            }
            int marker = marker(position);
            if (marker == Marker.EOC) {
                return;
            }
            if (marker != Marker.SOT) {
                // Bytes after the last tile-part that are no marker: padding of containers, or a wrong length.
                if (tileParts > 0) {
                    return;
                }
                throw Faults.malformed("SOT", offset(position), "found " + Marker.name(marker));
            }
            if (end - position < 12) {
                endedEarly = true;
                return;
            }
            readTilePart();
        }
    }

    private void readTilePart() throws CodestreamException {
        int at = position;
        position += 2;
        Segment segment = segment(Marker.SOT, at);
        int index = segment.u16();
        long length = segment.u32();
        int part = segment.u8();
        segment.u8();
        if (index >= tiles.length) {
            throw segment.malformed("tile " + index + " of " + tiles.length);
        }
        if (length != 0 && length < 14) {
            throw segment.malformed("tile-part of " + length + " bytes");
        }
        long wanted = length == 0 ? end : at + length;
        int partEnd = (int) Math.min(wanted, end);
        endedEarly |= wanted > end;
        if (length == 0) {
            boolean ends = end - position >= 2 && marker(end - 2) == Marker.EOC;
            partEnd = ends ? end - 2 : end;
            endedEarly |= !ends;
        }
        TileHeader tile = tiles[index];
        if (tile == null) {
            tile = new TileHeader(index, common());
            tiles[index] = tile;
        }
        if (part != tile.nextPart) {
            throw segment.malformed("tile-part " + part + " of tile " + index + " where " + tile.nextPart + " belongs");
        }
        tile.nextPart++;
        tileParts++;
        boolean complete = readTilePartHeader(tile, part, partEnd);
        if (complete) {
            tile.addSpan(position, Math.max(position, partEnd));
        } else {
            endedEarly = true;
        }
        position = partEnd;
    }

    /** Reads up to and with SOD; false when the input ends before. */
    private boolean readTilePartHeader(TileHeader tile, int part, int partEnd) throws CodestreamException {
        List<PackedSegment> packed = new ArrayList<>();
        while (true) {
            if (partEnd - position < 2) {
                if (endedEarly) {
                    return false;
                }
                throw Faults.malformed("tile-part header", offset(position), "no SOD");
            }
            int marker = marker(position);
            int at = position;
            position += 2;
            if (marker == Marker.SOD) {
                break;
            }
            if (Marker.standsAlone(marker)) {
                continue;
            }
            if (endedEarly && end - position < 2) {
                return false;
            }
            Segment segment = segment(marker, at);
            switch (marker) {
                case Marker.COD, Marker.COC, Marker.QCD, Marker.QCC, Marker.RGN -> {
                    if (part != 0) {
                        throw segment.malformed("belongs in the first tile-part of a tile");
                    }
                    readParameters(marker, segment, tile.ownParameters());
                }
                case Marker.POC -> readParameters(marker, segment, tile.ownParameters());
                case Marker.PPT -> packed.add(new PackedSegment(segment.u8(), segment.position, segment.end));
                case Marker.PLT -> packetLengths = true;
                case Marker.COM -> {
                    // A comment.
                }
                case Marker.SOC, Marker.SIZ, Marker.SOT, Marker.EOC, Marker.TLM, Marker.PPM, Marker.PLM, Marker.CAP ->
                    throw segment.malformed("does not belong in a tile-part header");
                default -> {
                    if (marker < 0xFF00) {
                        throw Faults.malformed("tile-part header", offset(at), "no marker");
                    }
                }
            }
        }
        addPackedHeaders(tile, packed);
        return true;
    }

    private void addPackedHeaders(TileHeader tile, List<PackedSegment> packed) throws CodestreamException {
        byte[] more;
        if (!packedMain.isEmpty()) {
            if (!packed.isEmpty()) {
                throw Faults.malformed("PPT", offset(packed.get(0).from), "together with PPM");
            }
            if (packedMainBytes.length - packedMainPosition < 4) {
                throw Faults.malformed("PPM", offset(position), "has no headers for this tile-part");
            }
            long length = (packedMainBytes[packedMainPosition] & 0xFFL) << 24
                    | (packedMainBytes[packedMainPosition + 1] & 0xFF) << 16
                    | (packedMainBytes[packedMainPosition + 2] & 0xFF) << 8
                    | packedMainBytes[packedMainPosition + 3] & 0xFF;
            packedMainPosition += 4;
            if (length > packedMainBytes.length - packedMainPosition) {
                throw Faults.malformed("PPM", offset(position), "headers of " + length + " bytes are not all there");
            }
            more = Arrays.copyOfRange(packedMainBytes, packedMainPosition, packedMainPosition + (int) length);
            packedMainPosition += (int) length;
        } else if (packed.isEmpty()) {
            return;
        } else {
            packed.sort((a, b) -> Integer.compare(a.index, b.index));
            int base = packed.get(0).index;
            List<PackedSegment> renumbered = new ArrayList<>();
            for (PackedSegment segment : packed) {
                renumbered.add(new PackedSegment(segment.index - base, segment.from, segment.to));
            }
            more = join(renumbered, "PPT");
        }
        tile.packed = true;
        byte[] joined = Arrays.copyOf(tile.packedHeaders, tile.packedHeaders.length + more.length);
        System.arraycopy(more, 0, joined, tile.packedHeaders.length, more.length);
        tile.packedHeaders = joined;
    }

    // ---- coding parameters

    private void readParameters(int marker, Segment segment, CodingParameters into) throws CodestreamException {
        switch (marker) {
            case Marker.COD -> readCodingStyleDefault(segment, into);
            case Marker.COC -> {
                int component = segment.component();
                int flags = segment.u8();
                into.componentStyle(component, readCodingStyle(segment, flags));
            }
            case Marker.QCD -> into.commonQuantization(readQuantization(segment));
            case Marker.QCC -> {
                int component = segment.component();
                into.componentQuantization(component, readQuantization(segment));
            }
            case Marker.RGN -> {
                int component = segment.component();
                if (segment.u8() != 0) {
                    throw Faults.unsupported("RGN", segment.offset(), "a style other than max-shift");
                }
                into.region(component, segment.u8(), segment.offset());
            }
            default -> readProgressionChanges(segment, into);
        }
    }

    private void readCodingStyleDefault(Segment segment, CodingParameters into) throws CodestreamException {
        int flags = segment.u8();
        int progression = segment.u8();
        int layers = segment.u16();
        int transform = segment.u8();
        if (progression >= ORDERS.length) {
            throw segment.malformed("progression order " + progression);
        }
        if (layers == 0) {
            throw segment.malformed("no layers");
        }
        if (transform > 1) {
            throw Faults.unsupported("COD", segment.offset(), "component transform " + transform);
        }
        boolean transformed = transform == 1;
        ImageSize image = image();
        if (transformed) {
            ImageSize.Component[] components = image.components();
            if (components.length < 3) {
                throw segment.malformed("a component transform of " + components.length + " components");
            }
            for (int index = 1; index < 3; index++) {
                if (components[index].dx() != components[0].dx() || components[index].dy() != components[0].dy()) {
                    throw segment.malformed("a component transform of components with different sampling");
                }
            }
        }
        into.packets = new PacketStyle((flags & 2) != 0, (flags & 4) != 0, ORDERS[progression], layers, transformed);
        into.commonStyle(readCodingStyle(segment, flags));
    }

    private CodingStyle readCodingStyle(Segment segment, int flags) throws CodestreamException {
        int levels = segment.u8();
        int width = (segment.u8() & 0xF) + 2;
        int height = (segment.u8() & 0xF) + 2;
        int blockStyle = segment.u8();
        int wavelet = segment.u8();
        if (levels > 32) {
            throw segment.malformed(levels + " decomposition levels");
        }
        if (width > 10 || height > 10 || width + height > 12) {
            throw segment.malformed("code-blocks of 2^" + width + " by 2^" + height);
        }
        if (wavelet > 1) {
            throw Faults.unsupported(segment.name(), segment.offset(), "wavelet " + wavelet);
        }
        if ((blockStyle & (CodingStyle.HIGH_THROUGHPUT | CodingStyle.MIXED)) == CodingStyle.MIXED) {
            throw segment.malformed("code-block style " + blockStyle);
        }
        byte[] precincts = new byte[levels + 1];
        Arrays.fill(precincts, (byte) 0xFF);
        if ((flags & 1) != 0) {
            for (int resolution = 0; resolution <= levels; resolution++) {
                int exponents = segment.u8();
                if (resolution > 0 && ((exponents & 15) == 0 || exponents >> 4 == 0)) {
                    throw segment.malformed("a precinct of one sample at resolution " + resolution);
                }
                precincts[resolution] = (byte) exponents;
            }
        }
        return new CodingStyle(levels, width, height, blockStyle, wavelet == 1, precincts);
    }

    private static Quantization readQuantization(Segment segment) throws CodestreamException {
        int flags = segment.u8();
        int style = flags & 31;
        if (style > 2) {
            throw segment.malformed("quantisation style " + style);
        }
        int bytes = style == Quantization.NONE ? 1 : 2;
        int count = style == Quantization.DERIVED ? 1 : Math.min(segment.remaining() / bytes, 97);
        if (count == 0) {
            throw segment.malformed("no step size");
        }
        int[] steps = new int[count];
        for (int index = 0; index < count; index++) {
            steps[index] = style == Quantization.NONE ? (segment.u8() >> 3) << 11 : segment.u16();
        }
        return new Quantization(style, flags >> 5, steps);
    }

    private void readProgressionChanges(Segment segment, CodingParameters into) throws CodestreamException {
        int components = image().components().length;
        boolean wide = components > 256;
        int entry = wide ? 9 : 7;
        if (segment.remaining() < entry) {
            throw segment.malformed("no entry");
        }
        List<ProgressionVolume> volumes = new ArrayList<>();
        while (segment.remaining() >= entry) {
            int firstResolution = segment.u8();
            int firstComponent = wide ? segment.u16() : segment.u8();
            int endLayer = segment.u16();
            int endResolution = segment.u8();
            int endComponent = wide ? segment.u16() : segment.u8();
            int progression = segment.u8();
            if (endComponent == 0) {
                endComponent = wide ? 16384 : 256;
            }
            if (progression >= ORDERS.length) {
                throw segment.malformed("progression order " + progression);
            }
            volumes.add(new ProgressionVolume(
                    firstResolution,
                    firstComponent,
                    endLayer,
                    endResolution,
                    Math.min(endComponent, components),
                    ORDERS[progression]));
        }
        into.addVolumes(List.copyOf(volumes));
    }

    // ---- bytes

    private ImageSize image() {
        ImageSize present = size;
        if (present == null) {
            throw new IllegalStateException("SIZ is read first");
        }
        return present;
    }

    private CodingParameters common() {
        CodingParameters present = parameters;
        if (present == null) {
            throw new IllegalStateException("SIZ is read first");
        }
        return present;
    }

    private int marker(int at) {
        return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
    }

    private long offset(int at) {
        return at - origin;
    }

    /** The marker segment whose length field is at the position; the position moves behind it. */
    private Segment segment(int marker, int at) throws CodestreamException {
        if (end - position < 2) {
            throw Faults.truncated(Marker.name(marker), offset(at), "ends in its length");
        }
        int length = marker(position);
        if (length < 2) {
            throw Faults.malformed(Marker.name(marker), offset(at), "length " + length);
        }
        if (length > end - position) {
            throw Faults.truncated(Marker.name(marker), offset(at), "length " + length + " passes the end");
        }
        Segment segment = new Segment(marker, at, position + 2, position + length);
        position += length;
        return segment;
    }

    /** A cursor over the parameters of one marker segment. */
    private final class Segment {
        private final int marker;
        private final int at;
        private final int end;
        private int position;

        Segment(int marker, int at, int from, int end) {
            this.marker = marker;
            this.at = at;
            this.position = from;
            this.end = end;
        }

        String name() {
            return Marker.name(marker);
        }

        long offset() {
            return at - origin;
        }

        int remaining() {
            return end - position;
        }

        CodestreamException malformed(String detail) {
            return Faults.malformed(name(), offset(), detail);
        }

        int u8() throws CodestreamException {
            if (position >= end) {
                throw malformed("too short");
            }
            return data[position++] & 0xFF;
        }

        int u16() throws CodestreamException {
            return u8() << 8 | u8();
        }

        long u32() throws CodestreamException {
            return (long) u16() << 16 | u16();
        }

        int component() throws CodestreamException {
            int count = image().components().length;
            int component = count < 257 ? u8() : u16();
            if (component >= count) {
                throw malformed("component " + component + " of " + count);
            }
            return component;
        }
    }
}
