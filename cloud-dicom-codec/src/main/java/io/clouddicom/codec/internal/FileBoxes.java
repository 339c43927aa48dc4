package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;

/** Finds the codestream in a JP2 or JPH file (T.800 Annex I): the first contiguous codestream box. */
final class FileBoxes {
    private static final int SIGNATURE = 0x6A502020;
    private static final int IMAGE_HEADER = 0x69686472;
    private static final int PALETTE = 0x70636C72;
    private static final int CHANNEL_DEFINITION = 0x63646566;
    private static final int HEADER = 0x6A703268;
    private static final int CODESTREAM = 0x6A703263;

    private FileBoxes() {}

    /** Begin of the codestream in the high, its end in the low 32 bits; the whole input when it is no box file. */
    static long findCodestream(byte[] data, int from, int to) throws CodestreamException {
        if (to - from < 8 || u32(data, from + 4) != SIGNATURE) {
            return (long) from << 32 | to;
        }
        int position = from;
        while (to - position >= 8) {
            long length = u32(data, position) & 0xFFFFFFFFL;
            int type = u32(data, position + 4);
            int header = 8;
            if (length == 1) {
                if (to - position < 16) {
                    break;
                }
                length = (long) u32(data, position + 8) << 32 | u32(data, position + 12) & 0xFFFFFFFFL;
                header = 16;
            } else if (length == 0) {
                length = to - position;
            }
            if (length < header) {
                throw Faults.malformed("JP2 box", position - from, "length " + length);
            }
            long boxEnd = length > to - position ? to : position + length;
            if (type == CODESTREAM) {
                return (long) (position + header) << 32 | boxEnd;
            }
            if (length > to - position) {
                break;
            }
            if (type == HEADER) {
                checkHeader(data, position + header, (int) (position + length), from);
            }
            position += (int) length;
        }
        throw Faults.truncated("JP2 box", position - from, "no codestream box before the end");
    }

    /**
     * The header's boxes are not needed, but where they pass its end, or define channels that are not there, the file is
     * damaged.
     */
    private static void checkHeader(byte[] data, int from, int to, int origin) throws CodestreamException {
        int components = 0xFFFF;
        int definitions = 0;
        int definitionsEnd = 0;
        int position = from;
        while (position < to) {
            long length = to - position < 8 ? 8 : u32(data, position) & 0xFFFFFFFFL;
            if (length == 0) {
                length = to - position;
            }
            if (length < 8 || length > to - position) {
                throw Faults.malformed("JP2 header box", position - origin, "a box passes its end");
            }
            int type = u32(data, position + 4);
            if (type == IMAGE_HEADER && length >= 18 && components == 0xFFFF) {
                components = u16(data, position + 16);
            } else if (type == PALETTE) {
                components = 0x10000;
            } else if (type == CHANNEL_DEFINITION) {
                definitions = position + 10;
                definitionsEnd = position + (int) length;
            }
            position += (int) length;
        }
        for (int at = definitions; at + 6 <= definitionsEnd; at += 6) {
            if (u16(data, at) >= components) {
                throw Faults.malformed(
                        "JP2 channel definition box", at - origin, "channel " + u16(data, at) + " of " + components);
            }
        }
    }

    private static int u16(byte[] data, int at) {
        return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
    }

    private static int u32(byte[] data, int at) {
        return data[at] << 24 | (data[at + 1] & 0xFF) << 16 | (data[at + 2] & 0xFF) << 8 | data[at + 3] & 0xFF;
    }
}
