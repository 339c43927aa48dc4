package io.clouddicom.internal.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Gives files the modification times that serve as versions, see {@link FileObjectStore}. */
final class VersionClock {

    /** What file systems are known to round times to, ascending: ext4 and XFS, NTFS, many, ext3 and HFS+, FAT. */
    private static final long[] STEPS_NANOS = {1, 100, 1_000, 1_000_000, 1_000_000_000, 2_000_000_000};

    /** No two files that this process writes get one time, even if the system's clock stands or is set back. */
    private static final AtomicLong LAST_NANOS = new AtomicLong();

    private final long stepNanos;

    private VersionClock(long stepNanos) {
        this.stepNanos = stepNanos;
    }

    /**
     * Finds out how exactly a file system keeps times.
     *
     * @param probe a file in it that may be changed
     * @return a clock for it
     */
    static VersionClock probe(Path probe) throws IOException {
        long second = TimeUnit.SECONDS.toNanos(1_000_000_000);
        set(probe, second);
        for (long step : STEPS_NANOS) {
            set(probe, second + step);
            if (state(probe).modifiedNanos() != second) {
                return new VersionClock(step);
            }
        }
        throw new IOException("the file system does not keep modification times");
    }

    /** Sets the time of a file that is to become an object to now. */
    static void stamp(Path file) throws IOException {
        long now = nowNanos();
        set(file, LAST_NANOS.updateAndGet(last -> Math.max(last + 1, now)));
    }

    /** Sets the time of a file that is to replace an object to one that is later than the object's. */
    void stampAfter(Path file, FileState replaced) throws IOException {
        set(file, replaced.modifiedNanos() + stepNanos);
    }

    /**
     * Waits until the clock has passed the time of an object that is about to be deleted, as far as the file system can
     * tell times apart. Returns at once where it keeps nanoseconds.
     */
    void passBy(FileState deleted) throws InterruptedIOException {
        long ageNanos = nowNanos() - deleted.modifiedNanos();
        if (stepNanos > 1_000 && ageNanos >= 0 && ageNanos < stepNanos) {
            try {
                TimeUnit.NANOSECONDS.sleep(stepNanos - ageNanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the thread was interrupted");
            }
        }
    }

    private static FileState state(Path file) throws IOException {
        return FileState.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    private static void set(Path file, long nanos) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(nanos, TimeUnit.NANOSECONDS));
    }

    private static long nowNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
