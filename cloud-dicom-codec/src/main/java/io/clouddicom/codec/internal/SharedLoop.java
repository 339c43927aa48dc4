package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop whose turns are taken by the caller and by threads of an executor beside it: see {@link SharedWork}. */
final class SharedLoop implements SharedWork.Body {
    /** What is done each turn. */
    interface Body {
        /**
         * Takes a turn.
         *
         * @param worker 0 for the caller, from 1 for helpers; at most one thread at a time has a number
         * @param index which turn
         */
        void turn(int worker, int index) throws CodestreamException;
    }

    private final int count;
    private final Body body;
    private final AtomicInteger next = new AtomicInteger();

    private SharedLoop(int count, Body body) {
        this.count = count;
        this.body = body;
    }

    /** Runs all turns; the first error ends it. */
    static void run(int count, Executor executor, Body body) throws CodestreamException {
        SharedWork.run(SharedWork.workers(count), executor, new SharedLoop(count, body));
    }

    @Override
    public void work(int worker) throws CodestreamException {
        for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
            body.turn(worker, index);
        }
    }

    @Override
    public void stop() {
        next.set(count);
    }
}
