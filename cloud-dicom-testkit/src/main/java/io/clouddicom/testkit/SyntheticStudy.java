package io.clouddicom.testkit;

import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A study that nobody was examined for: valid DICOM of one series, made from a seed, the same bytes every time, on every
 * platform and version of Java; only the bytes of a deflated file depend on the zlib that this Java uses.
 *
 * <p>A file has preamble, File Meta Information, and every attribute and functional group that its IOD asks for; its
 * strings are ASCII, declared as UTF-8. Dates are fixed. The pixels are a phantom with noise, none beyond Bits
 * Stored. Slices lie 1.25 mm apart, pixels 0.75 mm, in the orientation of a supine, axial scan; the
 * instances of a CT or MR series, and the frames of an enhanced CT instance, are the slices of one volume.
 *
 * <p>Immutable and safe to share. An instance is written as a stream, in memory of a frame or two and, for enhanced CT,
 * a few KiB of header a frame; so a file may have any size that DICOM allows.
 *
 * @param kind what kind of images
 * @param seed what UIDs, patient ID, accession number and pixels are made from
 * @param transferSyntax Implicit or Explicit VR Little Endian, Explicit VR Big Endian, Deflated Explicit VR Little
 *     Endian, or RLE Lossless (with an empty Basic Offset Table)
 * @param instances how many instances
 * @param frames how many frames each instance has; 1 for kinds that are single-frame
 * @param rows rows of a frame, in pixels
 * @param columns columns of a frame, in pixels
 */
