package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.Fidelity;
import io.clouddicom.Sha256;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.FooterElement;
import io.clouddicom.internal.format.FrameChecksums;
import io.clouddicom.internal.format.FrameTable;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.internal.format.ResolutionPrefixes;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The stored object of an instance, written in one pass over the source: digest of the original, checksums of frames,
 * head and object are made on the way, the footer comes last.
 *
 * <p>That the original comes back bit for bit follows by construction: the digest is made of the very bytes that are
 * written, in the order in which the restoration record joins them, and the store's checksum of what it took over is held
 * against the one made here.
 */
final class InstanceContent implements StoredContent {
    private static final int CHUNK_BYTES = 128 << 10;

    private final IncomingInstance instance;
    private final ResolutionPrefixes resolutions;
    private final long size;
    private @Nullable Written written;

    /**
     * What was written.
     *
     * @param sha256 the digest of the original
     * @param size the size of the object
     * @param checksum CRC-32C of the object
     * @param footer its footer
     */
    record Written(Sha256 sha256, long size, int checksum, Footer footer) {}

    InstanceContent(IncomingInstance instance) throws IOException {
        this.instance = instance;
        this.resolutions = ReceivedResolutions.of(instance);
        this.size = footerOffset()
                + footer(Sha256.of(new byte[32]), 0, 0, new int[checksumCount()])
                        .encode()
                        .length;
    }

    private long footerOffset() {
        return instance.contentLength() + FooterElement.headerLength(instance.encoding());
    }

    /** A deflated dataset whose frames are not in order has no frame checksums: they would need it inflated in memory. */
    private int checksumCount() {
        FrameTable frames = instance.frames();
        boolean deflated = instance.layout(0, 0, 0).deflated().isPresent();
        return deflated && !FrameChecksums.possible(frames) ? 0 : frames.count();
    }

    private Footer footer(Sha256 sha256, int checksum, int headChecksum, int[] frameChecksums) {
        return new Footer(
                instance.id(),
                sha256,
                instance.source().size(),
                Fidelity.BYTE_EXACT,
                Optional.empty(),
                instance.layout(footerOffset(), checksum, headChecksum),
                instance.restoration(),
                instance.frames(),
                frameChecksums,
                resolutions);
    }

    @Override
    public OptionalLong lengthBytes() {
        return OptionalLong.of(size);
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Pass pass = new Pass(out);
        SourceBytes source = instance.source();
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.max(1, Math.min(CHUNK_BYTES, source.size())));
        long insertAt = instance.inserted().length == 0 ? 0 : Math.min(instance.insertAt(), instance.keptLength());
        copy(source, 0, insertAt, chunk, pass);
        pass.write(instance.inserted(), 0, instance.inserted().length);
        copy(source, insertAt, instance.keptLength(), chunk, pass);
        pass.write(instance.bridgeBytes(), 0, instance.bridgeBytes().length);
        pass.original.update(instance.removed());
        source.checkUnchanged();

        int[] frameChecksums = frameChecksums(pass, source);
        int footerLength = Math.toIntExact(size - footerOffset());
        byte[] header = FooterElement.header(instance.encoding(), footerLength);
        pass.write(header, 0, header.length);
        Sha256 sha256 = Sha256.of(pass.original.digest());
        Footer footer = footer(sha256, (int) pass.object.getValue(), pass.headChecksum, frameChecksums);
        byte[] encoded = footer.encode();
        pass.write(encoded, 0, encoded.length);
        written = new Written(sha256, pass.position, (int) pass.object.getValue(), footer);
    }

    private static void copy(SourceBytes source, long from, long to, ByteBuffer chunk, Pass pass) throws IOException {
        for (long position = from; position < to; position += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), to - position));
            source.readFully(position, chunk);
            pass.original.update(chunk.array(), 0, chunk.limit());
            pass.write(chunk.array(), 0, chunk.limit());
        }
    }

    private int[] frameChecksums(Pass pass, SourceBytes source) throws IOException {
        if (checksumCount() == 0) {
            return new int[0];
        }
        if (pass.frames != null) {
            return pass.frames.checksums();
        }
        // Frames that are not in order: read once more, each at its place.
        FrameTable frames = instance.frames();
        int[] checksums = new int[frames.count()];
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        for (int i = 0; i < checksums.length; i++) {
            CRC32C crc = new CRC32C();
            for (ByteSpan span : frames.frame(i).spans()) {
                for (long position = span.offset(); position < span.end(); position += chunk.limit()) {
                    chunk.clear().limit((int) Math.min(chunk.capacity(), span.end() - position));
                    source.readFully(position - instance.inserted().length, chunk);
                    crc.update(chunk.flip());
                }
            }
            checksums[i] = (int) crc.getValue();
        }
        return checksums;
    }

    @Override
    public long verified(PutResult result, String object) throws CorruptDataException {
        Written last = written();
        if (result.sizeBytes() != last.size() || result.crc32c() != last.checksum()) {
            throw new CorruptDataException("put", object, "the store took over other bytes than those written");
        }
        return last.size();
    }

    @Override
    public Fidelity fidelity() {
        return Fidelity.BYTE_EXACT;
    }

    /** What was written by the last complete pass; makes one into nowhere if there was none. */
    private Written written() {
        Written last = written;
        if (last == null) {
            throw new IllegalStateException("nothing was written yet");
        }
        return last;
    }

    /** The digest of the original; reads it if no pass was complete yet, as where the store refused before reading. */
    @Override
    public Sha256 sha256() throws IOException {
        if (written == null) {
            writeTo(OutputStream.nullOutputStream());
        }
        return written().sha256();
    }

    /** Passes bytes on and makes the checksums of the object. */
    private final class Pass {
        private final OutputStream out;
        private final MessageDigest original;
        private final CRC32C object = new CRC32C();
        private final @Nullable FrameChecksums frames;
        private final @Nullable DeflatedFrames deflated;
        private long position;
        private int headChecksum;

        Pass(OutputStream out) {
            this.out = out;
            try {
                this.original = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
            this.frames = FrameChecksums.possible(instance.frames()) ? new FrameChecksums(instance.frames()) : null;
            Optional<Layout.DeflatedDataset> dataset = instance.layout(0, 0, 0).deflated();
            this.deflated = dataset.isPresent() && frames != null ? new DeflatedFrames(dataset.get(), frames) : null;
        }

        void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return;
            }
            long end = position + length;
            long headEnd = instance.headEnd();
            if (position < headEnd && headEnd <= end) {
                int head = (int) (headEnd - position);
                object.update(bytes, offset, head);
                headChecksum = (int) object.getValue();
                object.update(bytes, offset + head, length - head);
            } else {
                object.update(bytes, offset, length);
            }
            if (deflated != null) {
                deflated.update(position, bytes, offset, length);
            } else if (frames != null) {
                frames.update(bytes, offset, length);
            }
            out.write(bytes, offset, length);
            position = end;
        }
    }
}
