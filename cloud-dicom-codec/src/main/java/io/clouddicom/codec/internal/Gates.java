package io.clouddicom.codec.internal;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What threads wait for: a gate opens when as much is done as it expects. Whoever uses gates sees to it that what is waited
 * for is in the hands of threads that are at work.
 */
final class Gates {
    /** Turns of waiting before a thread is put to sleep, since to wake it takes longer than most waiting. */
    private static final int MOST_SPINS = 2000;

    private AtomicIntegerArray pending = new AtomicIntegerArray(16);
    private volatile boolean failed;

    /** Starts with as many gates, all open. */
    void start(int count) {
        if (pending.length() < count) {
            pending = new AtomicIntegerArray(2 * count);
        }
        for (int gate = 0; gate < count; gate++) {
            pending.set(gate, 0);
        }
        failed = false;
    }

    /** Tells how much there is to do before a gate opens; before threads begin. */
    void expect(int gate, int amount) {
        pending.set(gate, amount);
    }

    /** Tells that so much more is done. */
    void done(int gate, int amount) {
        if (amount > 0 && pending.addAndGet(gate, -amount) == 0) {
            wake();
        }
    }

    /** Waits until a gate is open; false when that will never be. */
    boolean await(int gate) {
        for (int spin = 0; spin < MOST_SPINS && waits(gate); spin++) {
            Thread.onSpinWait();
        }
        if (waits(gate)) {
            sleep(gate);
        }
        return !failed;
    }

    private boolean waits(int gate) {
        return pending.get(gate) > 0 && !failed;
    }

    private synchronized void sleep(int gate) {
        boolean interrupted = false;
        while (waits(gate)) {
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

    /** What is waited for will never be. */
    void fail() {
        failed = true;
        wake();
    }

    private synchronized void wake() {
        notifyAll();
    }
}
