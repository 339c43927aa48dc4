package io.clouddicom.codec.internal;

import org.jspecify.annotations.Nullable;

/**
 * A codestream as its headers describe it.
 *
 * @param data the input, not copied
 * @param start index of SOC in it, from which offsets in errors are not counted: they are counted from {@code origin}
 * @param origin index in {@code data} of the input's first byte
 * @param end end of the codestream in {@code data}, exclusive
 * @param headerEnd index of the first SOT
 * @param size the SIZ marker segment
 * @param parameters the main header's coding parameters
 * @param highThroughputCapabilities Ccap15 of CAP, or -1 without it
 * @param tiles by tile index, null where no tile-part was found
 * @param tileParts number of tile-parts found
 * @param tilePartLengths whether the main header has TLM
 * @param packetLengths whether PLM or PLT was seen
 * @param endedEarly whether the input ends before the last tile-part does
 */
record Codestream(
        byte[] data,
        int start,
        int origin,
        int end,
        int headerEnd,
        ImageSize size,
        CodingParameters parameters,
        int highThroughputCapabilities,
        @Nullable TileHeader[] tiles,
        int tileParts,
        boolean tilePartLengths,
        boolean packetLengths,
        boolean endedEarly) {}
