package io.clouddicom.dicom;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** Frames of encapsulated pixel data: each is one fragment or several that follow each other. */
final class FragmentFrameIndex extends FrameIndex {
    private final Origin origin;
    private final SpanList fragments;
    /** Of each frame the index of its first fragment, and one entry more for the end. */
    private final int[] firstFragments;
    /** The frames of whose last fragment the last byte is padding, as far as a table says so. */
    private final BitSet padded;

    FragmentFrameIndex(Origin origin, SpanList fragments, int[] firstFragments) {
        this(origin, fragments, firstFragments, new BitSet());
    }

    FragmentFrameIndex(Origin origin, SpanList fragments, int[] firstFragments, BitSet padded) {
        this.padded = padded;
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
        int end = firstFragments[frameIndex + 1];
        List<ByteSpan> spans = new ArrayList<>(fragments.subList(firstFragments[frameIndex], end));
        if (padded.get(frameIndex)) {
            ByteSpan last = spans.get(spans.size() - 1);
            spans.set(spans.size() - 1, new ByteSpan(last.offset(), last.length() - 1));
        }
        return FrameLocation.ofBytes(spans);
    }

    @Override
    public Origin origin() {
        return origin;
    }
}
