package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.InvalidRequestException;
import java.io.IOException;
import java.util.Objects;

/**
 * The samples of a decoded frame as numbers: the bits that Bits Stored and High Bit name, with their sign, as stored or as
 * what they stand for.
 *
 * <p>Immutable as long as the bytes are not changed; safe for use by any number of threads.
 */
public final class PixelValues {
    private final PixelDescription description;
    private final ModalityTransform transform;
    private final Samples samples;
    private final byte[] bytes;
    private final int count;
    private final boolean plain;

    /**
     * The numbers of a frame.
     *
     * @param description what the dataset says of the frame, {@link PixelDescription#reduced reduced} as the frame is
     * @param transform what the stored values stand for
     * @param decoded the frame as {@link FrameDecoder} decodes it; not copied, not to be changed
     * @throws CorruptDataException the frame has not the size that the description says
     */
    public PixelValues(PixelDescription description, ModalityTransform transform, byte[] decoded)
            throws CorruptDataException {
        this.description = Objects.requireNonNull(description, "description");
        this.transform = Objects.requireNonNull(transform, "transform");
        long expected = description.pixels() * description.samplesPerPixel() * description.bytesPerSample();
        if (decoded.length != expected) {
            throw NativeFrames.tooShort(decoded.length, expected);
        }
        this.bytes = decoded;
        this.samples = new Samples(description, decoded);
        this.count = decoded.length / description.bytesPerSample();
        this.plain = description.sampleType() == PixelDescription.SampleType.INTEGER
                && description.bitsAllocated() == 16
                && description.bitsStored() == 16
                && description.signed();
    }

    /** How many numbers: rows × columns × samples of a pixel. */
    public int count() {
        return count;
    }

    /**
     * Writes the values as whole numbers of 16 bits.
     *
     * @param into where they go
     * @param offset where the first of them goes
     * @throws InvalidRequestException a value is not whole, or does not fit
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public void shorts(short[] into, int offset) throws IOException {
        Objects.checkFromIndexSize(offset, count, into.length);
        if (plain && transform.isIdentity()) {
            for (int i = 0; i < count; i++) {
                into[offset + i] = (short) (bytes[2 * i] & 0xFF | bytes[2 * i + 1] << 8);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            long value = whole(i);
            if (value != (short) value) {
                throw new InvalidRequestException(
                        "read", "frame", "a value does not fit 16 bits with a sign; ask for 32 bits");
            }
            into[offset + i] = (short) value;
        }
    }

    /**
     * Writes the values as whole numbers of 32 bits.
     *
     * @param into where they go
     * @param offset where the first of them goes
     * @throws InvalidRequestException a value is not whole, or does not fit
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public void ints(int[] into, int offset) throws IOException {
        Objects.checkFromIndexSize(offset, count, into.length);
        for (int i = 0; i < count; i++) {
            long value = whole(i);
            if (value != (int) value) {
                throw new InvalidRequestException(
                        "read", "frame", "a value does not fit 32 bits with a sign; ask for floating point");
            }
            into[offset + i] = (int) value;
        }
    }

    /**
     * Writes the values as floating point; whole numbers of more than 24 bits are rounded.
     *
     * @param into where they go
     * @param offset where the first of them goes
     */
    public void floats(float[] into, int offset) {
        Objects.checkFromIndexSize(offset, count, into.length);
        for (int i = 0; i < count; i++) {
            into[offset + i] = (float) transform.apply(samples.number(i));
        }
    }

    private long whole(int index) throws InvalidRequestException {
        if (description.sampleType() == PixelDescription.SampleType.INTEGER) {
            if (transform.isIdentity()) {
                return samples.integer(index);
            }
            if (transform.isWhole()) {
                return (long) transform.apply(samples.integer(index));
            }
        }
        throw new InvalidRequestException(
                "read", "frame", "its values are not whole numbers; ask for floating point, or for stored values");
    }
}
