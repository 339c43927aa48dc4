package io.clouddicom.internal.checkup;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Puts of one object by several writers at once, of which one must succeed.
 *
 * @param winners the writers that were told that theirs is stored
 * @param undecided the writers whose put ended with another error than that of the condition
 * @param example one such error in words, or nothing
 */
record Race(List<Integer> winners, List<Integer> undecided, String example) {

    /** A put of one of the writers. */
    @FunctionalInterface
    interface Put {
        void by(int writer) throws IOException;
    }

    /**
     * Lets the writers begin at one moment.
     *
     * @param refusal the error with which a put must end that did not win
     */
    static Race of(int writers, Class<? extends CloudDicomException> refusal, Put put) throws IOException {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < writers; i++) {
            int writer = i;
            tasks.add(() -> {
                start.await();
                put.by(writer);
                return true;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<Boolean>> puts = new ArrayList<>();
            tasks.forEach(task -> puts.add(threads.submit(task)));
            start.countDown();
            return outcome(puts, refusal);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Race outcome(List<Future<Boolean>> puts, Class<? extends CloudDicomException> refusal)
            throws IOException {
        List<Integer> winners = new ArrayList<>();
        List<Integer> undecided = new ArrayList<>();
        String example = "";
        for (int writer = 0; writer < puts.size(); writer++) {
            try {
                puts.get(writer).get();
                winners.add(writer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while several puts were under way");
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (refusal.isInstance(cause)) {
                    continue;
                }
                // What a single put would end with as well is no matter of the race.
                if (cause instanceof UnsupportedFeatureException || cause instanceof AccessDeniedException) {
                    throw (CloudDicomException) cause;
                }
                undecided.add(writer);
                example = String.valueOf(cause);
            }
        }
        return new Race(List.copyOf(winners), List.copyOf(undecided), example);
    }

    /**
     * Judges what came of it.
     *
     * @param stored the writer whose bytes are there
     * @param where which round of how many, in words
     */
    Seen judge(OptionalInt stored, String where) {
        if (winners.size() > 1) {
            return Seen.fails(winners.size() + " of several puts at once were told that theirs is stored " + where
                    + ": all but one are overwritten");
        }
        if (winners.size() == 1 && (stored.isEmpty() || stored.getAsInt() != winners.get(0))) {
            return Seen.fails("a put was told that it is stored, and then another one was " + where);
        }
        if (winners.isEmpty() && stored.isPresent() && !undecided.contains(stored.getAsInt())) {
            return Seen.fails("what is stored is of a put that was told that it was refused " + where);
        }
        if (winners.isEmpty() && stored.isEmpty()) {
            return undecided.isEmpty()
                    ? Seen.fails("of several puts at once all were refused, and nothing is stored " + where)
                    : Seen.unknown("all puts at once ended with errors " + where + ", such as " + example);
        }
        if (!undecided.isEmpty()) {
            return Seen.limited("one put of several at once succeeds, but " + undecided.size()
                    + " of the others ended with an error that does not say so " + where + ", such as " + example
                    + "; the archive then looks what is there");
        }
        return Seen.holds("of several puts at once one succeeds and the others are refused");
    }
}
