package io.clouddicom.internal.transcode;

import io.clouddicom.Fidelity;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.FrameIndex;
import io.clouddicom.dicom.Item;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.NativeLayout;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import java.util.List;

/** Whether the encapsulated frames of a file can become others that decode to the same samples, and how. */
public final class EncapsulatedPlan {
    private final PixelDescription description;
    private final NativeLayout layout;
    private final FrameIndex frames;
    private final TransferSyntax transferSyntax;
    private final Fidelity fidelity;
    private final FrameTranscoder transcoder;
    private final String photometricInterpretation;
    private final int longestFrame;

    private EncapsulatedPlan(DicomFile file, J2kTarget target, Fidelity fidelity) throws NotTranscodableException {
        this.frames = file.frames();
        this.fidelity = fidelity;
        this.description = StoredPixels.description(file);
        this.longestFrame = longestFrame(frames);
        // As decoders lay samples out: pixel by pixel, little endian.
        this.layout = new NativeLayout(
                description.rows(),
                description.columns(),
                description.samplesPerPixel(),
                description.bytesPerSample(),
                false,
                1);
        ReceivedFrames received = new ReceivedFrames(description, file.transferSyntax());
        if (fidelity == Fidelity.COEFFICIENT_EXACT) {
            this.transferSyntax = TransferSyntax.HTJ2K;
            this.transcoder = new J2kFrameTranscoder(received, target, layout, J2kFrameTranscoder.Lossy.KEPT);
            this.photometricInterpretation = description.photometricInterpretation();
        } else if (file.transferSyntax().codec() == TransferSyntax.Codec.JPEG_2000) {
            this.transferSyntax = target.transferSyntax();
            this.transcoder = new J2kFrameTranscoder(received, target, layout, J2kFrameTranscoder.Lossy.REFUSED);
            this.photometricInterpretation = description.photometricInterpretation();
        } else {
            PixelAttributes attributes =
                    PixelAttributes.of(file.dataset(), description, received.photometricInterpretation());
            FrameEncoder encoder = attributes.encoder(target, layout);
            this.transferSyntax = target.transferSyntax();
            this.transcoder = frame -> encoder.encode(received.decodeLossless(frame));
            this.photometricInterpretation = attributes.photometricInterpretation();
        }
    }

    /**
     * Makes the plan.
     *
     * @param file the file
     * @param target what frames become
     * @param least the least fidelity that will do
     * @throws NotTranscodableException they cannot; the message says why
     */
    public static EncapsulatedPlan of(DicomFile file, J2kTarget target, Fidelity least)
            throws NotTranscodableException {
        Element pixels = StoredPixels.pixelData(file);
        if (!(pixels.value() instanceof Value.Fragments fragments)
                || file.frames().origin() == FrameIndex.Origin.NO_PIXEL_DATA) {
            throw new NotTranscodableException("the frames cannot be told apart");
        }
        TransferSyntax from = file.transferSyntax();
        Fidelity fidelity = fidelity(from, target, least);
        if (!FrameDecoder.standard().decodes(from)) {
            throw new NotTranscodableException("there is no decoder for " + from.name());
        }
        if (holdsFragments(file.dataset())) {
            throw new NotTranscodableException("a picture within an item is compressed, too, and would stay as it is");
        }
        if (!fragments.delimited()) {
            throw new NotTranscodableException("the pixel data has no end, so that it may be cut");
        }
        if (file.trailingPadding().isEmpty() && file.sourceLength() > file.datasetEndInFile()) {
            throw new NotTranscodableException("there is something behind the dataset");
        }
        return new EncapsulatedPlan(file, target, fidelity);
    }

    /** Whether an item of a sequence, of an icon say, has encapsulated pixel data (PS3.5 A.4). */
    private static boolean holdsFragments(Dataset dataset) {
        for (Element element : dataset) {
            if (element.value() instanceof Value.Sequence sequence) {
                for (Item item : sequence.items()) {
                    for (Element within : item.dataset()) {
                        if (within.value() instanceof Value.Fragments) {
                            return true;
                        }
                    }
                    if (holdsFragments(item.dataset())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static Fidelity fidelity(TransferSyntax from, J2kTarget target, Fidelity least)
            throws NotTranscodableException {
        if (from.codec().video()) {
            throw new NotTranscodableException("it is video");
        }
        boolean lossyJ2k = from.equals(TransferSyntax.JPEG_2000) && target.highThroughput();
        if (lossyJ2k && least == Fidelity.COEFFICIENT_EXACT) {
            return Fidelity.COEFFICIENT_EXACT;
        }
        if (!from.lossless()) {
            throw new NotTranscodableException("frames that are, or may be, lossy are not encoded again");
        }
        if (from.codec() == TransferSyntax.Codec.HTJ2K) {
            throw new NotTranscodableException("the frames are lossless HTJ2K already");
        }
        if (least == Fidelity.BYTE_EXACT) {
            throw new NotTranscodableException("the frames are compressed already, and the file is wanted bit for bit");
        }
        return Fidelity.PIXEL_EXACT;
    }

    private static int longestFrame(FrameIndex frames) throws NotTranscodableException {
        long longest = 0;
        for (int i = 0; i < frames.count(); i++) {
            longest = Math.max(longest, bytes(frames.frame(i).spans()));
        }
        if (longest > Integer.MAX_VALUE - 8) {
            throw new NotTranscodableException("a frame does not fit an array");
        }
        return (int) longest;
    }

    private static long bytes(List<ByteSpan> spans) {
        return spans.stream().mapToLong(ByteSpan::length).sum();
    }

    /** How many frames there are. */
    public int frameCount() {
        return frames.count();
    }

    /** How much memory it takes to transcode one of them. */
    public long workBytes() {
        return layout.workBytes() + 2L * longestFrame;
    }

    /** How exactly what was received comes back. */
    public Fidelity fidelity() {
        return fidelity;
    }

    /** What the frames are in afterwards. */
    public TransferSyntax transferSyntax() {
        return transferSyntax;
    }

    /**
     * Transcodes a frame.
     *
     * @param frame the frame as it came
     * @return the frame as it is stored, of which it was proven that no sample has changed
     * @throws NotTranscodableException it cannot be done; the message says why
     */
    public EncodedFrame transcode(byte[] frame) throws NotTranscodableException {
        return transcoder.transcode(frame);
    }

    /**
     * Sets what changes in the dataset.
     *
     * @param before the dataset as it came
     * @param dataset the dataset
     * @param encodedBytes bytes of all frames as they are stored
     */
    public void describe(Dataset before, Dataset.Builder dataset, long encodedBytes) {
        if (fidelity == Fidelity.COEFFICIENT_EXACT) {
            double decodedBytes = (double) layout.frameBytes() * frames.count();
            LossyHistory.append(before, dataset, decodedBytes / encodedBytes);
        }
        if (!photometricInterpretation.equals(description.photometricInterpretation())) {
            dataset.string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, photometricInterpretation);
        }
        if (description.samplesPerPixel() > 1) {
            dataset.integers(Tag.PLANAR_CONFIGURATION, Vr.US, 0);
        }
    }
}
