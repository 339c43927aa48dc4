package io.clouddicom.internal.retrieve;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.J2kInfo;
import io.clouddicom.codec.J2kTranscoder;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.TransferSyntax.Codec;
import io.clouddicom.internal.bytes.WordOrder;
import io.clouddicom.internal.j2k.WorkerPool;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import io.clouddicom.pixel.PixelDescription.SampleType;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How the frames of an instance come from the transfer syntax that they are stored in to another one: from JPEG 2000 to
 * HTJ2K and back code-block by code-block, where the codestream can stay as it is otherwise; else decoded, and encoded
 * without loss. What is lossy is never encoded with loss again.
 *
 * <p>Immutable, safe for use by any number of threads.
 */
public final class FrameConversion {
    /** What the base resolution of HTJ2K Lossless RPCL must not be larger than (PS3.5 10.18). */
    private static final int LARGEST_BASE = 64;

    private final String object;
    private final PixelDescription description;
    private final TransferSyntax from;
    private final TargetSyntax target;
    private final boolean transcoded;
    /** Whether the stored frames are coded with loss. */
    private final boolean lossy;

    private final String photometricInterpretation;

    private FrameConversion(
            String object,
            PixelDescription description,
            TransferSyntax from,
            TargetSyntax target,
            boolean transcoded,
            boolean lossy,
            String photometricInterpretation) {
        this.object = object;
        this.description = description;
        this.from = from;
        this.target = target;
        this.transcoded = transcoded;
        this.lossy = lossy;
        this.photometricInterpretation = photometricInterpretation;
    }

