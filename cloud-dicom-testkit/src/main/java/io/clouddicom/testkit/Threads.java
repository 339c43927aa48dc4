package io.clouddicom.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work in many threads at once. */
final class Threads {
    private Threads() {}

    /** What each does. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Returns when all are done; fails where one does. */
    static void run(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Boolean>> done = new ArrayList<>(executor.invokeAll(Collections.nCopies(threads, () -> {
                work.run();
                return true;
            })));
            for (Future<Boolean> future : done) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
