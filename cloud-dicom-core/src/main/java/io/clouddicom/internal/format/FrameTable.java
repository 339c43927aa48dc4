package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.FrameIndex;
import io.clouddicom.dicom.FrameLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where each frame of a stored object lies, in a form that is written into the footer.
 *
 * <p>Offsets are in the stored object or, for a deflated one, in its inflated dataset. Native frames take no memory each.
 */
public abstract sealed class FrameTable {

    /** The most frames that a table takes; a file with more is stored without one. */
    public static final int MAX_FRAMES = 1 << 22;

    private static final int KIND_RUN = 0;
    private static final int KIND_SPANS = 1;

    private FrameTable() {}

    /** A table without frames. */
    public static FrameTable empty() {
        return new Run(0, 0, 0);
    }

    /**
     * Takes over the frames of a file.
     *
     * @param index where the frames lie in the file
     * @param shift how much further behind they lie in the stored object
     */
    public static FrameTable of(FrameIndex index, long shift) {
        int count = index.count();
        if (count == 0 || count > MAX_FRAMES) {
            return empty();
        }
        if (index.origin() == FrameIndex.Origin.NATIVE) {
            FrameLocation first = index.frame(0);
            return new Run(first.spans().get(0).offset() + shift, first.bitLength(), count);
        }
        int[] firstSpans = new int[count + 1];
        for (int i = 0; i < count; i++) {
            firstSpans[i + 1] =
                    Math.addExact(firstSpans[i], index.frame(i).spans().size());
        }
        long[] pairs = new long[Math.multiplyExact(2, firstSpans[count])];
        int next = 0;
        for (int i = 0; i < count; i++) {
            for (ByteSpan span : index.frame(i).spans()) {
                pairs[next++] = span.offset() + shift;
                pairs[next++] = span.length();
            }
        }
        return new Spans(firstSpans, pairs);
    }

    /**
     * A table of frames that lie in one stretch each.
     *
     * @param spans where they lie in the stored object
     */
    public static FrameTable of(List<ByteSpan> spans) {
        int[] firstSpans = new int[spans.size() + 1];
        long[] pairs = new long[2 * spans.size()];
        for (int i = 0; i < spans.size(); i++) {
            firstSpans[i + 1] = i + 1;
            pairs[2 * i] = spans.get(i).offset();
            pairs[2 * i + 1] = spans.get(i).length();
        }
        return spans.isEmpty() ? empty() : new Spans(firstSpans, pairs);
    }

    /** How many frames. */
    public abstract int count();

    /**
     * Where a frame lies.
     *
     * @param frameIndex which, from 0
     */
    public abstract FrameLocation frame(int frameIndex);

    /** Whether frames come one after the other, so that checksums can be made in one pass. */
    abstract boolean ascending();

    /** Where the first byte of a frame lies. */
    abstract long begin(int frameIndex);

    /** Where a frame ends: behind its last byte. */
    abstract long end(int frameIndex);

    abstract void write(ByteWriter out);

    /**
     * Reads a table.
     *
     * @param in the section
     * @param limit where the bytes end in which frames can lie
     */
    static FrameTable parse(ByteParser in, long limit) throws CorruptDataException {
        int kind = in.u8();
        return switch (kind) {
            case KIND_RUN -> Run.parse(in, limit);
            case KIND_SPANS -> Spans.parse(in, limit);
            default -> throw in.corrupt("there is no kind " + kind + " of frame index");
        };
    }

    /** Frames of equal size in bits, one after the other. */
    private static final class Run extends FrameTable {
        private final long offset;
        private final long frameBits;
        private final int count;

        Run(long offset, long frameBits, int count) {
            this.offset = offset;
            this.frameBits = frameBits;
            this.count = count;
        }

        static Run parse(ByteParser in, long limit) throws CorruptDataException {
            long offset = in.varint();
            long frameBits = in.varint();
            long count = in.varint();
            in.end();
            if (count > MAX_FRAMES || offset > limit || (count > 0 && frameBits > (limit - offset) * 8 / count)) {
                throw in.corrupt("frames lie outside the object");
            }
            return new Run(offset, frameBits, (int) count);
        }

