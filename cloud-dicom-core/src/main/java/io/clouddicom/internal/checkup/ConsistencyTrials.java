package io.clouddicom.internal.checkup;

import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.ObjectInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Whether everybody sees at once what was put and what was deleted. */
final class ConsistencyTrials {
    private static final int ROUNDS = 12;

    private final Bench bench;
    private final Permissions may;

    ConsistencyTrials(Bench bench, Permissions may) {
        this.bench = bench;
        this.may = may;
    }

    /** One look at what was just done. */
    @FunctionalInterface
    private interface Look {
        boolean seesIt(String name, byte[] bytes) throws IOException;
    }

    void run() throws IOException {
        if (may.read()) {
            bench.look(
                    CheckupSubject.READ_AFTER_PUT,
                    () -> afterPuts(
                            this::readsIt,
                            "what was put is read at once, also where it replaced something",
                            "a read after a put did not see it"));
        }
        if (may.list()) {
            bench.look(
                    CheckupSubject.LIST_AFTER_PUT,
                    () -> afterPuts(
                            this::listsIt, "what was put is listed at once", "a listing after a put lacked it"));
        }
        if (may.delete() && may.read()) {
            bench.look(
                    CheckupSubject.READ_AFTER_DELETE,
                    () -> afterDeletes(
                            (name, bytes) -> bench.absent(name),
                            "what was deleted is gone at once for reads",
                            "a read after a delete still saw it"));
        }
        if (may.delete() && may.list()) {
            bench.look(
                    CheckupSubject.LIST_AFTER_DELETE,
                    () -> afterDeletes(
                            (name, bytes) -> bench.list(name).isEmpty(),
                            "what was deleted is gone at once from listings",
                            "a listing after a delete still showed it"));
        }
    }

    private boolean readsIt(String name, byte[] bytes) throws IOException {
        return Arrays.equals(bench.read(name), bytes) && bench.head(name).sizeBytes() == bytes.length;
    }

    private boolean listsIt(String name, byte[] bytes) throws IOException {
        List<ObjectInfo> listed = bench.list(name);
        return listed.size() == 1 && listed.get(0).sizeBytes() == bytes.length;
    }

    /** Puts new objects, and others over them. */
    private Seen afterPuts(Look look, String right, String wrong) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "seen/" + System.nanoTime();
            for (int size : new int[] {500, 700}) {
                byte[] bytes = Bench.bytes(size, round);
                bench.place(name, bytes);
                // A look before can make a careless cache keep the answer.
                if (!look.seesIt(name, bytes)) {
                    return Seen.fails(wrong + " (round " + (round + 1) + " of " + ROUNDS + ")");
                }
            }
        }
        return Seen.holds(right);
    }

    private Seen afterDeletes(Look look, String right, String wrong) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "gone/" + System.nanoTime();
            byte[] bytes = Bench.bytes(300, round);
            bench.place(name, bytes);
            bench.delete(name);
            if (!look.seesIt(name, bytes)) {
                return Seen.fails(wrong + " (round " + (round + 1) + " of " + ROUNDS + ")");
            }
        }
        return Seen.holds(right);
    }
}
