package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Divides an area's rows into bands, which the caller and threads of an executor work on at a time. */
final class RowBands {
    /** Below this many samples helpers cost more than they bring. */
    private static final long LEAST_SHARED_SAMPLES = 1 << 16;
    /** More than the lifting steps reach over both of a band's edges. */
    private static final int LEAST_ROWS = 32;
    /** Several bands for each thread, since one may be held up. */
    private static final int BANDS_PER_THREAD = 4;

    /** What is done with a band. */
    interface Body {
        /**
         * Works on a band.
         *
         * @param worker 0 for the caller, from 1 for helpers; at most one thread at a time has a number
         * @param first the band's first row
         * @param end the row after its last
         */
        void rows(int worker, int first, int end) throws CodestreamException;
    }

    private final @Nullable Executor executor;

    RowBands(@Nullable Executor executor) {
        this.executor = executor;
    }

    /** How many workers there may be. */
    int workers() {
        return executor == null ? 1 : SharedWork.workers(Integer.MAX_VALUE);
    }

    /** Into how many bands an area is divided. */
    int count(int width, int height) {
        if (executor == null || (long) width * height < LEAST_SHARED_SAMPLES) {
            return 1;
        }
        return Math.max(1, Math.min(height / LEAST_ROWS, BANDS_PER_THREAD * workers()));
    }

    /** Where a band begins; that after the last begins behind the last row. */
    static int start(int band, int bands, int height) {
        return (int) ((long) height * band / bands);
    }

    /** Runs the body on all rows of an area, from 0. */
    void run(int width, int height, Body body) throws CodestreamException {
        int bands = count(width, height);
        if (bands == 1 || executor == null) {
            body.rows(0, 0, height);
            return;
        }
        SharedLoop.run(
                bands,
                executor,
                (worker, band) -> body.rows(worker, start(band, bands, height), start(band + 1, bands, height)));
    }
}
