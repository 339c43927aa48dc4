package io.clouddicom.codec.internal;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How far the threads that decode a tile are: a stripe is finished by one of them, once its code-blocks and those of several
 * zones are decoded and the stripe before in its zone is finished. A thread waits only for what other threads are at
 * already: see {@link BlockQueue}.
 */
final class StripeProgress {
    /** Turns of waiting before a thread is put to sleep, since to wake it takes longer than most waiting. */
    private static final int MOST_SPINS = 2000;

    /** By batch: blocks that are not decoded. */
    private AtomicIntegerArray pending = new AtomicIntegerArray(16);
    /** By zone: the first stripe that is not finished. */
    private AtomicIntegerArray finished = new AtomicIntegerArray(16);
    /** By zone: the first stripe that no thread finishes or has finished. */
    private AtomicIntegerArray unclaimed = new AtomicIntegerArray(16);

    private volatile boolean failed;

    /** Starts; blocks are to be expected then. */
    void start(RowStripes stripes, int batches) {
        if (pending.length() < batches) {
            pending = new AtomicIntegerArray(2 * batches);
        }
        if (finished.length() < stripes.zones()) {
            finished = new AtomicIntegerArray(2 * stripes.zones());
            unclaimed = new AtomicIntegerArray(2 * stripes.zones());
        }
        for (int zone = 0; zone < stripes.zones(); zone++) {
            finished.set(zone, stripes.first(zone));
            unclaimed.set(zone, stripes.first(zone));
        }
        failed = false;
    }

    /** Tells how many blocks a batch has. */
    void expect(int batch, int blocks) {
        pending.set(batch, blocks);
    }

    void decoded(int batch, int blocks) {
        if (blocks > 0 && pending.addAndGet(batch, -blocks) == 0) {
            wake();
        }
    }

    /** Whether the calling thread is the one that shall finish a stripe; those before must have been claimed. */
    boolean claim(int zone, int stripe) {
        return unclaimed.compareAndSet(zone, stripe, stripe + 1);
    }

    /** Waits until the stripes before one are finished; false when that will never be. */
    boolean awaitStripe(int zone, int stripe) {
        return await(zone, stripe, -1);
    }

    /** Waits until the stripes before one are finished and two batches are decoded, the first and another. */
    boolean awaitBlocks(int zone, int stripe, int batch) {
        return await(zone, stripe, batch);
    }

    private boolean await(int zone, int stripe, int batch) {
        for (int spin = 0; spin < MOST_SPINS && waits(zone, stripe, batch); spin++) {
            Thread.onSpinWait();
        }
        if (waits(zone, stripe, batch)) {
            sleep(zone, stripe, batch);
        }
        return !failed;
    }

    private boolean waits(int zone, int stripe, int batch) {
        return !failed && (finished.get(zone) < stripe || batch >= 0 && (pending.get(0) > 0 || pending.get(batch) > 0));
    }

    private synchronized void sleep(int zone, int stripe, int batch) {
        boolean interrupted = false;
        while (waits(zone, stripe, batch)) {
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

    /** A stripe is finished. */
    void finished(int zone, int stripe) {
        finished.set(zone, stripe + 1);
        wake();
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
