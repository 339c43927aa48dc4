package io.clouddicom.benchmarks.peers;

import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A frame to compare with, taken from a codestream that the codec decodes.
 *
 * @param name what it is called in the table
 * @param width columns
 * @param height rows
 * @param components samples per pixel
 * @param bits bits per sample
 * @param signed whether samples are signed
 * @param samples plane by plane, not copied
 * @param raw a file with the samples, 32 bits each, little-endian
 */
@SuppressWarnings("ArrayRecordComponent")
public record Frame(
        String name, int width, int height, int components, int bits, boolean signed, int[] samples, Path raw) {

    /** Where frames come from: a codestream, and how often its width and height are doubled by mirroring it. */
    public enum Source {
        /** A slice of computed tomography. */
        CT_512("CT 512²", "htj2k/ojph-CT1.j2c", 0),
        /** A slice of magnetic resonance. */
        MR_512("MR 512²", "htj2k/ojph-MR1.j2c", 0),
        /** Another one, four times. */
        MR_1024("MR 1024², mirrored", "htj2k/ojph-MR3.j2c", 1),
        /** An angiogram. */
        XA_1024("XA 1024²", "htj2k/ojph-XA1.j2c", 0),
        /** Ultrasound in colours. */
        US_RGB("US RGB 640 × 480", "htj2k/ojph-US1.j2c", 0),
        /** A radiograph. */
        DX("DX 1760²", "htj2k/ojph-RG3.j2c", 0),
        /** The radiograph four times: as large as film. */
        FILM("film 3520², DX mirrored", "htj2k/ojph-RG3.j2c", 1);

        private final String title;
        private final String path;
        private final int doublings;

        Source(String title, String path, int doublings) {
            this.title = title;
            this.path = path;
            this.doublings = doublings;
        }

        /**
         * Decodes the frame and writes the raw file.
         *
         * @param codestreams the folder of shared codestreams
         * @param work a folder for the raw file
         * @throws IOException if a file cannot be read, decoded or written
         */
        public Frame prepare(Path codestreams, Path work) throws IOException {
            return of(title, codestreams.resolve(path), doublings, work.resolve(name() + ".raw"));
        }
    }

    /**
     * Decodes a codestream, mirrors it and writes the raw file.
     *
     * @param title what the frame is called
     * @param codestream the codestream
     * @param doublings how often width and height are doubled
     * @param raw the raw file
     * @return the frame
     * @throws IOException if a file cannot be read, decoded or written
     */
    public static Frame of(String title, Path codestream, int doublings, Path raw) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(codestream));
        J2kDecoder decoder = new J2kDecoder();
        J2kInfo info = decoder.info(file);
        int[] samples = new int[(int) decoder.shape(file).samples()];
        decoder.decode(file, samples, 0, true);
        J2kInfo.Component first = info.components().get(0);
        int components = info.components().size();
        int width = info.width();
        int height = info.height();
        for (int doubling = 0; doubling < doublings; doubling++) {
            samples = mirror(samples, width, height, components);
            width *= 2;
            height *= 2;
        }
        Frame frame = new Frame(title, width, height, components, first.precision(), first.signed(), samples, raw);
        frame.writeRaw();
        return frame;
    }

    /**
     * Writes the raw file.
     *
     * @throws IOException if it cannot be written
     */
    public void writeRaw() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(samples);
        Files.write(raw, bytes.array());
    }

    private static int[] mirror(int[] samples, int width, int height, int components) {
        int[] mirrored = new int[4 * samples.length];
        for (int component = 0; component < components; component++) {
            for (int y = 0; y < 2 * height; y++) {
                int from = (component * height + Math.min(y, 2 * height - 1 - y)) * width;
                int to = (component * 2 * height + y) * 2 * width;
                for (int x = 0; x < width; x++) {
                    mirrored[to + x] = samples[from + x];
                    mirrored[to + 2 * width - 1 - x] = samples[from + x];
                }
            }
        }
        return mirrored;
    }

    /** Rows times columns. */
    long pixels() {
        return (long) width * height;
    }

    /** The hash that peers answer with. */
    public long hash() {
        return hash(-1);
    }

    /** The hash that peers answer with which know no sign, and give the bits of two's complement. */
    public long hashWithoutSign() {
        return hash((int) ((1L << bits) - 1));
    }

    private long hash(int mask) {
        int hash = 0;
        for (int sample : samples) {
            hash = hash * 31 + (sample & mask);
        }
        return Integer.toUnsignedLong(hash);
    }
}
