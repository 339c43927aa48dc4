package io.clouddicom.codec.imageio;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.DecodeOptions;
import io.clouddicom.codec.DecodedImage;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kInfo;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An input in memory with what its headers say, and the geometry of its image: its pixels are the samples of the finest
 * components, coarser ones are spread.
 */
final class CodedImage {
    private final byte[] data;
    private final FileHeader header;
    private final J2kInfo info;
    private final Rendition rendition;
    private final int finestX;
    private final int finestY;
    private final boolean uniform;

    CodedImage(byte[] data, DecodeOptions options) throws CodestreamException {
        this.data = data;
        info = new J2kDecoder(options).info(ByteBuffer.wrap(data));
        header = FileHeaderReader.read(data);
        rendition = Rendition.of(header, info);
        int dx = Integer.MAX_VALUE;
        int dy = Integer.MAX_VALUE;
        for (J2kInfo.Component component : info.components()) {
            dx = Math.min(dx, component.dx());
            dy = Math.min(dy, component.dy());
        }
        boolean alike = true;
        for (J2kInfo.Component component : info.components()) {
            alike &= component.dx() == dx && component.dy() == dy;
        }
        finestX = dx;
        finestY = dy;
        uniform = alike;
    }

    J2kInfo info() {
        return info;
    }

    FileHeader header() {
        return header;
    }

    Rendition rendition() {
        return rendition;
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(data);
    }

    /** Whether all components have as many samples. */
    boolean isUniform() {
        return uniform;
    }

    /** Whether a part can be decoded alone: pixels are those of the reference grid. */
    boolean isDivisible() {
        return uniform && finestX == 1 && finestY == 1;
    }

    int width(int reduction) {
        return extent(left(), info.width(), finestX, reduction);
    }

    int height(int reduction) {
        return extent(top(), info.height(), finestY, reduction);
    }

    private static int extent(int begin, int length, int step, int reduction) {
        return (int) (ceil((long) begin + length, step, reduction) - ceil(begin, step, reduction));
    }

    /** Position on the grid of a component's reduced samples (T.800 B.5 and B-15). */
    private static long ceil(long position, long step, int reduction) {
        long unit = step << reduction;
        return (position + unit - 1) / unit;
    }

    /** Offset of a field of SIZ (T.800 A.5.1), which follows SOC at once. */
    private int siz(int offset) {
        return bytes().getInt(header.codestreamOffset() + offset);
    }

    private int left() {
        return siz(16);
    }

    private int top() {
        return siz(20);
    }

    /** Left edge of the first column of tiles, in pixels of the image. */
    int tileLeft() {
        return siz(32) - left();
    }

    int tileTop() {
        return siz(36) - top();
    }

    /** Nominal width of tiles; unsigned in the codestream, and of no meaning beyond the image. */
    int tileWidth() {
        return siz(24) < 0 ? Integer.MAX_VALUE : siz(24);
    }

    int tileHeight() {
        return siz(28) < 0 ? Integer.MAX_VALUE : siz(28);
    }

    /** The region of the whole image whose reduction gives the given part of the reduced image. */
    DecodeOptions.Region region(int x, int y, int width, int height, int reduction) {
        int[] across = span(left(), info.width(), x, width, reduction);
        int[] down = span(top(), info.height(), y, height, reduction);
        return new DecodeOptions.Region(across[0], down[0], across[1], down[1]);
    }

    private static int[] span(int begin, int length, int from, int count, int reduction) {
        long first = ceil(begin, 1, reduction) + from;
        long start = Math.max(begin, first << reduction);
        long end = Math.min((long) begin + length, (first + count - 1 << reduction) + 1);
        return new int[] {(int) (start - begin), (int) (end - start)};
    }

    /** The planes of components spread to the pixels of the reduced image; planes that fit stay as they are. */
    int[][] spread(int[] samples, List<DecodedImage.Plane> planes, int reduction) {
        int width = width(reduction);
        int height = height(reduction);
        int[][] spread = new int[planes.size()][];
        int start = 0;
        for (int index = 0; index < spread.length; index++) {
            DecodedImage.Plane plane = planes.get(index);
            J2kInfo.Component component = info.components().get(index);
            int[] columns = sources(left(), width, plane.width(), finestX, component.dx(), reduction);
            int[] rows = sources(top(), height, plane.height(), finestY, component.dy(), reduction);
            int[] pixels = new int[width * height];
            for (int y = 0; y < height; y++) {
                int from = start + rows[y] * plane.width();
                for (int x = 0; x < width; x++) {
                    pixels[y * width + x] = samples[from + columns[x]];
                }
            }
            start += (int) plane.samples();
            spread[index] = pixels;
        }
        return spread;
    }

    /** For each pixel the sample of a component that lies at it or before it. */
    private static int[] sources(int begin, int pixels, int samples, int finest, int step, int reduction) {
        long firstPixel = ceil(begin, finest, reduction);
        long firstSample = ceil(begin, step, reduction);
        int[] sources = new int[pixels];
        for (int pixel = 0; pixel < pixels; pixel++) {
            long source = (firstPixel + pixel) * finest / step - firstSample;
            sources[pixel] = (int) Math.max(0, Math.min(samples - 1, source));
        }
        return sources;
    }
}
