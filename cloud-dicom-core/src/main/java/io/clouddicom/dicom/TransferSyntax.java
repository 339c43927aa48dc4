package io.clouddicom.dicom;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transfer syntax (PS3.5 section 10, PS3.6 Annex A): how a dataset and its pixel data are encoded.
 *
 * @param uid its UID
 * @param name its name in the standard; the UID where it is not of the standard
 * @param encoding the layout of the dataset
 * @param deflated whether the bytes of the dataset are deflated
 * @param encapsulated whether pixel data is in fragments
 * @param lossless whether frames in it can only have been coded without loss
 * @param codec what frames are coded with
 */
public record TransferSyntax(
        Uid uid,
        String name,
        DatasetEncoding encoding,
        boolean deflated,
        boolean encapsulated,
        boolean lossless,
        Codec codec) {

    /** What frames are coded with. */
    public enum Codec {
        /** Nothing: samples as they are. */
        NATIVE,
        /** RLE of PS3.5 Annex G. */
        RLE,
        /** JPEG, ISO/IEC 10918-1, lossy and lossless processes. */
        JPEG,
        /** JPEG-LS, ISO/IEC 14495-1. */
        JPEG_LS,
        /** JPEG 2000 Part 1. */
        JPEG_2000,
        /** JPEG 2000 with multi-component extensions of Part 2. */
        JPEG_2000_PART_2,
        /** High-Throughput JPEG 2000, ISO/IEC 15444-15. */
        HTJ2K,
        /** JPEG XL, ISO/IEC 18181-1. */
        JPEG_XL,
        /** MPEG-2 video. */
        MPEG_2,
        /** MPEG-4 AVC, H.264 video. */
        H264,
        /** HEVC, H.265 video. */
        H265,
        /** Each frame deflated. */
        DEFLATED_FRAME,
        /** Not here: a JPIP server has the pixels. */
        JPIP,
        /** Not known. */
        UNKNOWN;

        /** Whether it codes all frames in one bit stream, in which no frame has bytes of its own. */
        public boolean video() {
            return this == MPEG_2 || this == H264 || this == H265;
        }
    }

    private static final Map<Uid, TransferSyntax> STANDARD = new LinkedHashMap<>();
    private static final String ROOT = "1.2.840.10008.1.2";

    /** Implicit VR Little Endian, the default of DICOM. */
    public static final TransferSyntax IMPLICIT_VR_LITTLE_ENDIAN =
            dataset(ROOT, "Implicit VR Little Endian", DatasetEncoding.IMPLICIT_VR_LITTLE_ENDIAN, false);
    /** Explicit VR Little Endian. */
    public static final TransferSyntax EXPLICIT_VR_LITTLE_ENDIAN =
            dataset(ROOT + ".1", "Explicit VR Little Endian", DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN, false);
    /** Encapsulated Uncompressed Explicit VR Little Endian. */
    public static final TransferSyntax ENCAPSULATED_UNCOMPRESSED =
            frames(".1.98", "Encapsulated Uncompressed Explicit VR Little Endian", true, Codec.NATIVE);
    /** Deflated Explicit VR Little Endian. */
    public static final TransferSyntax DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = dataset(
            ROOT + ".1.99", "Deflated Explicit VR Little Endian", DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN, true);
    /** Explicit VR Big Endian (retired). */
    public static final TransferSyntax EXPLICIT_VR_BIG_ENDIAN =
            dataset(ROOT + ".2", "Explicit VR Big Endian", DatasetEncoding.EXPLICIT_VR_BIG_ENDIAN, false);
    /** JPEG Baseline (Process 1). */
    public static final TransferSyntax JPEG_BASELINE = frames(".4.50", "JPEG Baseline (Process 1)", false, Codec.JPEG);
    /** JPEG Lossless, Process 14, Selection Value 1. */
    public static final TransferSyntax JPEG_LOSSLESS_SV1 = frames(
            ".4.70",
            "JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])",
            true,
            Codec.JPEG);
    /** JPEG-LS Lossless Image Compression. */
    public static final TransferSyntax JPEG_LS_LOSSLESS =
            frames(".4.80", "JPEG-LS Lossless Image Compression", true, Codec.JPEG_LS);
    /** JPEG-LS Lossy (Near-Lossless) Image Compression. */
    public static final TransferSyntax JPEG_LS_NEAR_LOSSLESS =
            frames(".4.81", "JPEG-LS Lossy (Near-Lossless) Image Compression", false, Codec.JPEG_LS);
    /** JPEG 2000 Image Compression (Lossless Only). */
    public static final TransferSyntax JPEG_2000_LOSSLESS =
            frames(".4.90", "JPEG 2000 Image Compression (Lossless Only)", true, Codec.JPEG_2000);
    /** JPEG 2000 Image Compression. */
    public static final TransferSyntax JPEG_2000 =
            frames(".4.91", "JPEG 2000 Image Compression", false, Codec.JPEG_2000);
    /** High-Throughput JPEG 2000 Image Compression (Lossless Only). */
    public static final TransferSyntax HTJ2K_LOSSLESS =
            frames(".4.201", "High-Throughput JPEG 2000 Image Compression (Lossless Only)", true, Codec.HTJ2K);
    /** High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only). */
    public static final TransferSyntax HTJ2K_LOSSLESS_RPCL = frames(
            ".4.202",
            "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)",
            true,
            Codec.HTJ2K);
    /** High-Throughput JPEG 2000 Image Compression. */
    public static final TransferSyntax HTJ2K =
            frames(".4.203", "High-Throughput JPEG 2000 Image Compression", false, Codec.HTJ2K);
    /** RLE Lossless. */
    public static final TransferSyntax RLE_LOSSLESS = frames(".5", "RLE Lossless", true, Codec.RLE);
    /** Deflated Image Frame Compression. */
    public static final TransferSyntax DEFLATED_IMAGE_FRAME =
            frames(".8.1", "Deflated Image Frame Compression", true, Codec.DEFLATED_FRAME);

    static {
        frames(".4.51", "JPEG Extended (Process 2 and 4)", false, Codec.JPEG);
        frames(".4.52", "JPEG Extended (Process 3 and 5)", false, Codec.JPEG);
        frames(".4.53", "JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8)", false, Codec.JPEG);
        frames(".4.54", "JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9)", false, Codec.JPEG);
        frames(".4.55", "JPEG Full Progression, Non-Hierarchical (Process 10 and 12)", false, Codec.JPEG);
        frames(".4.56", "JPEG Full Progression, Non-Hierarchical (Process 11 and 13)", false, Codec.JPEG);
        frames(".4.57", "JPEG Lossless, Non-Hierarchical (Process 14)", true, Codec.JPEG);
        frames(".4.58", "JPEG Lossless, Non-Hierarchical (Process 15)", true, Codec.JPEG);
        frames(".4.59", "JPEG Extended, Hierarchical (Process 16 and 18)", false, Codec.JPEG);
        frames(".4.60", "JPEG Extended, Hierarchical (Process 17 and 19)", false, Codec.JPEG);
        frames(".4.61", "JPEG Spectral Selection, Hierarchical (Process 20 and 22)", false, Codec.JPEG);
        frames(".4.62", "JPEG Spectral Selection, Hierarchical (Process 21 and 23)", false, Codec.JPEG);
        frames(".4.63", "JPEG Full Progression, Hierarchical (Process 24 and 26)", false, Codec.JPEG);
        frames(".4.64", "JPEG Full Progression, Hierarchical (Process 25 and 27)", false, Codec.JPEG);
        frames(".4.65", "JPEG Lossless, Hierarchical (Process 28)", true, Codec.JPEG);
        frames(".4.66", "JPEG Lossless, Hierarchical (Process 29)", true, Codec.JPEG);
        frames(
                ".4.92",
                "JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only)",
                true,
                Codec.JPEG_2000_PART_2);
        frames(".4.93", "JPEG 2000 Part 2 Multi-component Image Compression", false, Codec.JPEG_2000_PART_2);
        referenced(".4.94", "JPIP Referenced", false);
        referenced(".4.95", "JPIP Referenced Deflate", true);
        referenced(".4.204", "JPIP HTJ2K Referenced", false);
        referenced(".4.205", "JPIP HTJ2K Referenced Deflate", true);
        video(".4.100", "MPEG2 Main Profile / Main Level", Codec.MPEG_2);
        video(".4.101", "MPEG2 Main Profile / High Level", Codec.MPEG_2);
        video(".4.102", "MPEG-4 AVC/H.264 High Profile / Level 4.1", Codec.H264);
        video(".4.103", "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1", Codec.H264);
        video(".4.104", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video", Codec.H264);
        video(".4.105", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video", Codec.H264);
        video(".4.106", "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2", Codec.H264);
        frames(".4.107", "HEVC/H.265 Main Profile / Level 5.1", false, Codec.H265);
        frames(".4.108", "HEVC/H.265 Main 10 Profile / Level 5.1", false, Codec.H265);
        frames(".4.110", "JPEG XL Lossless", true, Codec.JPEG_XL);
        frames(".4.111", "JPEG XL JPEG Recompression", false, Codec.JPEG_XL);
        frames(".4.112", "JPEG XL", false, Codec.JPEG_XL);
        dataset(
                "1.2.840.10008.1.20",
                "Papyrus 3 Implicit VR Little Endian",
                DatasetEncoding.IMPLICIT_VR_LITTLE_ENDIAN,
                false);
    }

    /** Checks for null. */
    public TransferSyntax {
        Objects.requireNonNull(uid, "uid");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(encoding, "encoding");
        Objects.requireNonNull(codec, "codec");
    }

    /**
     * The transfer syntax of a UID. One that the standard does not have is taken for what PS3.5 A.4 demands of a private
     * one with encapsulated pixel data: explicit VR little endian, the codec unknown.
     *
     * @param uid the UID
     * @return the transfer syntax
     */
    public static TransferSyntax of(Uid uid) {
        TransferSyntax known = STANDARD.get(uid);
        return known != null
                ? known
                : new TransferSyntax(
                        uid, uid.value(), DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN, false, true, false, Codec.UNKNOWN);
    }

    /** All transfer syntaxes of the standard that files can be in. */
    public static Collection<TransferSyntax> standard() {
        return Collections.unmodifiableCollection(STANDARD.values());
    }

    /** The same transfer syntax for a dataset that breaks it and is laid out otherwise. */
    TransferSyntax withEncoding(DatasetEncoding other) {
        return new TransferSyntax(uid, name, other, deflated, encapsulated, lossless, codec);
    }

    /** Whether each element names its value representation. */
    public boolean explicitVr() {
        return encoding.explicitVr();
    }

    /** Whether words are big endian. */
    public boolean bigEndian() {
        return encoding.bigEndian();
    }

    /** Whether the standard has it. */
    public boolean isStandard() {
        return STANDARD.containsKey(uid);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TransferSyntax that && uid.equals(that.uid);
    }

    @Override
    public int hashCode() {
        return uid.hashCode();
    }

    private static TransferSyntax dataset(String uid, String name, DatasetEncoding encoding, boolean deflated) {
        return add(new TransferSyntax(new Uid(uid), name, encoding, deflated, false, true, Codec.NATIVE));
    }

    private static TransferSyntax frames(String suffix, String name, boolean lossless, Codec codec) {
        return add(new TransferSyntax(
                new Uid(ROOT + suffix), name, DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN, false, true, lossless, codec));
    }

    /** Each has a twin, with the suffix .1, whose bit stream may be in several fragments. */
    private static void video(String suffix, String name, Codec codec) {
        frames(suffix, name, false, codec);
        frames(suffix + ".1", "Fragmentable " + name, false, codec);
    }

    private static void referenced(String suffix, String name, boolean deflated) {
        add(new TransferSyntax(
                new Uid(ROOT + suffix),
                name,
                DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN,
                deflated,
                false,
                false,
                Codec.JPIP));
    }

    private static TransferSyntax add(TransferSyntax transferSyntax) {
        STANDARD.put(transferSyntax.uid, transferSyntax);
        return transferSyntax;
    }
}
