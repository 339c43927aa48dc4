package io.clouddicom.dicom;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/** A list of spans that takes sixteen bytes of memory a span. Unmodifiable. */
public final class SpanList extends AbstractList<ByteSpan> implements RandomAccess {
    private static final SpanList EMPTY = new SpanList(new long[0], 0);

    /** Offset and length by turns. */
    private final long[] pairs;

    private final int count;

    private SpanList(long[] pairs, int count) {
        this.pairs = pairs;
        this.count = count;
    }

    /** A list without spans. */
    public static SpanList empty() {
        return EMPTY;
    }

    /**
     * A copy of a list.
     *
     * @param spans the spans in order
     */
    public static SpanList copyOf(List<ByteSpan> spans) {
        Builder copy = new Builder();
        spans.forEach(span -> copy.add(span.offset(), span.length()));
        return copy.build();
    }

    @Override
    public ByteSpan get(int index) {
        return new ByteSpan(offset(index), length(index));
    }

    @Override
    public int size() {
        return count;
    }

    /**
     * The offset of one span, without making an object.
     *
     * @param index which, from 0
     * @throws IndexOutOfBoundsException there is no such span
     */
    public long offset(int index) {
        return pairs[2 * java.util.Objects.checkIndex(index, count)];
    }

    /**
     * The length of one span, without making an object.
     *
     * @param index which, from 0
     * @throws IndexOutOfBoundsException there is no such span
     */
    public long length(int index) {
        return pairs[2 * java.util.Objects.checkIndex(index, count) + 1];
    }

    /** Grows as spans arrive. */
    static final class Builder {
        private long[] pairs = new long[8];
        private int count;

        void add(long offset, long length) {
            if (2 * count == pairs.length) {
                pairs = Arrays.copyOf(pairs, Math.multiplyExact(pairs.length, 2));
            }
            pairs[2 * count] = offset;
            pairs[2 * count + 1] = length;
            count++;
        }

        int count() {
            return count;
        }

        SpanList build() {
            return count == 0 ? EMPTY : new SpanList(Arrays.copyOf(pairs, 2 * count), count);
        }
    }
}