    /**
     * Plans the conversion.
     *
     * @param object the object, for errors
     * @param description what the dataset says of the frames
     * @param from the transfer syntax that they are stored in
     * @param to the one that is wanted, another one
     * @param first the first frame as it is stored
     * @param bitOffset how many bits of its first byte are not the frame's
     * @throws UnsupportedFeatureException they cannot be encoded so; the message says why
     */
    public static FrameConversion of(
            String object,
            PixelDescription description,
            TransferSyntax from,
            TransferSyntax to,
            byte[] first,
            int bitOffset)
            throws IOException {
        TargetSyntax target = TargetSyntax.of(to)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "retrieve", object, "frames cannot be encoded as " + to.name() + " (" + to.uid() + ")"));
        boolean wavelets = from.codec() == Codec.JPEG_2000 || from.codec() == Codec.HTJ2K;
        J2kInfo info = wavelets ? info(object, first) : null;
        boolean lossy = info != null ? !info.reversible() : !from.lossless();
        String coded = description.photometricInterpretation();
        if (info != null && canStay(info, target) && transcodes(target, first)) {
            return new FrameConversion(object, description, from, target, true, lossy, coded);
        }
        if (!to.lossless()) {
            throw new UnsupportedFeatureException(
                    "retrieve", object, "frames that are not JPEG 2000 already are not encoded as " + to.name());
        }
        String decoded = decodedPhotometric(description, from, first, bitOffset);
        FrameConversion conversion = new FrameConversion(
                object, description, from, target, false, lossy, encodedPhotometric(decoded, target));
        conversion.check();
        return conversion;
    }

    private static J2kInfo info(String object, byte[] frame) throws CorruptDataException {
        try (WorkerPool.Loan<J2kDecoder> decoder = WorkerPool.J2K_DECODERS.take(0)) {
            return decoder.worker().info(ByteBuffer.wrap(frame));
        } catch (CodestreamException e) {
            throw new CorruptDataException("retrieve", object, "the first frame is damaged: " + e.getMessage(), e);
        }
    }

    /** Whether a codestream is within what the target allows, whichever way its code-blocks are coded. */
    private static boolean canStay(J2kInfo info, TargetSyntax target) {
        if (target.transferSyntax().lossless() && !info.reversible()) {
            return false;
        }
        long base = Math.max(info.width(), info.height()) - 1L >> info.levels();
        return target != TargetSyntax.HTJ2K_LOSSLESS_RPCL || base < LARGEST_BASE;
    }

    private static boolean transcodes(TargetSyntax target, byte[] first) {
        if (target.transcoders().isEmpty()) {
            return false;
        }
        try (WorkerPool.Loan<J2kTranscoder> transcoder =
                target.transcoders().get().take(first.length)) {
            transcoder.worker().transcode(ByteBuffer.wrap(first));
            return true;
        } catch (CodestreamException | IllegalArgumentException e) {
            // Damaged frames are told by decoding; what transcoding does not carry over is decoded and encoded.
            return false;
        }
    }

    private static String decodedPhotometric(
            PixelDescription description, TransferSyntax from, byte[] first, int bitOffset) throws IOException {
        String decoded = FrameDecoder.standard().photometricInterpretation(description, from);
        return switch (decoded) {
            case "YBR_RCT", "YBR_ICT" -> "RGB";
            case "YBR_FULL_422", "YBR_PARTIAL_422" -> {
                byte[] samples = FrameDecoder.standard().decode(description, from, first, bitOffset);
                boolean whole = samples.length == description.pixels() * 3 * description.bytesPerSample();
                yield whole && decoded.equals("YBR_FULL_422") ? "YBR_FULL" : decoded;
            }
            default -> decoded;
        };
    }

    private static String encodedPhotometric(String decoded, TargetSyntax target) {
        return target.encoders(true).isPresent() && decoded.equals("RGB") ? "YBR_RCT" : decoded;
    }

    private boolean encapsulated() {
        return target.transferSyntax().encapsulated();
    }

    private void check() throws UnsupportedFeatureException {
        int allocated = description.bitsAllocated();
        if (!encapsulated()) {
            if (allocated != 1 && allocated % 8 != 0) {
                throw unsupported("frames of " + allocated + " bits allocated are not laid out anew");
            }
            return;
        }
        if (description.sampleType() != SampleType.INTEGER) {
            throw unsupported("floating point pixels are not encoded");
        }
        if (photometricInterpretation.endsWith("_422")) {
            throw unsupported("pixels that share their chrominance are not encoded");
        }
        if (allocated % 8 != 0) {
            throw unsupported("frames of " + allocated + " bits allocated are not encoded");
        }
        if (target == TargetSyntax.RLE) {
            if (description.samplesPerPixel() * description.bytesPerSample() > RleEncoder.MOST_SEGMENTS) {
                throw unsupported("pixels have too many bytes for RLE");
            }
            return;
        }
        if (allocated != 8 && allocated != 16 && allocated != 32) {
            throw unsupported("frames of " + allocated + " bits allocated are not encoded");
        }
        if (description.bitsStored() > ImageShape.MOST_PRECISION) {
            throw unsupported("samples of " + description.bitsStored() + " bits are not encoded");
        }
        if (description.highBit() != description.bitsStored() - 1) {
            throw unsupported("High Bit is not that below Bits Stored");
        }
        boolean known = description.samplesPerPixel() == 1
                || description.samplesPerPixel() == 3
                        && (photometricInterpretation.equals("YBR_RCT")
                                || photometricInterpretation.equals("YBR_FULL"));
        if (!known) {
            throw unsupported(
                    description.samplesPerPixel() + " samples of " + photometricInterpretation + " are not encoded");
        }
    }

    private UnsupportedFeatureException unsupported(String detail) {
        return unsupported(detail, null);
    }

    private UnsupportedFeatureException unsupported(String detail, @Nullable Throwable cause) {
        return new UnsupportedFeatureException(
                "retrieve", object, detail + " as " + target.transferSyntax().name(), cause);
    }

    /** The Photometric Interpretation of the converted frames. */
    public String photometricInterpretation() {
        return photometricInterpretation;
    }

    /** The Planar Configuration of the converted frames: that of planes one after the other for RLE (PS3.5 G.2). */
    public int planarConfiguration() {
        return target == TargetSyntax.RLE ? 1 : 0;
    }

    /** Whether the stored frames are coded with loss. */
    public boolean lossy() {
        return lossy;
    }

    /** Whether frames are transcoded code-block by code-block. */
    public boolean transcoded() {
        return transcoded;
    }

    /**
     * Converts a frame.
     *
     * @param stored its bytes as they are stored
     * @param bitOffset how many bits of the first byte are not the frame's
     * @return the frame in the other transfer syntax; native frames of one bit as a byte a pixel
     * @throws CorruptDataException it is damaged
     * @throws UnsupportedFeatureException it cannot be encoded so
     */
    public byte[] convert(byte[] stored, int bitOffset) throws IOException {
        if (transcoded) {
            return transcode(stored);
        }
        byte[] samples = FrameDecoder.standard().decode(description, from, stored, bitOffset);
        return encode(samples, description);
    }

    /**
     * Converts a frame of which rows and columns are halved some times.
     *
     * @param stored its bytes as they are stored, as many as the reduction takes
     * @param bitOffset how many bits of the first byte are not the frame's
     * @param reduction how many times
     * @return as {@link #convert}
     */
    public byte[] convertReduced(byte[] stored, int bitOffset, int reduction) throws IOException {
        byte[] samples = FrameDecoder.standard().decodeReduced(description, from, stored, bitOffset, reduction);
        return encode(samples, description.reduced(reduction));
    }

    private byte[] transcode(byte[] stored) throws IOException {
        try (WorkerPool.Loan<J2kTranscoder> transcoder =
                target.transcoders().orElseThrow().take(stored.length)) {
            if (target.transferSyntax().lossless() && !info(object, stored).reversible()) {
                throw unsupported("frames of which some are coded with loss and some are not");
            }
            return transcoder.worker().transcode(ByteBuffer.wrap(stored));
        } catch (CodestreamException e) {
            throw switch (e.kind()) {
                case MALFORMED, TRUNCATED ->
                    new CorruptDataException("retrieve", object, "a frame is damaged: " + e.getMessage(), e);
                case LIMIT, UNSUPPORTED -> unsupported("a frame cannot be transcoded", e);
            };
        }
    }

    private byte[] encode(byte[] samples, PixelDescription pixels) throws IOException {
        if (!encapsulated()) {
            if (target.transferSyntax().bigEndian() && pixels.bitsAllocated() > 8) {
                WordOrder.reverse(samples, pixels.bytesPerSample());
            }
            return samples;
        }
        if (target == TargetSyntax.RLE) {
            return RleEncoder.encode(samples, pixels.columns(), pixels.samplesPerPixel(), pixels.bytesPerSample());
        }
        ImageShape shape = new ImageShape(
                pixels.columns(), pixels.rows(), pixels.samplesPerPixel(), pixels.bitsStored(), pixels.signed());
        boolean colour = photometricInterpretation.equals("YBR_RCT");
        try (WorkerPool.Loan<J2kEncoder> encoder =
                target.encoders(colour).orElseThrow().take(shape.samples())) {
            return encoder.worker().encode(shape, samples, 0, SampleLayout.interleaved(pixels.bytesPerSample()));
        } catch (IllegalArgumentException e) {
            // All else is within the limits of the encoder.
            throw unsupported("samples with bits above Bits Stored are not encoded", e);
        }
    }
}
