package io.clouddicom.dicom;

/** The value representation of an element whose header has none. */
final class ImplicitVr {
    private ImplicitVr() {}

    /**
     * Looks the tag up.
     *
     * @param signedPixels whether Pixel Representation, here or in a dataset around, says that samples are signed
     */
    static Vr of(int tag, boolean signedPixels) {
        if (Tag.isGroupLength(tag)) {
            return Vr.UL;
        }
        if (Tag.isPrivate(tag)) {
            return Tag.isPrivateCreator(tag) ? Vr.LO : Vr.UN;
        }
        return Vr.UN;
    }
}
