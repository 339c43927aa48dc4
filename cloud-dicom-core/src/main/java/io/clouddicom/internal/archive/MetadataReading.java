package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.internal.format.MetadataRecord;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.zip.CRC32C;

/**
 * Reads the metadata of a stored object without its pixels: the bytes before the pixel data and those behind it, joined,
 * are a DICOM file of their own.
 */
final class MetadataReading {
    /** A longer head is read in windows, as it holds long values that are skipped; its checksum is then not checked. */
    private static final long LONGEST_HEAD_AT_ONCE = 4 << 20;

    private static final int WINDOW_BYTES = 256 << 10;

    private MetadataReading() {}

    /**
     * Reads the metadata.
     *
     * @param store the store
     * @param stored the object's footer
     * @return a {@link MetadataRecord}
     */
    static byte[] read(ObjectStore store, StoredFooter stored) throws IOException {
        Layout layout = stored.footer().layout();
        ObjectKey key = stored.info().key();
        RangeSource object = object(store, stored, layout);
        Joined metadata = layout.deflated().isPresent()
                ? new Joined(object, layout.contentEnd(), new ByteSpan(0, 0))
                : new Joined(object, layout.headEnd(), layout.tail());
        // What is deflated keeps the places in its inflated dataset.
        LongUnaryOperator place = layout.deflated().isPresent() ? LongUnaryOperator.identity() : metadata::place;
        try {
            return MetadataRecord.encode(DicomReader.of(metadata).read().dataset(), place);
        } catch (EOFException e) {
            throw new CorruptDataException("read", key.value(), "its metadata ends early", e);
        }
    }

    private static RangeSource object(ObjectStore store, StoredFooter stored, Layout layout) throws IOException {
        ObjectKey key = stored.info().key();
        if (stored.wholeObject().isPresent()) {
            ByteBuffer whole = stored.wholeObject().get();
            checkHead(whole, layout, key);
            return RangeSource.of(whole);
        }
        Optional<ObjectVersion> pinned = Optional.of(stored.info().version());
        RangeSource windows = new WindowedSource("object", layout.contentEnd(), WINDOW_BYTES, (offset, length) -> {
            try (ObjectReader reader = store.get(key, ByteRange.of(offset, length), pinned)) {
                return reader.readAllBytes();
            }
        });
        if (layout.deflated().isPresent() || layout.headEnd() > LONGEST_HEAD_AT_ONCE) {
            return windows;
        }
        ByteBuffer head;
        try (ObjectReader reader = store.get(
                key,
                ByteRange.of(0, layout.headEnd()),
                Optional.of(stored.info().version()))) {
            head = ByteBuffer.wrap(reader.readAllBytes());
        }
        checkHead(head, layout, key);
        return new HeadAndSuffix(RangeSource.of(head), RangeSource.of(stored.suffix()), stored, windows);
    }

    private static void checkHead(ByteBuffer bytes, Layout layout, ObjectKey key) throws CorruptDataException {
        CRC32C crc = new CRC32C();
        if (bytes.limit() >= layout.headEnd()) {
            crc.update(bytes.slice(0, (int) layout.headEnd()));
        }
        if ((int) crc.getValue() != layout.headChecksum()) {
            throw new CorruptDataException("read", key.value(), "its metadata does not have its checksum");
        }
    }

    /** An object of which head and end are in memory. */
    private record HeadAndSuffix(RangeSource head, RangeSource suffix, StoredFooter stored, RangeSource windows)
            implements RangeSource {
        @Override
        public long size() throws IOException {
            return windows.size();
        }

        @Override
        public void readFully(long offset, ByteBuffer into) throws IOException {
            long suffixOffset = stored.info().sizeBytes() - suffix.size();
            if (offset + into.remaining() <= head.size()) {
                head.readFully(offset, into);
            } else if (offset >= suffixOffset) {
                suffix.readFully(offset - suffixOffset, into);
            } else {
                windows.readFully(offset, into);
            }
        }
    }

    /** The first bytes of a source and a later stretch of it, as if nothing were between. */
    private record Joined(RangeSource source, long headEnd, ByteSpan tail) implements RangeSource {
        /** Where in the source lies what is at an offset here. */
        long place(long offset) {
            return offset < headEnd ? offset : offset - headEnd + tail.offset();
        }

        @Override
        public long size() {
            return headEnd + tail.length();
        }

        @Override
        public void readFully(long offset, ByteBuffer into) throws IOException {
            if (offset < 0 || offset > size() - into.remaining()) {
                throw new EOFException("the metadata ends at " + size());
            }
            int limit = into.limit();
            if (offset < headEnd) {
                into.limit(into.position() + (int) Math.min(into.remaining(), headEnd - offset));
                source.readFully(offset, into);
                into.limit(limit);
            }
            if (into.hasRemaining()) {
                source.readFully(place(Math.max(headEnd, offset)), into);
            }
        }
    }
}
