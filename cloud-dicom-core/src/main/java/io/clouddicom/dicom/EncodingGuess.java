package io.clouddicom.dicom;

import java.io.IOException;

/** Finds out from its first element how a dataset is encoded. */
final class EncodingGuess {
    private static final int ELEMENT_HEADER = 8;
    private static final int HIGHEST_FIRST_GROUP = 0xFF;

    private EncodingGuess() {}

    /**
     * The encoding of the dataset that begins here: the declared one unless the first element contradicts it. Value
     * representations are told by their letters; the byte order of the dataset of a file by its first group, which is a
     * small number.
     *
     * @param nested whether it is the dataset of an item, whose first group can be any
     */
    static DatasetEncoding of(ByteInput input, DatasetEncoding declared, boolean nested) throws IOException {
        if (!input.has(ELEMENT_HEADER)) {
            return declared;
        }
        boolean bigEndian = declared.bigEndian();
        if (input.peekShort(0, bigEndian) == 0xFFFE) {
            return declared;
        }
        boolean explicit = namesVr(input);
        if (explicit && nested && !declared.explicitVr() && !vrFits(input, bigEndian)) {
            explicit = false;
        }
        if (!nested && input.peekShort(0, bigEndian) > HIGHEST_FIRST_GROUP) {
            int other = input.peekShort(0, !bigEndian);
            boolean ordinary = other <= HIGHEST_FIRST_GROUP && other > 0;
            if (ordinary && (explicit || plausibleLength(input, !bigEndian))) {
                bigEndian = !bigEndian;
            }
        }
        if (!explicit
                && declared.explicitVr()
                && (DatasetParser.printable(input.peekShort(4, true)) || !plausibleLength(input, bigEndian))) {
            return DatasetEncoding.of(true, bigEndian);
        }
        return DatasetEncoding.of(explicit, bigEndian);
    }

    /** Whether this may be the beginning of a dataset at all, in one encoding or another. */
    static boolean plausible(ByteInput input) throws IOException {
        if (!input.has(ELEMENT_HEADER)) {
            return false;
        }
        int group = Math.min(input.peekShort(0, false), input.peekShort(0, true));
        boolean littleEndian = group == input.peekShort(0, false);
        return group <= 0x28 && (namesVr(input) || plausibleLength(input, !littleEndian));
    }

    private static boolean namesVr(ByteInput input) {
        return Vr.ofCode(input.peekShort(4, true)) != null;
    }

    /**
     * Whether what looks like a value representation is one, and not half of a length: it is that of the registry, or
     * stands before a short length that is not zero.
     */
    private static boolean vrFits(ByteInput input, boolean bigEndian) {
        int tag = Tag.of(input.peekShort(0, bigEndian), input.peekShort(2, bigEndian));
        Vr named = Vr.ofCode(input.peekShort(4, true));
        return named == Dictionary.standard().vr(tag, false)
                || named == Dictionary.standard().vr(tag, true)
                || named != null && !named.longLength() && input.peekShort(6, true) != 0;
    }

    private static boolean plausibleLength(ByteInput input, boolean bigEndian) throws IOException {
        long length = input.peekInt(4, bigEndian) & 0xFFFF_FFFFL;
        long remaining = input.remaining();
        return length == 0xFFFF_FFFFL || length <= (remaining < 0 ? 1 << 24 : remaining - ELEMENT_HEADER);
    }
}
