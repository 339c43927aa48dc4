package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes one codestream of T.81. One decoder decodes one frame. */
public final class JpegDecoder {
    private static final int RGB_IDS = 'R' << 16 | 'G' << 8 | 'B';

    private final byte[] codestream;
    private final ExpectedFrame expected;
    private final boolean convertible;
    private final Tables tables = new Tables();
    private final EntropyBits bits;
    private @Nullable FrameHeader frame;
    private @Nullable CodingProcess process;
    private boolean jfif;
    private int adobeTransform = -1;

    private JpegDecoder(byte[] codestream, ExpectedFrame expected, boolean convertible) {
        this.codestream = codestream;
        this.expected = expected;
        this.convertible = convertible;
        this.bits = new HuffmanBits(codestream);
    }

    /**
     * Decodes a codestream.
     *
     * @param codestream the codestream
     * @param expected what it must be
     * @param convertible whether colour that a DCT process codes as YCbCr is to come as RGB; lossless samples always come
     *     as they are coded
     * @return rows × columns × samples, samples of one pixel next to each other, little endian
     * @throws IOException the codestream is corrupt, or of a kind that is not decoded
     */
    public static byte[] decode(byte[] codestream, ExpectedFrame expected, boolean convertible) throws IOException {
        return new JpegDecoder(codestream, expected, convertible).decode();
    }

    private byte[] decode() throws IOException {
        MarkerReader in = new MarkerReader(codestream);
        int marker = in.next();
        while (marker != Marker.EOI && marker != 0) {
            if (!Marker.alone(marker)) {
                in.open();
                segment(marker, in);
            }
            marker = in.next();
        }
        if (process == null || !process.decodable() || (marker == 0 && !process.complete())) {
            throw Faults.corrupt(in.offset(), "the codestream ends before its samples");
        }
        return process.samples(convert(frame));
    }

    private void segment(int marker, MarkerReader in) throws IOException {
        if (Marker.startsFrame(marker)) {
            begin(marker, in);
            return;
        }
        switch (marker) {
            case Marker.DHT -> tables.readHuffman(in);
            case Marker.DQT -> tables.readQuantization(in);
            case Marker.DRI -> tables.readRestartInterval(in);
            case Marker.SOS -> scan(in);
            case Marker.DNL -> lines(in.u16());
            case Marker.DAC -> throw Faults.unsupported("arithmetic coding");
            case Marker.DHP, Marker.EXP -> throw Faults.unsupported("hierarchical JPEG");
            case Marker.SOF55 -> throw Faults.unsupported("JPEG-LS among markers of JPEG");
            case Marker.APP0 -> jfif |= in.startsWith("JFIF\0");
            case Marker.APP14 -> adobe(in);
            default -> {}
        }
    }

    private void begin(int marker, MarkerReader in) throws IOException {
        if (process != null) {
            throw Faults.corrupt(in.offset(), "a second frame header");
        }
        FrameHeader header = FrameHeader.read(marker, in);
        expected.check(header);
        frame = header;
        process = switch (marker) {
            case Marker.SOF0, Marker.SOF1 -> new SequentialProcess(header, expected);
            case Marker.SOF2 -> new ProgressiveProcess(header, expected);
            case Marker.SOF3 -> new LosslessProcess(header, expected);
            case 0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF -> throw Faults.unsupported("hierarchical JPEG");
            default -> throw Faults.unsupported("JPEG with arithmetic coding");
        };
    }

    private void scan(MarkerReader in) throws IOException {
        if (frame == null || process == null) {
            throw Faults.corrupt(in.offset(), "a scan before the frame header");
        }
        ScanHeader header = ScanHeader.read(in, frame);
        in.skip(in.remaining());
        bits.begin(in.offset());
        process.decode(header, tables, bits);
        in.continueAt(bits.next());
    }

    /** What the frame header left open (T.81 B.2.5). */
    private void lines(int lines) throws CorruptDataException {
        if (lines != expected.rows()) {
            throw Faults.contradiction(lines + " lines, not " + expected.rows());
        }
    }

    private void adobe(MarkerReader in) throws CorruptDataException {
        if (in.startsWith("Adobe") && in.remaining() >= 12) {
            in.skip(11);
            adobeTransform = in.u8();
        }
    }

    /**
     * Whether colour is coded as YCbCr: as Adobe's marker says, else JFIF, else names of components, else the dataset; the
     * dataset too where the two markers contradict each other.
     */
    private boolean convert(@Nullable FrameHeader header) {
        if (!convertible || header == null || header.components().size() != 3) {
            return false;
        }
        if (jfif && adobeTransform == 0) {
            return expected.luminanceChrominance();
        }
        if (adobeTransform >= 0) {
            return adobeTransform != 0;
        }
        int ids = header.components().stream()
                .mapToInt(FrameHeader.Component::id)
                .reduce(0, (before, id) -> (before << 8) | id);
        return jfif || (ids != RGB_IDS && expected.luminanceChrominance());
    }
}