public record SyntheticStudy(
        Kind kind, long seed, TransferSyntax transferSyntax, int instances, int frames, int rows, int columns) {

    /** What kind of images. */
    public enum Kind {
        /**
         * CT Image Storage (PS3.3 A.3), single-frame: 12 bits in 16, unsigned, Hounsfield units by a rescale intercept
         * of -1024.
         */
        CT,
        /** MR Image Storage (PS3.3 A.4), single-frame: 12 bits in 16, unsigned, no units. */
        MR,
        /**
         * Enhanced CT Image Storage (PS3.3 A.38.1), multi-frame: pixels as {@link #CT}, one volume of a spiral
         * acquisition, with all functional groups that it needs and one dimension, the position in the stack.
         */
        ENHANCED_CT,
        /** Ultrasound Multi-frame Image Storage (PS3.3 A.7), a cine loop of 33.3 ms a frame: RGB, 8 bits, interleaved. */
        ULTRASOUND_COLOUR;

        private int bytesPerPixel() {
            return this == ULTRASOUND_COLOUR ? 3 : 2;
        }
    }

    /** What an array holds on every Java. */
    private static final long LARGEST_FRAME_BYTES = Integer.MAX_VALUE - 8;

    private static final Set<TransferSyntax> WRITTEN = Set.of(
            TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN,
            TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN,
            TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
            TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
            TransferSyntax.RLE_LOSSLESS);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException a count is below 1, a size is beyond 65535, a frame is beyond 2 GiB, a single-frame
     *     kind has several frames, or the transfer syntax is none that is written
     */
    public SyntheticStudy {
        Objects.requireNonNull(kind, "kind");
        if (!WRITTEN.contains(transferSyntax)) {
            throw new IllegalArgumentException("cannot write " + transferSyntax.name());
        }
        if (instances < 1 || frames < 1 || rows < 1 || columns < 1 || rows > 65535 || columns > 65535) {
            throw new IllegalArgumentException("a count or size is out of range");
        }
        if (frames > 1 && (kind == Kind.CT || kind == Kind.MR)) {
            throw new IllegalArgumentException(kind + " images have one frame");
        }
        long frameBytes = (long) rows * columns * kind.bytesPerPixel();
        if (frameBytes > LARGEST_FRAME_BYTES) {
            throw new IllegalArgumentException("a frame of " + frameBytes + " bytes is too large");
        }
    }

    /**
     * A CT series of 512 × 512 slices, explicit VR little endian.
     *
     * @param seed any number
     * @param slices how many
     * @return the study
     */
    public static SyntheticStudy ct(long seed, int slices) {
        return of(Kind.CT, seed, slices, 1, 512, 512);
    }

    /**
     * An MR series of 256 × 256 slices, explicit VR little endian.
     *
     * @param seed any number
     * @param slices how many
     * @return the study
     */
    public static SyntheticStudy mr(long seed, int slices) {
        return of(Kind.MR, seed, slices, 1, 256, 256);
    }

    /**
     * One enhanced CT instance of 512 × 512 frames, explicit VR little endian.
     *
     * @param seed any number
     * @param frames how many
     * @return the study
     */
    public static SyntheticStudy enhancedCt(long seed, int frames) {
        return of(Kind.ENHANCED_CT, seed, 1, frames, 512, 512);
    }

    /**
     * One colour ultrasound instance of 480 × 640 frames, explicit VR little endian.
     *
     * @param seed any number
     * @param frames how many
     * @return the study
     */
    public static SyntheticStudy ultrasound(long seed, int frames) {
        return of(Kind.ULTRASOUND_COLOUR, seed, 1, frames, 480, 640);
    }

    private static SyntheticStudy of(Kind kind, long seed, int instances, int frames, int rows, int columns) {
        return new SyntheticStudy(
                kind, seed, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, instances, frames, rows, columns);
    }

    /**
     * The same study in another transfer syntax.
     *
     * @param other one of the four uncompressed ones or RLE Lossless
     * @return the study
     */
    public SyntheticStudy withTransferSyntax(TransferSyntax other) {
        return new SyntheticStudy(kind, seed, other, instances, frames, rows, columns);
    }

    /**
     * The same study with frames of another size.
     *
     * @param otherRows rows
     * @param otherColumns columns
     * @return the study
     */
    public SyntheticStudy withSize(int otherRows, int otherColumns) {
        return new SyntheticStudy(kind, seed, transferSyntax, instances, frames, otherRows, otherColumns);
    }

    /** The Study Instance UID. */
    public Uid studyUid() {
        return uid(1, 0);
    }

    /** The Series Instance UID. */
    public Uid seriesUid() {
        return uid(2, 0);
    }

    /**
     * An instance's SOP Instance UID.
     *
     * @param instanceIndex which, from 0
     * @return its UID
     */
    public Uid instanceUid(int instanceIndex) {
        return uid(3, Objects.checkIndex(instanceIndex, instances));
    }

    /** Bytes of a frame, not encoded. */
    long frameBytes() {
        return (long) rows * columns * kind.bytesPerPixel();
    }

    /** A UID of the form 2.25 and a number of 128 bits (PS3.5 B.2), made from the seed. */
    Uid uid(int what, int index) {
        SplittableRandom random = new SplittableRandom((seed * 31 + kind.ordinal()) * 31 + what + ((long) index << 32));
        byte[] magnitude = new byte[16];
        for (int i = 0; i < magnitude.length; i++) {
            magnitude[i] = (byte) random.nextInt();
        }
        return Uid.of("2.25." + new BigInteger(1, magnitude));
    }

    /**
     * Writes one instance as a DICOM file.
     *
     * @param instanceIndex which, from 0
     * @param out where it goes; not closed
     * @throws IllegalArgumentException native pixel data is beyond the 4 GiB that an element holds; nothing was written
     * @throws IOException the stream failed
     */
    public void write(int instanceIndex, OutputStream out) throws IOException {
        new SyntheticWriter(this, Objects.checkIndex(instanceIndex, instances)).write(out);
    }

    /**
     * One instance as the bytes of a DICOM file.
     *
     * @param instanceIndex which, from 0
     * @return the file
     * @throws IllegalArgumentException native pixel data is beyond the 4 GiB that an element holds
     */
    public byte[] bytes(int instanceIndex) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(instanceIndex, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
