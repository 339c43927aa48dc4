package io.clouddicom.benchmarks.sizes;

import io.clouddicom.benchmarks.peers.Frame;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.jpeg.Marker;
import io.clouddicom.internal.jpeg.MarkerReader;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Takes pictures from DICOM files. */
final class DicomPictures {
    private static final FrameDecoder DECODER = FrameDecoder.standard();
    private static final int SMALLEST = 64;

    private final Path raw;

    /**
     * Pictures whose frames share a raw file.
     *
     * @param raw a file that frames may be written to
     */
    DicomPictures(Path raw) {
        this.raw = raw;
    }

    /**
     * A picture, and the digest of its samples.
     *
     * @param picture the picture
     * @param digest MD5 of all samples as bytes
     */
    record Read(Picture picture, String digest) {}

    /**
     * Reads a file.
     *
     * @param name what the picture is called
     * @param modality its modality
     * @param file a DICOM file
     * @return the picture; empty where the file has none that all ways of coding take: whole numbers of 8 or 16 bits, 64
     *     by 64 pixels or more, neither lossy nor subsampled
     */
    Optional<Read> read(String name, String modality, byte[] file) throws IOException {
        DicomFile dicom = DicomReader.of(RangeSource.of(file)).read();
        if (dicom.deflated().isPresent() || dicom.frames().count() == 0) {
            return Optional.empty();
        }
        TransferSyntax syntax = dicom.transferSyntax();
        PixelDescription description = PixelDescription.of(dicom.dataset());
        if (!encodable(description, syntax)) {
            return Optional.empty();
        }
        MessageDigest digest = md5();
        List<Frame> frames = new ArrayList<>();
        long bytes = 0;
        for (int index = 0; index < dicom.frames().count(); index++) {
            FrameLocation location = dicom.frames().frame(index);
            byte[] stored = bytes(file, location);
            if (syntax.codec() == TransferSyntax.Codec.JPEG && !lossless(stored)) {
                return Optional.empty();
            }
            byte[] samples = DECODER.decode(description, syntax, stored, location.bitOffset());
            digest.update(samples);
            frames.add(frame(name, description, samples));
            bytes += location.length();
        }
        Picture picture = new Picture(
                name,
                modality,
                DECODER.photometricInterpretation(description, syntax).equals("RGB")
                        || description.photometricInterpretation().equals("YBR_RCT"),
                description.samplesPerPixel() * description.bitsAllocated(),
                frames,
                List.of(new Picture.Found(coding(syntax), 8.0 * bytes / (frames.size() * description.pixels()))));
        return Optional.of(new Read(picture, HexFormat.of().formatHex(digest.digest())));
    }

    private static boolean encodable(PixelDescription description, TransferSyntax syntax) {
        return description.sampleType() == PixelDescription.SampleType.INTEGER
                && (description.bitsAllocated() == 8 || description.bitsAllocated() == 16)
                && Math.min(description.rows(), description.columns()) >= SMALLEST
                && (!syntax.encapsulated() || syntax.lossless())
                && !(description.subsampledNatively() && !syntax.encapsulated())
                && DECODER.decodes(syntax);
    }

    /** Files exist whose transfer syntax says lossless and whose frames are not. */
    private static boolean lossless(byte[] jpeg) throws IOException {
        MarkerReader in = new MarkerReader(jpeg);
        int marker = in.next();
        while (marker != 0 && !Marker.startsFrame(marker)) {
            if (!Marker.alone(marker)) {
                in.open();
            }
            marker = in.next();
        }
        return marker == Marker.SOF3;
    }

    private static String coding(TransferSyntax syntax) {
        return switch (syntax.codec()) {
            case NATIVE -> "native";
            case JPEG -> "JPEG lossless";
            case JPEG_LS -> "JPEG-LS";
            case JPEG_2000 -> "JPEG 2000";
            case HTJ2K -> "HTJ2K";
            case RLE -> "RLE";
            default -> syntax.name();
        };
    }

    private static byte[] bytes(byte[] file, FrameLocation location) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (ByteSpan span : location.spans()) {
            joined.write(file, (int) span.offset(), (int) span.length());
        }
        return joined.toByteArray();
    }

    /** Bits are those of Bits Stored, or of Bits Allocated where samples need them. */
    private Frame frame(String name, PixelDescription description, byte[] bytes) {
        int size = description.bytesPerSample();
        int components = description.samplesPerPixel();
        int pixels = bytes.length / size / components;
        int[] samples = new int[pixels * components];
        boolean fits = true;
        int unused = 32 - description.bitsStored();
        for (int index = 0; index < samples.length; index++) {
            int sample = size == 1
                    ? description.signed() ? bytes[index] : bytes[index] & 0xFF
                    : (description.signed() ? bytes[2 * index + 1] : bytes[2 * index + 1] & 0xFF) << 8
                            | bytes[2 * index] & 0xFF;
            samples[index % components * pixels + index / components] = sample;
            int kept = description.signed() ? sample << unused >> unused : sample << unused >>> unused;
            fits &= kept == sample;
        }
        return new Frame(
                name,
                description.columns(),
                description.rows(),
                components,
                fits ? description.bitsStored() : description.bitsAllocated(),
                description.signed(),
                samples,
                raw);
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
