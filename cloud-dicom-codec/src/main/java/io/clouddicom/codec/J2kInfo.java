package io.clouddicom.codec;

import java.util.List;

/**
 * What the headers of a codestream say. Where tiles or components differ, it is what the main header says of the first
 * component.
 *
 * @param width width of the image area on the reference grid
 * @param height height of the image area
 * @param components one per component
 * @param tilesAcross number of columns of tiles
 * @param tilesDown number of rows of tiles
 * @param levels fewest wavelet decompositions of any component: how many times the image can be halved
 * @param layers quality layers
 * @param progression order of packets
 * @param highThroughput whether code-blocks are, or may be, of the high-throughput kind (T.814)
 * @param reversible whether the reversible 5/3 wavelet is used in all components
 * @param componentTransform whether the first three components are transformed together (RCT or ICT)
 * @param tilePartLengths whether TLM is there
 * @param packetLengths whether PLT or PLM is there
 */
public record J2kInfo(
        int width,
        int height,
        List<Component> components,
        int tilesAcross,
        int tilesDown,
        int levels,
        int layers,
        ProgressionOrder progression,
        boolean highThroughput,
        boolean reversible,
        boolean componentTransform,
        boolean tilePartLengths,
        boolean packetLengths) {
    /** Keeps a copy of the list. */
    public J2kInfo {
        components = List.copyOf(components);
    }

    /**
     * One component.
     *
     * @param width columns
     * @param height rows
     * @param precision bits per sample, 1 to 32
     * @param signed whether samples are signed
     * @param dx horizontal sub-sampling
     * @param dy vertical sub-sampling
     */
    public record Component(int width, int height, int precision, boolean signed, int dx, int dy) {}
}
