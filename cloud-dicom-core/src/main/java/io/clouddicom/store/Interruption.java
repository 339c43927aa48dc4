package io.clouddicom.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * For those who write a store: makes a blocking call end when its thread is interrupted, also where the call itself does not
 * look at that, such as one that waits for a socket. The interrupting thread ends the request.
 */
public final class Interruption {
    private Interruption() {}

    /**
     * Something that may block.
     *
     * @param <T> what it gives
     */
    @FunctionalInterface
    public interface Call<T> {
        /**
         * Does it.
         *
         * @return the result
         * @throws IOException it failed
         */
        T run() throws IOException;
    }

    /** The Java runtime's own way: a channel is closed by whoever interrupts the thread that is in a call on it. */
    private static final class Abortable extends AbstractInterruptibleChannel {
        private final Closeable abort;

        Abortable(Closeable abort) {
            this.abort = abort;
        }

        <T> T run(Call<T> call) throws IOException {
            boolean completed = false;
            begin();
            try {
                T result = call.run();
                completed = true;
                return result;
            } finally {
                end(completed);
            }
        }

        @Override
        protected void implCloseChannel() throws IOException {
            abort.close();
        }
    }

    /**
     * Makes a call.
     *
     * @param call the call
     * @param abort ends it from another thread, so that it fails soon; may be called when it has ended already
     * @param <T> what it gives
     * @return what it gave
     * @throws InterruptedIOException the thread was interrupted, and still is
     * @throws IOException the call failed
     */
    public static <T> T during(Call<T> call, Closeable abort) throws IOException {
        try {
            return new Abortable(abort).run(call);
        } catch (ClosedByInterruptException e) {
            InterruptedIOException interrupted = new InterruptedIOException("the thread was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
