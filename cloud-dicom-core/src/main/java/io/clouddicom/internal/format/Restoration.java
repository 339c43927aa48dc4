package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the original file is made of the stored object: stretches of it, decoded frames and bytes of its own, joined in
 * order.
 *
 * @param steps the steps in order
 */
public record Restoration(List<Step> steps) {

    private static final int COPY = 0;
    private static final int LITERAL = 1;
    private static final int DEFLATED = 2;
    private static final int FRAMES = 3;
    /** Deflate makes of one byte 1032 at most. */
    private static final int MOST_INFLATION = 1040;

    /** One step. */
    public sealed interface Step {
        /** How many bytes of the original it makes. */
        long length();
    }

    /**
     * Bytes of the stored object.
     *
     * @param offset where they begin in it
     * @param length how many
     */
    public record Copy(long offset, long length) implements Step {}

    /**
     * Bytes that the stored object does not have.
     *
     * @param bytes the bytes, not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // not compared, and copied at the edge only
    public record Literal(byte[] bytes) implements Step {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    /**
     * Frames of the stored object, decoded and laid out as the original has them.
     *
     * @param count how many, from the first
     * @param layout how the original has them
     */
    public record Frames(int count, NativeLayout layout) implements Step {
        @Override
        public long length() {
            return count * layout.frameBytes();
        }
    }

    /** Copies the list. */
    public Restoration {
        steps = List.copyOf(steps);
    }

    /** How many bytes it makes. */
    public long length() {
        return steps.stream().mapToLong(Step::length).sum();
    }

    /**
     * Whether the stretches follow each other and no frames are decoded, so that one pass over the stored object makes the
     * original.
     */
    public boolean ascending() {
        long position = 0;
        for (Step step : steps) {
            if (step instanceof Frames) {
                return false;
            }
            if (step instanceof Copy copy) {
                if (copy.offset() < position) {
                    return false;
                }
                position = copy.offset() + copy.length();
            }
        }
        return true;
    }

    void write(ByteWriter out) {
        out.varint(steps.size());
        for (Step step : steps) {
            if (step instanceof Copy copy) {
                out.u8(COPY).varint(copy.offset()).varint(copy.length());
            } else if (step instanceof Frames frames) {
                out.u8(FRAMES).varint(frames.count());
                frames.layout().write(out);
            } else {
                writeLiteral(((Literal) step).bytes(), out);
            }
        }
    }

    private static void writeLiteral(byte[] bytes, ByteWriter out) {
        byte[] deflated = Deflating.deflate(bytes);
        if (deflated.length < bytes.length) {
            out.u8(DEFLATED).varint(bytes.length).block(deflated);
        } else {
            out.u8(LITERAL).block(bytes);
        }
    }

    private static Literal inflated(ByteParser in, long left) throws CorruptDataException {
        long length = in.varint();
        long deflatedLength = in.varint();
        if (length > left || length / MOST_INFLATION > deflatedLength) {
            throw in.corrupt("bytes of its own cannot have that length");
        }
        return new Literal(Deflating.inflate(in.slice(deflatedLength), length)
                .orElseThrow(() -> in.corrupt("its own bytes are damaged")));
    }

    private static Frames frames(ByteParser in, int frameCount) throws CorruptDataException {
        long count = in.varint();
        if (count < 1 || count > frameCount) {
            throw in.corrupt("it takes " + count + " of " + frameCount + " frames");
        }
        return new Frames((int) count, NativeLayout.parse(in));
    }

    /**
     * Reads it.
     *
     * @param in the section
     * @param limit where the bytes end of which stretches can be
     * @param originalLength how many bytes it has to make
     * @param frameCount how many frames the object has
     */
    static Restoration parse(ByteParser in, long limit, long originalLength, int frameCount)
            throws CorruptDataException {
        int count = in.count(2);
        List<Step> steps = new ArrayList<>(Math.min(count, 1024));
        long left = originalLength;
        for (int i = 0; i < count; i++) {
            int kind = in.u8();
            Step step = switch (kind) {
                case COPY -> new Copy(in.varint(), in.varint());
                case LITERAL -> new Literal(in.block());
                case DEFLATED -> inflated(in, left);
                case FRAMES -> frames(in, frameCount);
                default -> throw in.corrupt("there is no kind " + kind + " of step");
            };
            if (step instanceof Copy copy && (copy.offset() > limit || copy.length() > limit - copy.offset())) {
                throw in.corrupt("a stretch lies outside the object");
            }
            if (step.length() > left) {
                throw in.corrupt("it makes more than the length of the original");
            }
            left -= step.length();
            steps.add(step);
        }
        in.end();
        if (left != 0) {
            throw in.corrupt("it makes less than the length of the original");
        }
        return new Restoration(steps);
    }
}
