package io.clouddicom.codec.internal;

import io.clouddicom.codec.ProgressionOrder;

/**
 * A run of packets in one order: an entry of POC (T.800 A.6.6), or the whole tile.
 *
 * @param firstResolution first resolution level
 * @param firstComponent first component
 * @param endLayer end of the layers, exclusive
 * @param endResolution end of the resolution levels, exclusive
 * @param endComponent end of the components, exclusive
 * @param progression the order
 */
record ProgressionVolume(
        int firstResolution,
        int firstComponent,
        int endLayer,
        int endResolution,
        int endComponent,
        ProgressionOrder progression) {}
