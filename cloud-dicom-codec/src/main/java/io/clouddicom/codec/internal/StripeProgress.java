package io.clouddicom.codec.internal;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How far the threads that decode a tile are: a stripe is finished by one of them, once its code-blocks are decoded and the
 * stripe before is finished. A thread waits only for what other threads are at already: see {@link BlockQueue}.
 */
final class StripeProgress {
    /** Turns of waiting before a thread is put to sleep, since to wake it takes longer than most waiting. */
    private static final int MOST_SPINS = 2000;

    private AtomicIntegerArray pending = new AtomicIntegerArray(16);
    private int claimed;
    private volatile int finished;
    private volatile boolean failed;

    /** Starts; blocks are to be expected then. */
    void start(int stripes) {
        if (pending.length() < stripes) {
            pending = new AtomicIntegerArray(2 * stripes);
        }
        for (int stripe = 0; stripe < stripes; stripe++) {
            pending.set(stripe, 0);
        }
        claimed = 0;
        finished = 0;
        failed = false;
    }

    /** Counts blocks that a stripe waits for. */
    void expect(int stripe, int blocks) {
        pending.set(stripe, blocks);
    }

    void decoded(int stripe, int blocks) {
        if (pending.addAndGet(stripe, -blocks) == 0) {
            wake();
        }
    }

    /** Whether the calling thread is the one that shall finish a stripe; stripes before must have been claimed. */
    synchronized boolean claim(int stripe) {
        if (claimed > stripe) {
            return false;
        }
        claimed = stripe + 1;
        return true;
    }

    /** Waits until a stripe's blocks are decoded and those before it are finished; false when that will never be. */
    boolean awaitBlocks(int stripe) {
        return await(stripe, stripe);
    }

    /** Waits until a number of stripes are finished; false when that will never be. */
    boolean awaitRoom(int stripesFinished) {
        return await(stripesFinished, -1);
    }

    private boolean waits(int stripesFinished, int decoded) {
        return !failed && (finished < stripesFinished || decoded >= 0 && pending.get(decoded) > 0);
    }

    private boolean await(int stripesFinished, int decoded) {
        for (int spin = 0; spin < MOST_SPINS && waits(stripesFinished, decoded); spin++) {
            Thread.onSpinWait();
        }
        if (waits(stripesFinished, decoded)) {
            sleep(stripesFinished, decoded);
        }
        return !failed;
    }

    private synchronized void sleep(int stripesFinished, int decoded) {
        boolean interrupted = false;
        while (waits(stripesFinished, decoded)) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next stripe is finished. */
    synchronized void finished() {
        finished++;
        notifyAll();
    }

    /** What is waited for will never be. */
    void fail() {
        failed = true;
        wake();
    }

    private synchronized void wake() {
        notifyAll();
    }
}
