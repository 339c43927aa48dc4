package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * How far the threads that decode a tile are: a stripe is finished by one of them, once its code-blocks are decoded and the
 * stripe before is finished. Work is taken in a sequence in which it only waits for what comes earlier, so whoever waits
 * does so for threads that are at work.
 */
final class StripeProgress {
    private int[] pending = new int[16];
    private int finished;
    private boolean failed;

    synchronized void start(int stripes) {
        if (pending.length < stripes) {
            pending = new int[2 * stripes];
        }
        Arrays.fill(pending, 0, stripes, 0);
        finished = 0;
        failed = false;
    }

    /** Counts a block that a stripe waits for. */
    synchronized void expect(int stripe) {
        pending[stripe]++;
    }

    synchronized void decoded(int stripe) {
        pending[stripe]--;
        if (pending[stripe] == 0) {
            notifyAll();
        }
    }

    /** Waits until a stripe's blocks are decoded and those before it are finished; false when that will never be. */
    synchronized boolean awaitBlocks(int stripe) {
        return await(stripe, stripe);
    }

    /** Waits until a number of stripes are finished; false when that will never be. */
    synchronized boolean awaitRoom(int stripesFinished) {
        return await(stripesFinished, -1);
    }

    private synchronized boolean await(int stripesFinished, int decoded) {
        boolean interrupted = false;
        while (!failed && (finished < stripesFinished || decoded >= 0 && pending[decoded] > 0)) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !failed;
    }

    synchronized void finished() {
        finished++;
        notifyAll();
    }

    synchronized void fail() {
        failed = true;
        notifyAll();
    }
}
