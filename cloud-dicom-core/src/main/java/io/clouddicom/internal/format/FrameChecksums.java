package io.clouddicom.internal.format;

import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.FrameLocation;
import java.util.ArrayDeque;
import java.util.zip.CRC32C;

/**
 * Makes the CRC-32C of every frame while the bytes pass by once, front to back. Of a frame that begins or ends within a
 * byte, the whole byte counts. Belongs to one thread.
 *
 * <p>Frames must come one after the other ({@link #possible}); neighbours may share one byte. So at most a few frames are
 * open at a time.
 */
public final class FrameChecksums {

    /** A frame of which some bytes have passed by, or may do so next. */
    private record Open(int frameIndex, FrameLocation location, CRC32C crc) {}

    private final FrameTable frames;
    private final int[] checksums;
    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private int nextFrame;
    private long position;

    /**
     * Begins at offset 0.
     *
     * @param frames where the frames lie
     */
    public FrameChecksums(FrameTable frames) {
        this.frames = frames;
        this.checksums = new int[frames.count()];
    }

    /**
     * Whether the checksums can be made in one pass.
     *
     * @param frames where the frames lie
     */
    public static boolean possible(FrameTable frames) {
        return frames.ascending();
    }

    /**
     * Takes the next bytes.
     *
     * @param bytes where they are
     * @param offset where in it
     * @param length how many
     */
    public void update(byte[] bytes, int offset, int length) {
        long end = position + length;
        while (nextFrame < checksums.length && frames.begin(nextFrame) < end) {
            open.add(new Open(nextFrame, frames.frame(nextFrame), new CRC32C()));
            nextFrame++;
        }
        for (Open frame : open) {
            for (ByteSpan span : frame.location().spans()) {
                long from = Math.max(span.offset(), position);
                long to = Math.min(span.end(), end);
                if (from < to) {
                    frame.crc().update(bytes, offset + (int) (from - position), (int) (to - from));
                }
            }
        }
        while (!open.isEmpty() && frames.end(open.peek().frameIndex()) <= end) {
            Open done = open.remove();
            checksums[done.frameIndex()] = (int) done.crc().getValue();
        }
        position = end;
    }

    /** How many bytes have passed by. */
    public long position() {
        return position;
    }

    /** The checksums, once all bytes have passed by; a frame without bytes has 0. */
    public int[] checksums() {
        return checksums;
    }
}
