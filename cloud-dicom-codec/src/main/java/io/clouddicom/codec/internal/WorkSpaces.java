package io.clouddicom.codec.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What each thread that shares work needs for itself; made when first needed, and kept. */
final class WorkSpaces<T> {
    private final Supplier<T> maker;
    private final List<T> spaces = new ArrayList<>();

    WorkSpaces(Supplier<T> maker) {
        this.maker = maker;
        ensure(1);
    }

    /** Makes room for as many threads. */
    void ensure(int workers) {
        while (spaces.size() < workers) {
            spaces.add(maker.get());
        }
    }

    /** What a thread has, by its number in {@link SharedWork}. */
    T of(int worker) {
        return spaces.get(worker);
    }
}
