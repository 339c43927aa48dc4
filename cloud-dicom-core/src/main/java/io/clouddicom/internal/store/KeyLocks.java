package io.clouddicom.internal.store;

import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/**
 * Locks on keys that hold among all processes and threads: each key has one of {@value #STRIPES} lock files, which stay
 * for ever (one that is deleted while another process opens it locks nothing).
 *
 * <p>Two traps of POSIX locks shape this class. They belong to the process, and closing <i>any</i> descriptor of a file
 * gives up the process's lock on it; so within the JVM a monitor comes first, and only its holder opens the file. The
 * monitor is an interned string, because that is the same object for every class loader that has loaded this class. And
 * a waiting lock call may fail because the kernel takes two processes of several threads for a deadlock that is none;
 * so it is tried, not waited for.
 */
final class KeyLocks {

    private static final int STRIPES = 64;
    private static final long SHORTEST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    /** What is done under a lock. */
    interface Action<T> {
        T run() throws IOException;
    }

    private final Path directory;
    private final boolean amongProcesses;

    /**
     * Locks in a directory.
     *
     * @param directory where the lock files are
     * @param amongProcesses whether the file system has locks; otherwise they hold only within this JVM
     */
    KeyLocks(Path directory, boolean amongProcesses) {
        this.directory = directory;
        this.amongProcesses = amongProcesses;
    }

    /**
     * Does something under the lock of a key.
     *
     * @param key the key; no other key may be locked by this thread
     * @param action what is done
     * @return what the action returns
     * @throws InterruptedIOException the thread was interrupted while it waited; the action was not begun
     * @throws IOException the error of the action, or of locking, and then the action was not begun
     */
    <T> T locked(ObjectKey key, Action<T> action) throws IOException {
        Path file = directory.resolve(String.format("lock-%02x", stripe(key)));
        synchronized (("io.clouddicom.store:" + file).intern()) {
            return amongProcesses ? lockedAmongProcesses(file, action) : action.run();
        }
    }

    private static <T> T lockedAmongProcesses(Path file, Action<T> action) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            acquire(channel);
            return action.run();
        } finally {
            closeQuietly(channel);
        }
    }

    private static void acquire(FileChannel channel) throws IOException {
        long pauseNanos = SHORTEST_PAUSE_NANOS;
        FileLock lock = channel.tryLock();
        while (lock == null) {
            LockSupport.parkNanos(pauseNanos);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("the thread was interrupted while it waited for a lock");
            }
            pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2);
            lock = channel.tryLock();
        }
    }

    /** Releases the lock. What the action did is done, whether or not closing complains. */
    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor, and with it the lock, is gone all the same.
        }
    }

    /** Must be the same in every version of this library that may run on one store at a time. */
    private static int stripe(ObjectKey key) {
        CRC32C crc = new CRC32C();
        crc.update(key.value().getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % STRIPES);
    }
}
