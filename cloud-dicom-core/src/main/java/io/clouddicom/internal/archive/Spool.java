package io.clouddicom.internal.archive;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bytes that can be read only once: in memory as long as they are few, beyond that in a temporary file, sealed.
 *
 * <p>The file is AES-256-GCM in segments of 64 KiB under a random key that only this object knows; the nonce is the
 * number of the segment, which is safe as the key is used for one file and each segment written once. So no patient data
 * touches the disk in the clear, what a crash leaves behind is noise, and a change to the file is noticed.
 */
final class Spool extends OutputStream {
    private static final int MEMORY_BYTES = 8 << 20;
    static final int SEGMENT_BYTES = 64 << 10;
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int KEY_BYTES = 32;

    private @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable SealedFile file;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (memory != null) {
            if (memory.size() + (long) length <= MEMORY_BYTES) {
                memory.write(bytes, offset, length);
                return;
            }
            file = new SealedFile();
            file.append(memory.toByteArray(), 0, memory.size());
            memory = null;
        }
        Objects.requireNonNull(file).append(bytes, offset, length);
    }

    /** Ends the writing; the result owns what the spool held. */
    SourceBytes finish() throws IOException {
        if (file != null) {
            file.seal();
            return file;
        }
        return new SourceBytes.OfArray(Objects.requireNonNull(memory).toByteArray());
    }

    /** Drops everything. */
    void discard() throws IOException {
        memory = null;
        if (file != null) {
            file.close();
        }
    }

    private static final class SealedFile implements SourceBytes {
        private final FileChannel channel;
        private final SecretKeySpec key;
        private final byte[] segment = new byte[SEGMENT_BYTES];
        private int filled;
        private long sealedSegments;
        /** The segment that is in {@code segment} when reading. */
        private long loaded = -1;

        SealedFile() throws IOException {
            byte[] random = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(random);
            key = new SecretKeySpec(random, "AES");
            Path path = Files.createTempFile("cloud-dicom-", ".sealed");
            channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        }

        void append(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int left = length;
            while (left > 0) {
                if (filled == SEGMENT_BYTES) {
                    sealSegment();
                }
                int count = Math.min(left, SEGMENT_BYTES - filled);
                System.arraycopy(bytes, from, segment, filled, count);
                filled += count;
                from += count;
                left -= count;
            }
        }

        void seal() throws IOException {
            if (filled > 0) {
                int last = filled;
                sealSegment();
                filled = last;
            }
        }

        private void sealSegment() throws IOException {
            write(ByteBuffer.wrap(crypt(Cipher.ENCRYPT_MODE, sealedSegments, segment, filled)));
            sealedSegments++;
            filled = 0;
        }

        private void write(ByteBuffer bytes) throws IOException {
            long position = sealedSegments * (SEGMENT_BYTES + TAG_BYTES);
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
        }

        private byte[] crypt(int mode, long number, byte[] bytes, int length) throws IOException {
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(number).array();
                cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
                return cipher.doFinal(bytes, 0, length);
            } catch (GeneralSecurityException e) {
                throw new IOException("the temporary file cannot be sealed, or was changed", e);
            }
        }

        @Override
        public long size() {
            return sealedSegments == 0 ? 0 : (sealedSegments - 1) * SEGMENT_BYTES + filled;
        }

        @Override
        public synchronized void readFully(long offset, ByteBuffer into) throws IOException {
            if (offset < 0 || offset > size() - into.remaining()) {
                throw new EOFException("the bytes end at " + size());
            }
            long position = offset;
            while (into.hasRemaining()) {
                load(position / SEGMENT_BYTES);
                int within = (int) (position % SEGMENT_BYTES);
                int count = (int) Math.min(into.remaining(), Math.min(SEGMENT_BYTES - within, size() - position));
                into.put(segment, within, count);
                position += count;
            }
        }

        private void load(long number) throws IOException {
            if (number == loaded) {
                return;
            }
            int length = number == sealedSegments - 1 ? filled : SEGMENT_BYTES;
            ByteBuffer sealed = ByteBuffer.allocate(length + TAG_BYTES);
            long position = number * (SEGMENT_BYTES + TAG_BYTES);
            while (sealed.hasRemaining()) {
                int count = channel.read(sealed, position + sealed.position());
                if (count < 0) {
                    throw new IOException("the temporary file was cut");
                }
            }
            byte[] opened = crypt(Cipher.DECRYPT_MODE, number, sealed.array(), sealed.capacity());
            System.arraycopy(opened, 0, segment, 0, opened.length);
            loaded = number;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
