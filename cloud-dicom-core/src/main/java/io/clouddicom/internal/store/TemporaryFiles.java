package io.clouddicom.internal.store;

import io.clouddicom.store.SweepReport;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files in which objects are put together, in a directory that holds nothing else but locks.
 *
 * <p>Each open store is an <i>owner</i>: it has a file {@code <owner>.owner}, which it keeps locked as long as it
 * lives, and its temporary files are called {@code <owner>.<n>}. The operating system gives up the lock of a process
 * that dies, however it dies; so whoever can lock an owner's file knows that the owner is dead and removes what it
 * left. The owner's file is made before the owner's first temporary and removed after its last, so a temporary without
 * one is a dead owner's too.
 *
 * <p>A process must not touch the owner files of its own JVM: opening and closing one would give up the lock (see
 * {@link KeyLocks}). They are known by their beginning, an identity of the JVM that is kept where all class loaders see
 * it, in a system property.
 *
 * <p>Where the file system has no locks, nothing is swept.
 */
final class TemporaryFiles implements Closeable {

    private static final String JVM_IDENTITY_PROPERTY = "io.clouddicom.store.jvm";
    private static final Pattern NAME = Pattern.compile("([0-9a-z]+-[0-9]+)\\.(owner|[0-9]+)");
    private static final AtomicLong OWNERS = new AtomicLong();
    private static final int ATTEMPTS = 100;

    private final Path directory;
    private final String owner;
    private final FileChannel ownerChannel;
    private final boolean locked;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Set<Path> open = new HashSet<>();
    private boolean closed;

    private TemporaryFiles(Path directory, String owner, FileChannel ownerChannel, boolean locked) {
        this.directory = directory;
        this.owner = owner;
        this.ownerChannel = ownerChannel;
        this.locked = locked;
    }

    /**
     * Becomes an owner.
     *
     * @param directory the directory, which exists
     * @return temporary files, closed by the caller
     */
    static TemporaryFiles open(Path directory) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            String owner = jvmIdentity() + "-" + OWNERS.incrementAndGet();
            Path file = ownerFile(directory, owner);
            FileChannel channel;
            try {
                channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            Claim claim;
            try {
                claim = claim(channel);
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
            // Another process may have swept the file before it was locked; then the lock is on a file without a name.
            if (claim != Claim.LIVES && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return new TemporaryFiles(directory, owner, channel, claim == Claim.LOCKED);
            }
            channel.close();
        }
        throw new IOException("the file of an owner of temporary files cannot be locked");
    }

    private static Path ownerFile(Path directory, String owner) {
        return directory.resolve(owner + ".owner");
    }

    private static String jvmIdentity() {
        Object identity = System.getProperties()
                .computeIfAbsent(
                        JVM_IDENTITY_PROPERTY, property -> new BigInteger(96, new SecureRandom()).toString(36));
        return identity.toString();
    }

    /** Whether the file system has locks. */
    boolean locked() {
        return locked;
    }

    /**
     * Makes a temporary file, which {@link #remove} removes.
     *
     * @return an empty file that nobody else has
     */
    Path create() throws IOException {
        Path file;
        synchronized (open) {
            if (closed) {
                throw new IllegalStateException("the store is closed");
            }
            file = directory.resolve(owner + "." + lastNumber.incrementAndGet());
            open.add(file);
        }
        try {
            Files.createFile(file);
            return file;
        } catch (IOException e) {
            forget(file);
            throw e;
        }
    }

    /** Removes the name of a temporary file. If that fails, the file is left to the next sweep. */
    void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What the put did is done; a left-over file harms nobody.
        } finally {
            forget(file);
        }
    }

    private void forget(Path file) {
        boolean last;
        synchronized (open) {
            open.remove(file);
            last = closed && open.isEmpty();
        }
        if (last) {
            giveUp();
        }
    }

    /**
     * Removes what dead owners left in a directory.
     *
     * @return how many temporary files were removed
     */
    static int sweep(Path directory) throws IOException {
        return sweep(directory, Instant.MAX).removed();
    }

    /**
     * Removes what dead owners left in a directory, unless it is too young.
     *
     * @param limit only what was not written later
     * @return how many temporary files were removed, and how many are others' still
     */
    static SweepReport sweep(Path directory, Instant limit) throws IOException {
        int removed = 0;
        int found = 0;
        for (Map.Entry<String, Set<Path>> entry : othersFiles(directory).entrySet()) {
            found += entry.getValue().size();
            if (allBefore(limit, entry.getValue())) {
                removed += sweepOwner(ownerFile(directory, entry.getKey()), entry.getValue());
            }
        }
        return new SweepReport(removed, Math.max(0, found - removed), Map.of());
    }

    private static boolean allBefore(Instant limit, Set<Path> files) throws IOException {
        for (Path file : limit.equals(Instant.MAX) ? Set.<Path>of() : files) {
            try {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isAfter(limit)) {
                    return false;
                }
            } catch (NoSuchFileException e) {
                // Its owner lives.
                return false;
            }
        }
        return true;
    }

    /** The temporary files of each owner that is not of this JVM. */
    private static Map<String, Set<Path>> othersFiles(Path directory) throws IOException {
        String ours = jvmIdentity() + "-";
        Map<String, Set<Path>> files = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Matcher name = NAME.matcher(entry.getFileName().toString());
                if (name.matches() && !name.group(1).startsWith(ours)) {
                    Set<Path> temporaries = files.computeIfAbsent(name.group(1), o -> new HashSet<>());
                    if (!name.group(2).equals("owner")) {
                        temporaries.add(entry);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    private static int sweepOwner(Path file, Set<Path> temporaries) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return deleteAll(temporaries);
        } catch (AccessDeniedException e) {
            return 0; // another user's, who sweeps it
        }
        try (channel) {
            if (claim(channel) != Claim.LOCKED) {
                return 0;
            }
            int removed = deleteAll(temporaries);
            Files.deleteIfExists(file);
            return removed;
        }
    }

    private static int deleteAll(Iterable<Path> files) throws IOException {
        int deleted = 0;
        for (Path file : files) {
            deleted += Files.deleteIfExists(file) ? 1 : 0;
        }
        return deleted;
    }

    private enum Claim {
        /** The lock is ours; nobody else has it. */
        LOCKED,
        /** Another process has it. */
        LIVES,
        /** The file system has no locks. */
        CANNOT_TELL
    }

    /**
     * Tries to lock an owner's file.
     *
     * @throws IOException the thread was interrupted, which has closed the channel
     */
    private static Claim claim(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock == null ? Claim.LIVES : Claim.LOCKED;
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            throw e;
        } catch (IOException e) {
            return Claim.CANNOT_TELL;
        }
    }

    /** Stops being an owner, when the last temporary file is removed. */
    @Override
    public void close() {
        boolean now;
        synchronized (open) {
            now = !closed && open.isEmpty();
            closed = true;
        }
        if (now) {
            giveUp();
        }
    }

    private void giveUp() {
        // First the file, then the lock: a file without an owner is swept, an owner without a file never is one again.
        for (AutoCloseable step :
                List.<AutoCloseable>of(() -> Files.deleteIfExists(ownerFile(directory, owner)), ownerChannel)) {
            try {
                step.close();
            } catch (Exception e) {
                // The next sweep does it.
            }
        }
    }
}
