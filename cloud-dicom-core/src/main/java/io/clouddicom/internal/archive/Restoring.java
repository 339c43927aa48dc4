package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.Restoration;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Makes the original file of a stored object, or what stands for it, and checks its digest. */
final class Restoring {
    private static final int CHUNK_BYTES = 128 << 10;

    private Restoring() {}

    /** Writes what a file is to hold. */
    @FunctionalInterface
    interface FileContent {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a file, which appears only when its content is complete and right. */
    static void toFile(Path file, FileContent content) throws IOException {
        Path target = file.toAbsolutePath();
        Path part = newFileBeside(target);
        try {
            try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.WRITE)) {
                content.writeTo(out);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Not Files.createTempFile: that would give the restored file the rights of a temporary one. */
    private static Path newFileBeside(Path target) throws IOException {
        while (true) {
            String suffix = "." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part";
            Path part = target.resolveSibling("." + target.getFileName() + suffix);
            try {
                return Files.createFile(part);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
        }
    }

    /** Writes the original into a stream. */
    static void toStream(ObjectStore store, ObjectInfo info, Footer footer, OutputStream out) throws IOException {
        MessageDigest digest = sha256();
        ObjectKey key = info.key();
        byte[] chunk = new byte[(int) Math.max(1, Math.min(CHUNK_BYTES, info.sizeBytes()))];
        for (Restoration.Step step : footer.restoration().steps()) {
            if (step instanceof Restoration.Literal literal) {
                digest.update(literal.bytes());
                out.write(literal.bytes());
            } else if (step instanceof Restoration.Frames frames) {
                FrameRestoring.run(store, info, footer, frames, frame -> {
                    digest.update(frame);
                    out.write(frame);
                });
            } else if (step instanceof Restoration.Copy copy && copy.length() > 0) {
                try (ObjectReader reader =
                        store.get(key, ByteRange.of(copy.offset(), copy.length()), Optional.of(info.version()))) {
                    long left = copy.length();
                    while (left > 0) {
                        int count = reader.read(chunk, 0, (int) Math.min(chunk.length, left));
                        if (count < 0) {
                            throw new CorruptDataException("restore", key.value(), "the object ends early");
                        }
                        digest.update(chunk, 0, count);
                        out.write(chunk, 0, count);
                        left -= count;
                    }
                }
            }
        }
        if (!MessageDigest.isEqual(digest.digest(), footer.restoredSha256().toByteArray())) {
            throw new CorruptDataException("restore", key.value(), "what is restored does not have its SHA-256");
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
