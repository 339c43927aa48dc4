package io.clouddicom.internal.jpeg;

/** Low bytes of markers (T.81 table B.1, T.87 table C.1). */
public final class Marker {
    /** Baseline sequential DCT. */
    public static final int SOF0 = 0xC0;
    /** Extended sequential DCT. */
    public static final int SOF1 = 0xC1;
    /** Progressive DCT. */
    public static final int SOF2 = 0xC2;
    /** Lossless. */
    public static final int SOF3 = 0xC3;
    /** Define Huffman tables. */
    public static final int DHT = 0xC4;
    /** Define arithmetic coding conditioning. */
    public static final int DAC = 0xCC;
    /** The last of the start of frame markers of T.81. */
    public static final int SOF15 = 0xCF;
    /** The first of eight restart markers. */
    public static final int RST0 = 0xD0;
    /** Start of image. */
    public static final int SOI = 0xD8;
    /** End of image. */
    public static final int EOI = 0xD9;
    /** Start of scan. */
    public static final int SOS = 0xDA;
    /** Define quantization tables. */
    public static final int DQT = 0xDB;
    /** Define number of lines. */
    public static final int DNL = 0xDC;
    /** Define restart interval. */
    public static final int DRI = 0xDD;
    /** Define hierarchical progression. */
    public static final int DHP = 0xDE;
    /** Expand reference components. */
    public static final int EXP = 0xDF;
    /** Application data; JFIF. */
    public static final int APP0 = 0xE0;
    /** Application data; SPIFF, and colour transforms in JPEG-LS. */
    public static final int APP8 = 0xE8;
    /** Application data; Adobe. */
    public static final int APP14 = 0xEE;
    /** JPEG-LS. */
    public static final int SOF55 = 0xF7;
    /** JPEG-LS parameters. */
    public static final int LSE = 0xF8;
    /** For temporary use in arithmetic coding. */
    public static final int TEM = 0x01;

    private Marker() {}

    /** Whether a marker has no segment. */
    public static boolean alone(int marker) {
        return marker == TEM || (marker >= RST0 && marker <= EOI);
    }

    /** Whether a marker starts a frame of T.81. */
    public static boolean startsFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != 0xC8 && marker != DAC;
    }
}
