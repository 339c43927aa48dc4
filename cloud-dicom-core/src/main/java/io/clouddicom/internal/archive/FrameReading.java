package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Reads frames of a stored object by ranges and checks them. */
final class FrameReading {
    /** Frames no further apart than this are read with one request. */
    private static final long LARGEST_GAP = 16 << 10;
    /** More than this is not read with one request, unless one frame has more. */
    private static final long LARGEST_BATCH = 4 << 20;

    private static final int COPY_BYTES = 64 << 10;

    private final ObjectStore store;
    private final ObjectInfo info;
    private final Footer footer;
    /** Of each frame only the beginning is read that holds this reduced resolution; 0 for all of it. */
    private final int reduction;

    FrameReading(ObjectStore store, ObjectInfo info, Footer footer) {
        this(store, info, footer, 0);
    }

    /** For a reduced resolution, as far as the footer tells how much of a frame that takes. */
    FrameReading(ObjectStore store, ObjectInfo info, Footer footer, int reduction) {
        this.store = store;
        this.info = info;
        this.footer = footer;
        this.reduction = Math.min(reduction, footer.resolutions().reductions());
    }

    /** Names the object and the reduction. */
    MemoryKey memoryKey() {
        return MemoryKey.whole(info, reduction);
    }

    /** Names a frame. */
    MemoryKey memoryKey(int frameIndex) {
        return MemoryKey.frame(info, reduction, frameIndex);
    }

    /** Whether two frames may come with one request. */
    boolean near(int frameIndex, int other) {
        List<ByteSpan> spans = footer.frames().frame(frameIndex).spans();
        List<ByteSpan> others = footer.frames().frame(other).spans();
        return !spans.isEmpty()
                && !others.isEmpty()
                && Math.abs(spans.get(0).offset() - others.get(0).offset()) <= LARGEST_BATCH;
    }

    private FrameLocation location(int frameIndex) {
        FrameLocation whole = footer.frames().frame(frameIndex);
        if (reduction == 0) {
            return whole;
        }
        long left = footer.resolutions().length(frameIndex, reduction);
        List<ByteSpan> spans = new ArrayList<>();
        for (ByteSpan span : whole.spans()) {
            if (left > 0) {
                spans.add(new ByteSpan(span.offset(), Math.min(left, span.length())));
                left -= span.length();
            }
        }
        return FrameLocation.ofBytes(spans);
    }

