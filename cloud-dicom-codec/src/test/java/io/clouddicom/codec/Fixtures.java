package io.clouddicom.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * Small codestreams of computed images of 37 by 29 pixels, written by {@code opj_compress} 2.5.0 and
 * {@code ojph_compress} 0.9:
 *
 * <ul>
 *   <li>gray-layers: {@code -r 8,4,1 -n 4 -c [16,16],[8,8] -b 8,8 -SOP -EPH -p RLCP}
 *   <li>colour-tiles: {@code -t 16,16 -n 3 -p PCRL -d 3,5 -T 1,2 -PLT -TLM}
 *   <li>deep-styles: {@code -n 3 -M 63 -p CPRL -b 16,16}, 16 bits
 *   <li>colour-lossy: {@code -I -r 4 -n 3 -p RPCL}
 *   <li>gray, a JP2 file: {@code -n 3 -p RPCL -TP R}
 *   <li>ht-gray: {@code -num_decomps 3 -reversible true -block_size {16,16} -prog_order RPCL}
 *   <li>ht-colour-lossy: {@code -num_decomps 2 -reversible false -qstep 0.02}
 * </ul>
 */
enum Fixtures {
    GRAY_LAYERS("gray-layers.j2k", 1, true, (x, y) -> x * 7 + y * 13 + x * y & 255),
    COLOUR_TILES("colour-tiles.j2k", 3, true, (x, y) -> x * 7 + y * 13 + x * y & 255),
    DEEP_STYLES("deep-styles.j2k", 1, true, (x, y) -> x * 701 + y * 1301 + x * y * 3 & 0xFFFF),
    COLOUR_LOSSY("colour-lossy.j2k", 3, false, (x, y) -> x * 7 + y * 13 + x * y & 255),
    GRAY_JP2("gray.jp2", 1, true, (x, y) -> x * 7 + y * 13 + x * y & 255),
    HT_GRAY("ht-gray.j2c", 1, true, (x, y) -> x * 7 + y * 13 + x * y & 255),
    HT_COLOUR_LOSSY("ht-colour-lossy.j2c", 3, false, (x, y) -> x * 7 + y * 13 + x * y & 255);

    static final int WIDTH = 37;
    static final int HEIGHT = 29;
    /** What hostile inputs may take. */
    static final DecodeOptions SMALL = DecodeOptions.builder()
            .mostPixels(1 << 20)
            .mostComponents(16)
            .mostMemoryBytes(32 << 20)
            .build();

    final String file;
    final int components;
    final boolean lossless;
    private final IntBinaryOperator first;

    Fixtures(String file, int components, boolean lossless, IntBinaryOperator first) {
        this.file = file;
        this.components = components;
        this.lossless = lossless;
        this.first = first;
    }

    byte[] bytes() {
        try (InputStream in = Fixtures.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new AssertionError("no resource " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sample that was encoded. */
    int sample(int component, int x, int y) {
        return components == 1 ? first.applyAsInt(x, y) : first.applyAsInt(x, y) + 50 * component & 255;
    }

    /** All samples, plane by plane. */
    int[] planes() {
        int[] planes = new int[components * WIDTH * HEIGHT];
        int at = 0;
        for (int component = 0; component < components; component++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    planes[at++] = sample(component, x, y);
                }
            }
        }
        return planes;
    }

    /** Decodes all planes with options. */
    static int[] decode(byte[] codestream, DecodeOptions options) throws CodestreamException {
        J2kDecoder decoder = new J2kDecoder(options);
        List<DecodedImage.Plane> planes =
                decoder.shape(ByteBuffer.wrap(codestream)).planes();
        int samples = planes.stream().mapToInt(plane -> (int) plane.samples()).sum();
        int[] out = new int[samples];
        decoder.decode(ByteBuffer.wrap(codestream), out, 0, true);
        return out;
    }
}
