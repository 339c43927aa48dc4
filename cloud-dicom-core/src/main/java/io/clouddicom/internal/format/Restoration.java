package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the original file is made of the stored object: stretches of it and bytes of its own, joined in order.
 *
 * @param steps the steps in order
 */
public record Restoration(List<Step> steps) {

    private static final int COPY = 0;
    private static final int LITERAL = 1;

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

    /** Copies the list. */
    public Restoration {
        steps = List.copyOf(steps);
    }

    /** How many bytes it makes. */
    public long length() {
        return steps.stream().mapToLong(Step::length).sum();
    }

    /** Whether the stretches follow each other, so that one pass over the stored object makes the original. */
    public boolean ascending() {
        long position = 0;
        for (Step step : steps) {
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
            } else {
                out.u8(LITERAL).block(((Literal) step).bytes());
            }
        }
    }

    /**
     * Reads it.
     *
     * @param in the section
     * @param limit where the bytes end of which stretches can be
     * @param originalLength how many bytes it has to make
     */
    static Restoration parse(ByteParser in, long limit, long originalLength) throws CorruptDataException {
        int count = in.count(2);
        List<Step> steps = new ArrayList<>(Math.min(count, 1024));
        long left = originalLength;
        for (int i = 0; i < count; i++) {
            int kind = in.u8();
            Step step = switch (kind) {
                case COPY -> new Copy(in.varint(), in.varint());
                case LITERAL -> new Literal(in.block());
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