    /**
     * Splits frames into batches, each to be read with one request.
     *
     * @param frames frame indexes in the order in which they are wanted
     */
    List<List<Integer>> batches(List<Integer> frames) {
        List<List<Integer>> batches = new ArrayList<>();
        List<Integer> batch = new ArrayList<>();
        long begin = 0;
        long end = 0;
        for (int frame : frames) {
            List<ByteSpan> spans = location(frame).spans();
            long frameBegin = spans.isEmpty() ? end : spans.get(0).offset();
            long frameEnd = spans.isEmpty() ? end : spans.get(spans.size() - 1).end();
            // One bit frames share bytes: the next one may begin before the end of the one before.
            boolean follows = frameBegin >= begin && frameEnd >= end && frameBegin - end <= LARGEST_GAP;
            if (!batch.isEmpty() && (!follows || frameEnd - begin > LARGEST_BATCH)) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            if (batch.isEmpty()) {
                begin = frameBegin;
            }
            end = frameEnd;
            batch.add(frame);
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /** A frame as it is handed out: one that begins within a byte is moved to its beginning. */
    byte[] aligned(int frameIndex, byte[] frame) {
        FrameLocation location = footer.frames().frame(frameIndex);
        return location.wholeBytes() ? frame : BitFrames.align(frame, location.bitOffset(), location.bitLength());
    }

    /** Reads the frames of one batch: of each, all bytes in which it lies. A copy that is damaged is read from the store. */
    List<byte[]> read(List<Integer> batch) throws IOException {
        try {
            return readOnce(batch);
        } catch (CorruptDataException e) {
            if (!Copies.distrust(store, info.key())) {
                throw e;
            }
            return readOnce(batch);
        }
    }

    private List<byte[]> readOnce(List<Integer> batch) throws IOException {
        List<FrameLocation> locations = batch.stream().map(this::location).toList();
        long begin = Long.MAX_VALUE;
        long end = 0;
        for (FrameLocation location : locations) {
            for (ByteSpan span : location.spans()) {
                begin = Math.min(begin, span.offset());
                end = Math.max(end, span.end());
            }
        }
        byte[] bytes = end > begin ? range(begin, end - begin) : new byte[0];
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            frames.add(frame(batch.get(i), locations.get(i), bytes, begin));
        }
        return frames;
    }

    private byte[] frame(int frameIndex, FrameLocation location, byte[] bytes, long begin) throws IOException {
        byte[] frame;
        if (location.spans().size() == 1) {
            ByteSpan span = location.spans().get(0);
            int from = (int) (span.offset() - begin);
            frame = from == 0 && span.length() == bytes.length
                    ? bytes
                    : Arrays.copyOfRange(bytes, from, from + (int) span.length());
        } else {
            frame = new byte[(int) location.length()];
            int to = 0;
            for (ByteSpan span : location.spans()) {
                System.arraycopy(bytes, (int) (span.offset() - begin), frame, to, (int) span.length());
                to += (int) span.length();
            }
        }
        check(frameIndex, frame);
        return frame;
    }

    private void check(int frameIndex, byte[] frame) throws CorruptDataException {
        if (reduction == 0 && footer.frameChecksums().length == 0) {
            return;
        }
        CRC32C crc = new CRC32C();
        crc.update(frame);
        int expected = reduction == 0
                ? footer.frameChecksums()[frameIndex]
                : footer.resolutions().checksum(frameIndex, reduction);
        if ((int) crc.getValue() != expected) {
            throw new CorruptDataException(
                    "read", info.key().value(), "frame " + (frameIndex + 1) + " does not have its checksum");
        }
    }

    byte[] range(long offset, long length) throws IOException {
        if (length > Integer.MAX_VALUE - 8) {
            throw new UnsupportedFeatureException(
                    "read", info.key().value(), "a frame of " + length + " bytes does not fit an array");
        }
        Optional<Layout.DeflatedDataset> deflated = footer.layout().deflated();
        if (deflated.isPresent()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(length, COPY_BYTES));
            inflatedRange(deflated.get(), offset, length, bytes);
            return bytes.toByteArray();
        }
        try (ObjectReader reader = store.get(info.key(), ByteRange.of(offset, length), Optional.of(info.version()))) {
            return reader.readAllBytes();
        }
    }

    /** Writes a stretch of the dataset. */
    void copy(long offset, long length, OutputStream out) throws IOException {
        Optional<Layout.DeflatedDataset> deflated = footer.layout().deflated();
        if (deflated.isPresent()) {
            inflatedRange(deflated.get(), offset, length, out);
            return;
        }
        try (ObjectReader reader = store.get(info.key(), ByteRange.of(offset, length), Optional.of(info.version()))) {
            reader.transferTo(out);
        }
    }

    /** Nothing in a deflated dataset can be found but by inflating what is before. */
    private void inflatedRange(Layout.DeflatedDataset dataset, long offset, long length, OutputStream out)
            throws IOException {
        ObjectKey key = info.key();
        Inflater inflater = new Inflater(!dataset.zlib());
        ByteRange range =
                ByteRange.of(dataset.span().offset(), Math.max(1, dataset.span().length()));
        try (ObjectReader reader = store.get(key, range, Optional.of(info.version()));
                InputStream inflated = new InflaterInputStream(reader, inflater)) {
            inflated.skipNBytes(offset);
            byte[] chunk = new byte[(int) Math.min(COPY_BYTES, length)];
            for (long left = length; left > 0; ) {
                int count = inflated.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (count < 0) {
                    throw new CorruptDataException("read", key.value(), "the deflated dataset ends early");
                }
                out.write(chunk, 0, count);
                left -= count;
            }
        } catch (EOFException | ZipException e) {
            throw new CorruptDataException("read", key.value(), "the deflated dataset is damaged", e);
        } finally {
            inflater.end();
        }
    }
}
