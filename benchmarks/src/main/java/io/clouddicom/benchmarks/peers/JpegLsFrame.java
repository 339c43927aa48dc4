package io.clouddicom.benchmarks.peers;

import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Vr;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A JPEG-LS codestream that the archive's decoder decodes again and again. */
public final class JpegLsFrame {
    private static final int SOF55 = 0xFFF7;
    private static final int SOI_BYTES = 2;
    private static final int MARKER_BYTES = 2;

    private final byte[] codestream;
    private final PixelDescription description;
    private byte[] decoded = new byte[0];

    /**
     * Reads the frame header.
     *
     * @param codestream a codestream of T.87
     * @throws IOException if there is none
     */
    public JpegLsFrame(byte[] codestream) throws IOException {
        this.codestream = codestream;
        ByteBuffer in = ByteBuffer.wrap(codestream).position(SOI_BYTES);
        while (in.remaining() > MARKER_BYTES + 8 && (in.getShort() & 0xFFFF) != SOF55) {
            in.position(in.position() + (in.getShort(in.position()) & 0xFFFF));
        }
        if (in.remaining() < 8) {
            throw new IOException("there is no frame header of JPEG-LS");
        }
        in.getShort();
        int bits = in.get();
        int rows = in.getShort() & 0xFFFF;
        int columns = in.getShort() & 0xFFFF;
        this.description = new PixelDescription(
                rows,
                columns,
                in.get(),
                "",
                false,
                bits <= 8 ? 8 : 16,
                bits,
                bits - 1,
                false,
                1,
                PixelDescription.SampleType.INTEGER,
                Vr.OW);
    }

    /**
     * Decodes it.
     *
     * @throws IOException if it is corrupt
     */
    public void decode() throws IOException {
        decoded = FrameDecoder.standard().decode(description, TransferSyntax.JPEG_LS_LOSSLESS, codestream, 0);
    }

    /** What was decoded last, plane by plane; JPEG-LS knows no sign. */
    public int[] samples() {
        int size = description.bytesPerSample();
        int components = description.samplesPerPixel();
        int pixels = decoded.length / size / components;
        int[] samples = new int[pixels * components];
        for (int index = 0; index < samples.length; index++) {
            samples[index % components * pixels + index / components] = size == 1
                    ? decoded[index] & 0xFF
                    : (decoded[2 * index + 1] & 0xFF) << 8 | decoded[2 * index] & 0xFF;
        }
        return samples;
    }
}
