package io.clouddicom.codec.internal;

import java.util.Arrays;

/** One tile as its tile-part headers describe it, and where its packets lie in the input. */
final class TileHeader {
    final int index;
    CodingParameters parameters;
    /** Spans of the packets in the input: begin and end of each tile-part's body, one after the other. */
    int[] spans = new int[2];

    int spanCount;
    /** Packed packet headers (PPM, PPT), or no bytes when headers lie with their packets. */
    byte[] packedHeaders = new byte[0];

    boolean packed;
    boolean ownParameters;
    int nextPart;

    TileHeader(int index, CodingParameters parameters) {
        this.index = index;
        this.parameters = parameters;
    }

    void addSpan(int from, int to) {
        if (spans.length < 2 * spanCount + 2) {
            spans = Arrays.copyOf(spans, 4 * spanCount + 2);
        }
        spans[2 * spanCount] = from;
        spans[2 * spanCount + 1] = to;
        spanCount++;
    }

    /** The parameters to change, copied from the image's at the first change. */
    CodingParameters ownParameters() {
        if (!ownParameters) {
            parameters = parameters.forTile();
            ownParameters = true;
        }
        return parameters;
    }
}
