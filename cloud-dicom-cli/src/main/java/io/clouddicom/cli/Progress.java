package io.clouddicom.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicLong;

/** A line of progress that is drawn over itself, on a terminal only; elsewhere it prints nothing. Thread-safe. */
final class Progress implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter err;
    private final boolean shown;
    private final String what;
    private final long total;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final long startNanos = System.nanoTime();
    private long drawnNanos = startNanos;
    private int drawnLength;

    /** Starts a line. {@code total} is the number of items, or -1 where it is not known. */
    Progress(PrintWriter err, String what, long total) {
        this.err = err;
        this.what = what;
        this.total = total;
        this.shown = onTerminal();
    }

    /** Whether standard error is a terminal: the launcher knows; without it, only a JDK before 22 tells by itself. */
    private static boolean onTerminal() {
        String told = System.getProperty("cloud.dicom.terminal");
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        return Runtime.version().feature() < 22 && System.console() != null;
    }

    /** Counts an item that is done. */
    void add(long itemBytes) {
        done.incrementAndGet();
        bytes.addAndGet(itemBytes);
        if (shown) {
            draw(false);
        }
    }

    private synchronized void draw(boolean last) {
        long now = System.nanoTime();
        if (!last && now - drawnNanos < REDRAW_NANOS) {
            return;
        }
        drawnNanos = now;
        double seconds = (now - startNanos) / 1e9;
        String line = what + " " + done.get() + (total < 0 ? "" : " of " + total) + ", " + Sizes.bytes(bytes.get())
                + ", " + Sizes.rate(bytes.get(), seconds);
        err.print("\r" + line + " ".repeat(Math.max(0, drawnLength - line.length())));
        err.flush();
        drawnLength = line.length();
    }

    @Override
    public synchronized void close() {
        if (shown && drawnLength > 0) {
            err.print("\r" + " ".repeat(drawnLength) + "\r");
            err.flush();
            drawnLength = 0;
        }
    }
}
