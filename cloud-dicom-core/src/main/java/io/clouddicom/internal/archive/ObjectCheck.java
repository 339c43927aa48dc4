package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.FrameChecksums;
import io.clouddicom.internal.format.FrameTable;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.internal.format.MetadataRecord;
import io.clouddicom.internal.format.Restoration;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a stored object to its last byte and holds it against its footer. Belongs to one thread. */
final class ObjectCheck {
    private static final int CHUNK_BYTES = 128 << 10;

    private final ObjectStore store;
    private final ObjectInfo info;
    private final StoredFooter stored;
    private final Footer footer;
    private final Layout layout;
    private final List<String> wrong = new ArrayList<>();

    private ObjectCheck(ObjectStore store, StoredFooter stored) {
        this.store = store;
        this.stored = stored;
        this.info = stored.info();
        this.footer = stored.footer();
        this.layout = footer.layout();
    }

    /**
     * What was found.
     *
     * @param stored the footer
     * @param wrong what is wrong
     * @param frames how many frames had their checksum checked
     */
    record Result(StoredFooter stored, List<String> wrong, int frames) {}

    /**
     * Checks an object.
     *
     * @throws CorruptDataException it has no footer that can be read
     * @throws IOException it cannot be read
     */
    static Result run(ObjectStore store, ObjectInfo info) throws IOException {
        StoredFooter stored = StoredFooter.read(store, info.key(), Optional.of(info.version()));
        ObjectCheck check = new ObjectCheck(store, stored);
        check.readAll();
        check.compareIdentifiers();
        return new Result(stored, check.wrong, stored.footer().frameChecksums().length);
    }

    private void readAll() throws IOException {
        FrameTable frames = footer.frames();
        boolean inOrder = FrameChecksums.possible(frames);
        boolean withFrames = footer.frameChecksums().length > 0;
        FrameChecksums checksums = withFrames && inOrder ? new FrameChecksums(frames) : null;
        DeflatedFrames deflated = checksums != null && layout.deflated().isPresent()
                ? new DeflatedFrames(layout.deflated().get(), checksums)
                : null;
        OriginalDigest original = footer.restoration().ascending() ? new OriginalDigest(footer.restoration()) : null;
        CRC32C crc = new CRC32C();
        long position = 0;
        byte[] chunk = new byte[CHUNK_BYTES];
        try (ObjectReader reader =
                store.get(info.key(), ByteRange.of(0, layout.footerOffset()), Optional.of(info.version()))) {
            while (position < layout.footerOffset()) {
                long toHeadEnd = position < layout.headEnd() ? layout.headEnd() - position : Long.MAX_VALUE;
                int count = reader.read(chunk, 0, (int) Math.min(chunk.length, toHeadEnd));
                if (count < 0) {
                    throw new CorruptDataException("verify", info.key().value(), "it ends early");
                }
                crc.update(chunk, 0, count);
                if (deflated != null) {
                    deflated.update(position, chunk, 0, count);
                } else if (checksums != null) {
                    checksums.update(chunk, 0, count);
                }
                if (original != null) {
                    original.update(position, chunk, count);
                }
                position += count;
                if (position == layout.headEnd() && (int) crc.getValue() != layout.headChecksum()) {
                    wrong.add("the metadata does not have its checksum");
                }
            }
        }
        if ((int) crc.getValue() != layout.checksum()) {
            wrong.add("the object does not have its checksum");
        }
        if (checksums != null) {
            compareFrames(checksums.checksums());
        } else if (withFrames) {
            readFrames();
        }
        compareOriginal(original);
    }

    private void compareFrames(int[] checksums) {
        for (int i = 0; i < checksums.length; i++) {
            if (checksums[i] != footer.frameChecksums()[i]) {
                wrong.add("frame " + (i + 1) + " does not have its checksum");
                return;
            }
        }
    }

    /** Frames that are not in order, each at its place. */
    private void readFrames() throws IOException {
        FrameReading reading = new FrameReading(store, info, footer);
        for (int i = 0; i < footer.frames().count(); i++) {
            long length = footer.frames().frame(i).spans().stream()
                    .mapToLong(ByteSpan::length)
                    .sum();
            if (length > 0) {
                try {
                    reading.read(List.of(i));
                } catch (CorruptDataException e) {
                    wrong.add("frame " + (i + 1) + " does not have its checksum");
                    return;
                }
            }
        }
    }

    private void compareOriginal(@Nullable OriginalDigest original) throws IOException {
        if (original == null) {
            try {
                Restoring.toStream(store, info, footer, OutputStream.nullOutputStream());
            } catch (CorruptDataException e) {
                wrong.add("what is restored does not have its SHA-256");
            }
        } else if (!MessageDigest.isEqual(
                original.digest(), footer.restoredSha256().toByteArray())) {
            wrong.add("what is restored does not have its SHA-256");
        }
    }

    private void compareIdentifiers() throws IOException {
        if (!wrong.isEmpty()) {
            return;
        }
        try {
            Dataset dataset = MetadataRecord.decode(
                    ByteBuffer.wrap(MetadataReading.read(store, stored)),
                    info.key().value());
            boolean same = dataset.uid(Tag.STUDY_INSTANCE_UID)
                            .equals(Optional.of(footer.identity().study()))
                    && dataset.uid(Tag.SERIES_INSTANCE_UID)
                            .equals(Optional.of(footer.identity().series()))
                    && dataset.uid(Tag.SOP_INSTANCE_UID)
                            .equals(Optional.of(footer.identity().instance()));
            if (!same) {
                wrong.add("the footer names another instance than the dataset");
            }
        } catch (CorruptDataException e) {
            wrong.add("the metadata cannot be read: " + e.getMessage());
        }
    }

    /** Makes the digest of what is restored while the object passes by, if its steps follow each other. */
    private static final class OriginalDigest {
        private final MessageDigest digest = Restoring.sha256();
        private final Iterator<Restoration.Step> steps;
        private Restoration.@Nullable Copy copy;

        OriginalDigest(Restoration restoration) {
            this.steps = restoration.steps().iterator();
            nextCopy();
        }

        private void nextCopy() {
            copy = null;
            while (copy == null && steps.hasNext()) {
                Restoration.Step step = steps.next();
                if (step instanceof Restoration.Literal literal) {
                    digest.update(literal.bytes());
                } else {
                    copy = (Restoration.Copy) step;
                }
            }
        }

        void update(long position, byte[] bytes, int count) {
            long end = position + count;
            while (copy != null && copy.offset() < end) {
                long copyEnd = copy.offset() + copy.length();
                long from = Math.max(copy.offset(), position);
                long to = Math.min(copyEnd, end);
                if (from < to) {
                    digest.update(bytes, (int) (from - position), (int) (to - from));
                }
                if (copyEnd > end) {
                    return;
                }
                nextCopy();
            }
        }

        byte[] digest() {
            return digest.digest();
        }
    }
}
