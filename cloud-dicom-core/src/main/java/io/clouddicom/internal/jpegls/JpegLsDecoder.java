package io.clouddicom.internal.jpegls;

import io.clouddicom.CorruptDataException;
import io.clouddicom.internal.jpeg.EntropyBits;
import io.clouddicom.internal.jpeg.ExpectedFrame;
import io.clouddicom.internal.jpeg.Faults;
import io.clouddicom.internal.jpeg.FrameHeader;
import io.clouddicom.internal.jpeg.Marker;
import io.clouddicom.internal.jpeg.MarkerReader;
import io.clouddicom.internal.jpeg.ScanHeader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes one codestream of T.87. One decoder decodes one frame. */
public final class JpegLsDecoder {
    private static final int BY_LINE = 1;
    private static final int BY_SAMPLE = 2;

    private final MarkerReader in;
    private final ExpectedFrame expected;
    private final EntropyBits bits;
    private @Nullable FrameHeader frame;
    private byte @Nullable [] samples;
    private boolean[] decoded = new boolean[0];
    private CodingParameters.Preset preset = CodingParameters.Preset.NONE;
    private long restartInterval;

    private JpegLsDecoder(byte[] codestream, ExpectedFrame expected) throws CorruptDataException {
        this.in = new MarkerReader(codestream);
        this.expected = expected;
        this.bits = new StuffedBits(codestream);
    }

    /**
     * Whether the frame header of a codestream is one of JPEG-LS.
     *
     * @param codestream a codestream of T.81 or T.87
     * @throws CorruptDataException it is neither
     */
    public static boolean recognizes(byte[] codestream) throws CorruptDataException {
        MarkerReader in = new MarkerReader(codestream);
        int marker = in.next();
        while (marker != 0 && marker != Marker.SOF55 && !Marker.startsFrame(marker)) {
            if (!Marker.alone(marker)) {
                in.open();
            }
            marker = in.next();
        }
        return marker == Marker.SOF55;
    }

    /**
     * Decodes a codestream. Colour comes as it is coded.
     *
     * @param codestream the codestream
     * @param expected what it must be
     * @return rows × columns × samples, samples of one pixel next to each other, little endian
     * @throws IOException the codestream is corrupt, or of a kind that is not decoded
     */
    public static byte[] decode(byte[] codestream, ExpectedFrame expected) throws IOException {
        return new JpegLsDecoder(codestream, expected).decode();
    }

    private byte[] decode() throws IOException {
        int marker = in.next();
        while (marker != Marker.EOI && marker != 0) {
            if (!Marker.alone(marker)) {
                in.open();
                segment(marker);
            }
            marker = in.next();
        }
        boolean all = samples != null;
        for (boolean component : decoded) {
            all &= component;
        }
        if (!all || samples == null) {
            throw Faults.corrupt(in.offset(), "the codestream ends before its samples");
        }
        return samples;
    }

    private void segment(int marker) throws IOException {
        switch (marker) {
            case Marker.SOF55 -> begin();
            case Marker.LSE -> parameters();
            case Marker.DRI -> restartInterval = in.unsigned(Math.max(2, Math.min(4, in.remaining())));
            case Marker.SOS -> scan();
            case Marker.DNL -> lines();
            case Marker.APP8 -> colourTransform();
            default -> {
                if (Marker.startsFrame(marker)) {
                    throw Faults.corrupt(in.offset(), "a frame header that is not of JPEG-LS");
                }
            }
        }
    }

    private void begin() throws IOException {
        if (frame != null) {
            throw Faults.corrupt(in.offset(), "a second frame header");
        }
        FrameHeader header = FrameHeader.read(Marker.SOF55, in);
        boolean sampled =
                header.components().stream().anyMatch(component -> component.horizontal() * component.vertical() != 1);
        if (sampled && header.components().size() > 1) {
            throw Faults.unsupported("JPEG-LS with sampling factors other than 1");
        }
        decoded = new boolean[header.components().size()];
        frame = header;
    }

    /** An LSE segment (T.87 C.2.4.1). */
    private void parameters() throws IOException {
        int kind = in.u8();
        switch (kind) {
            case 1 -> preset = new CodingParameters.Preset(in.u16(), in.u16(), in.u16(), in.u16(), in.u16());
            case 2, 3 -> throw Faults.unsupported("JPEG-LS with a mapping table");
            case 4 -> {
                int size = in.u8();
                if (size < 2 || size > 4) {
                    throw Faults.corrupt(in.offset(), "an image size of " + size + " bytes");
                }
                long rows = in.unsigned(size);
                long columns = in.unsigned(size);
                if (frame == null || rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
                    throw Faults.contradiction(columns + " by " + rows + " pixels");
                }
                frame = frame.withSize((int) rows, (int) columns);
            }
            default -> throw Faults.unsupported("JPEG-LS with a parameter segment of kind " + kind);
        }
    }

    private void lines() throws CorruptDataException {
        long lines = in.unsigned(Math.max(2, Math.min(4, in.remaining())));
        if (lines != expected.rows()) {
            throw Faults.contradiction(lines + " lines, not " + expected.rows());
        }
    }

    private void colourTransform() throws IOException {
        if (in.startsWith("mrfx") && in.remaining() >= 5) {
            in.skip(4);
            if (in.u8() != 0) {
                throw Faults.unsupported("JPEG-LS with a colour transform");
            }
        }
    }

    private void scan() throws IOException {
        if (frame == null) {
            throw Faults.corrupt(in.offset(), "a scan before the frame header");
        }
        if (samples == null) {
            expected.check(frame);
            samples = expected.allocate();
        }
        ScanHeader scan = ScanHeader.read(in, frame);
        in.skip(in.remaining());
        int count = scan.components().size();
        int interleave = count == 1 ? BY_LINE : scan.end();
        if (interleave != BY_LINE && interleave != BY_SAMPLE) {
            throw Faults.corrupt(in.offset(), count + " components with the interleave mode " + interleave);
        }
        if (scan.low() != 0) {
            throw Faults.unsupported("JPEG-LS with a point transform");
        }
        for (ScanHeader.ScanComponent component : scan.components()) {
            if (component.first() + component.second() != 0) {
                throw Faults.unsupported("JPEG-LS with a mapping table");
            }
            if (decoded[component.index()]) {
                throw Faults.corrupt(in.offset(), "a component in two scans");
            }
            decoded[component.index()] = true;
        }
        bits.begin(in.offset());
        CodingParameters parameters = CodingParameters.of(preset, frame.precision(), scan.start());
        lines(scan, interleave, new ScanDecoder(parameters, count, bits), samples);
        in.continueAt(bits.next());
    }

    private void lines(ScanHeader scan, int interleave, ScanDecoder decoder, byte[] target) throws IOException {
        int count = scan.components().size();
        long interval = restartInterval == 0 ? expected.rows() : restartInterval;
        int[][] line = new int[count][expected.columns() + 2];
        int[][] above = new int[count][expected.columns() + 2];
        for (int row = 0; row < expected.rows(); row++) {
            if (row > 0 && row % interval == 0) {
                bits.restart();
                decoder.restart();
                above = new int[count][expected.columns() + 2];
            }
            if (interleave == BY_SAMPLE) {
                decoder.samples(line, above);
            } else {
                for (int i = 0; i < count; i++) {
                    decoder.line(i, line[i], above[i]);
                }
            }
            for (int i = 0; i < count; i++) {
                expected.putLine(line[i], 1, row, scan.components().get(i).index(), 0, target);
            }
            int[][] swap = above;
            above = line;
            line = swap;
        }
    }
}
