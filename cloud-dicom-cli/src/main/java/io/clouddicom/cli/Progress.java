package io.clouddicom.cli;

import java.io.Console;
import java.io.PrintWriter;

/**
 * A line of progress that is drawn over itself, on a terminal only; elsewhere only messages are printed. Drawn from time
 * to time by a thread of its own, so that a long item does not look like standstill. Thread-safe.
 */
final class Progress implements AutoCloseable {
    private static final long REDRAW_MILLIS = 200;
    private static final int USUAL_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 20;

    private final PrintWriter err;
    private final String what;
    private final int columns;
    private final long startNanos = System.nanoTime();
    private final boolean shown;
    private long total;
    private long done;
    private long bytes;
    private int drawnLength;
    private boolean closed;

    /** Starts a line. {@code total} is the number of items, or -1 where it is not known. */
    Progress(PrintWriter err, String what, long total) {
        this(err, what, total, onTerminal());
    }

    private Progress(PrintWriter err, String what, long total, boolean shown) {
        this.err = err;
        this.what = what;
        this.total = total;
        this.shown = shown;
        int told = Integer.getInteger("cloud.dicom.columns", USUAL_COLUMNS);
        this.columns = told < FEWEST_COLUMNS ? USUAL_COLUMNS : told;
        if (shown) {
            Thread drawing = new Thread(this::drawUntilClosed, "cloud-dicom-progress");
            drawing.setDaemon(true);
            drawing.start();
        }
    }

    /** Prints messages, and no line: for a command that prints all the while. */
    static Progress messagesOnly(PrintWriter err) {
        return new Progress(err, "", -1, false);
    }

    /** Whether standard error is a terminal, as far as it can be known: the launcher tells. */
    private static boolean onTerminal() {
        String told = System.getProperty("cloud.dicom.terminal");
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From JDK 22 on there is a console also where there is no terminal, and a method that tells.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Whether the line is drawn at all. */
    boolean shown() {
        return shown;
    }

    /** Tells the number of items, once it is known. */
    synchronized void total(long items) {
        total = items;
    }

    /** Counts an item that is done. */
    synchronized void add(long itemBytes) {
        done++;
        bytes += itemBytes;
    }

    /** Tells how many items and bytes are done in all, if they are more than were told before. */
    synchronized void reached(long items, long itemBytes) {
        done = Math.max(done, items);
        bytes = Math.max(bytes, itemBytes);
    }

    /** Prints a line for good, above the line of progress. */
    synchronized void message(String line) {
        erase();
        err.println(line);
    }

    private synchronized void drawUntilClosed() {
        try {
            while (!closed) {
                wait(REDRAW_MILLIS);
                if (!closed) {
                    draw();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void draw() {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        String line = what + " " + done + (total < 0 ? "" : " of " + total) + ", " + Sizes.bytes(bytes) + ", "
                + Sizes.rate(bytes, seconds) + ", " + (long) seconds + " s";
        // In the last column the cursor would wrap.
        String cut = line.length() < columns ? line : line.substring(0, columns - 1);
        err.print("\r" + cut + " ".repeat(Math.max(0, drawnLength - cut.length())));
        err.flush();
        drawnLength = cut.length();
    }

    private void erase() {
        if (drawnLength > 0) {
            err.print("\r" + " ".repeat(drawnLength) + "\r");
            err.flush();
            drawnLength = 0;
        }
    }

    /** Removes the line. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        erase();
    }
}
