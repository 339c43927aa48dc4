package io.clouddicom.codec.internal;

import io.clouddicom.codec.ProgressionOrder;

/**
 * How packets of a tile are arranged: the part of COD that is common to all components (T.800 A.6.1).
 *
 * @param startOfPacket whether SOP marker segments may precede packets
 * @param endOfHeader whether EPH markers follow packet headers
 * @param progression the progression order, when no POC says otherwise
 * @param layers number of quality layers
 * @param componentTransform whether the first three components are transformed together
 */
record PacketStyle(
        boolean startOfPacket,
        boolean endOfHeader,
        ProgressionOrder progression,
        int layers,
        boolean componentTransform) {}