        @Override
        void write(ByteWriter out) {
            out.u8(KIND_RUN).varint(offset).varint(frameBits).varint(count);
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public FrameLocation frame(int frameIndex) {
            Objects.checkIndex(frameIndex, count);
            long begin = begin(frameIndex);
            return new FrameLocation(
                    List.of(new ByteSpan(begin, end(frameIndex) - begin)),
                    (int) (frameBits * frameIndex % 8),
                    frameBits);
        }

        @Override
        boolean ascending() {
            return true;
        }

        @Override
        long begin(int frameIndex) {
            return offset + frameBits * frameIndex / 8;
        }

        @Override
        long end(int frameIndex) {
            return offset + (frameBits * (frameIndex + 1L) + 7) / 8;
        }
    }

    /** Frames of any sizes, each in one span or several. */
    private static final class Spans extends FrameTable {
        /** Of each frame the index of its first span, and one entry more for the end. */
        private final int[] firstSpans;
        /** Offset and length by turns. */
        private final long[] pairs;

        Spans(int[] firstSpans, long[] pairs) {
            this.firstSpans = firstSpans;
            this.pairs = pairs;
        }

        static Spans parse(ByteParser in, long limit) throws CorruptDataException {
            int count = in.count(1);
            if (count > MAX_FRAMES) {
                throw in.corrupt("there are " + count + " frames");
            }
            int[] firstSpans = new int[count + 1];
            int spans = 0;
            for (int i = 0; i < count; i++) {
                spans = (int) Math.min(Integer.MAX_VALUE, spans + in.varint());
                if (spans > in.remaining()) {
                    throw in.corrupt("a count is larger than what is left");
                }
                firstSpans[i + 1] = spans;
            }
            long[] pairs = new long[2 * spans];
            long position = 0;
            for (int i = 0; i < pairs.length; i += 2) {
                long offset = position + in.signedVarint();
                long length = in.varint();
                if (offset < 0 || offset > limit || length > limit - offset) {
                    throw in.corrupt("a frame lies outside the object");
                }
                pairs[i] = offset;
                pairs[i + 1] = length;
                position = offset + length;
            }
            in.end();
            return new Spans(firstSpans, pairs);
        }

        @Override
        void write(ByteWriter out) {
            out.u8(KIND_SPANS).varint(count());
            for (int i = 0; i < count(); i++) {
                out.varint(firstSpans[i + 1] - firstSpans[i]);
            }
            long position = 0;
            for (int i = 0; i < pairs.length; i += 2) {
                out.signedVarint(pairs[i] - position).varint(pairs[i + 1]);
                position = pairs[i] + pairs[i + 1];
            }
        }

        @Override
        public int count() {
            return firstSpans.length - 1;
        }

        @Override
        public FrameLocation frame(int frameIndex) {
            Objects.checkIndex(frameIndex, count());
            List<ByteSpan> spans = new ArrayList<>(firstSpans[frameIndex + 1] - firstSpans[frameIndex]);
            long bytes = 0;
            for (int i = firstSpans[frameIndex]; i < firstSpans[frameIndex + 1]; i++) {
                spans.add(new ByteSpan(pairs[2 * i], pairs[2 * i + 1]));
                bytes += pairs[2 * i + 1];
            }
            return new FrameLocation(spans, 0, bytes * 8);
        }

        @Override
        boolean ascending() {
            for (int i = 2; i < pairs.length; i += 2) {
                if (pairs[i] < pairs[i - 2] + pairs[i - 1]) {
                    return false;
                }
            }
            return true;
        }

        @Override
        long begin(int frameIndex) {
            int first = firstSpans[frameIndex];
            return first < firstSpans[frameIndex + 1] ? pairs[2 * first] : end(frameIndex);
        }

        @Override
        long end(int frameIndex) {
            int last = firstSpans[frameIndex + 1] - 1;
            return last < 0 ? 0 : pairs[2 * last] + pairs[2 * last + 1];
        }
    }
}
