package io.clouddicom.internal.checkup;

import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Order and completeness of listings, and deleting what they show. */
final class ListingTrials {
    private static final int THREADS = 16;
    private static final String BEYOND_U_FFFF = "order/\uD83D\uDE00";

    /** In the order of their UTF-8. */
    private static final List<String> ORDERED = List.of(
            "order/A",
            "order/a!",
            "order/a-",
            "order/a.",
            "order/a/1",
            "order/a/10",
            "order/a/2",
            "order/a0",
            "order/aa/z",
            "order/b",
            "order/\u00e9",
            "order/\u4e2d",
            "order/\uFF5E",
            BEYOND_U_FFFF);

    private final Bench bench;
    private final Permissions may;
    private final int many;

    ListingTrials(Bench bench, Permissions may, int many) {
        this.bench = bench;
        this.may = may;
        this.many = many;
    }

    void run() throws IOException {
        if (may.list()) {
            bench.look(CheckupSubject.LIST_ORDER, this::order);
        }
        if (may.delete()) {
            bench.look(CheckupSubject.DELETE_REPEATED, this::deleteRepeated);
        }
        if (may.list() && may.delete()) {
            if (many == 0) {
                bench.found(CheckupSubject.LIST_PAGES, Seen.limited("not tried, as the check-up was to be short"));
                bench.look(CheckupSubject.DELETE_MANY, () -> deleteAll("order/", ORDERED.size()));
            } else {
                bench.look(CheckupSubject.LIST_PAGES, this::pages);
                bench.look(CheckupSubject.DELETE_MANY, () -> deleteAll("many/", many));
            }
        }
    }

    private Seen order() throws IOException {
        List<String> names = new ArrayList<>(ORDERED);
        Collections.reverse(names);
        for (String name : names) {
            bench.place(name, Bench.bytes(10, 1));
        }
        List<String> plain = ORDERED.subList(0, ORDERED.size() - 1);
        List<String> listed = bench.names("order/");
        if (!bench.names("order/a/").equals(List.of("order/a/1", "order/a/10", "order/a/2"))) {
            return Seen.fails("a listing below a prefix shows something else than what is below it");
        }
        if (!bench.prefixes("order/").equals(List.of("order/a/", "order/aa/"))) {
            return Seen.fails("a listing of the next segments shows something else than what is there");
        }
        if (listed.equals(ORDERED)) {
            return Seen.holds("names are listed in the order of their UTF-8");
        }
        List<String> others = new ArrayList<>(listed);
        if (others.remove(BEYOND_U_FFFF) && others.equals(plain)) {
            return Seen.limited("names with characters beyond U+FFFF, which the archive does not use, are listed in "
                    + "another order than that of their UTF-8");
        }
        return Seen.fails(
                listed.size() == ORDERED.size()
                        ? "names are listed in another order than that of their UTF-8"
                        : "of " + ORDERED.size() + " objects " + listed.size() + " are listed");
    }

    private Seen pages() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            names.add(String.format("many/%d/%06d", i / 700, i));
        }
        putAll(names);
        List<String> listed = bench.names("many/");
        if (!listed.equals(names)) {
            return Seen.fails("of " + many + " objects " + listed.size() + " are listed"
                    + (listed.size() == many ? ", in another order" : ""));
        }
        String from = names.get(many / 2);
        List<ObjectInfo> rest = bench.list("many/", from);
        return Seen.failsUnless(
                rest.size() == many - many / 2 - 1,
                many + " objects are all listed, and from any one on",
                "a listing from the middle on shows " + rest.size() + " objects of " + (many - many / 2 - 1));
    }

    private void putAll(List<String> names) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> puts = new ArrayList<>();
            for (String name : names) {
                puts.add(threads.submit(() -> bench.place(name, new byte[] {1})));
            }
            for (Future<?> put : puts) {
                put.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while many objects were put");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("a put among many failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Seen deleteRepeated() throws IOException {
        bench.place("delete", Bench.bytes(10, 1));
        bench.delete("delete");
        bench.delete("delete");
        bench.delete("never-put/at/all");
        return Seen.holds("deleting what is not there is done");
    }

    private Seen deleteAll(String below, int expected) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (ObjectInfo info : bench.list(below)) {
            keys.add(info.key());
        }
        keys.add(bench.key("never-put/either"));
        DeleteResult result = Bench.patiently(() -> bench.store().deleteAll(keys));
        int left = bench.list(below).size();
        if (!result.complete()) {
            String example =
                    String.valueOf(result.failures().values().iterator().next().getMessage());
            return Seen.fails(
                    "of " + keys.size() + " objects " + result.failures().size() + " were not deleted: " + example);
        }
        if (left > 0) {
            return Seen.fails(left + " objects are still there that were told to be deleted");
        }
        return Seen.holds(expected + " objects are deleted by one call, and one that was not there");
    }
}
