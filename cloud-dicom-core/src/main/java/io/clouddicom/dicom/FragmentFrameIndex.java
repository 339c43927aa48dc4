package io.clouddicom.dicom;

import java.util.Objects;

/** Frames of encapsulated pixel data: each is one fragment or several that follow each other. */
final class FragmentFrameIndex extends FrameIndex {
    private final Origin origin;
    private final SpanList fragments;
    /** Of each frame the index of its first fragment, and one entry more for the end. */
    private final int[] firstFragments;

    FragmentFrameIndex(Origin origin, SpanList fragments, int[] firstFragments) {
        this.origin = origin;
        this.fragments = fragments;
        this.firstFragments = firstFragments;
    }

    @Override
    public int count() {
        return firstFragments.length - 1;
    }

    @Override
    public FrameLocation frame(int frameIndex) {
        Objects.checkIndex(frameIndex, count());
        return FrameLocation.ofBytes(fragments.subList(firstFragments[frameIndex], firstFragments[frameIndex + 1]));
    }

    @Override
    public Origin origin() {
        return origin;
    }
}
