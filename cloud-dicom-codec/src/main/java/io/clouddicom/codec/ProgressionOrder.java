package io.clouddicom.codec;

/** The order of packets in a codestream (T.800 Table A.16), from what varies slowest to what varies fastest. */
public enum ProgressionOrder {
    /** Layer, resolution, component, position. */
    LRCP,
    /** Resolution, layer, component, position. */
    RLCP,
    /** Resolution, position, component, layer: the order in which a prefix is a smaller image. */
    RPCL,
    /** Position, component, resolution, layer. */
    PCRL,
    /** Component, position, resolution, layer. */
    CPRL
}
