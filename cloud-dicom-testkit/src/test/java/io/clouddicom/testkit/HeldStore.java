package io.clouddicom.testkit;

import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Holds the requests of some objects back until the test lets them through, and knows which were begun, which still wait and
 * which were given up, as their thread was interrupted. A latency that the test decides, not a clock.
 */
final class HeldStore {
    private static final long LONGEST_WAIT_MILLIS = 30_000;

    private final ObjectStore store;
    private final List<String> begun = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private final List<String> stopped = new ArrayList<>();
    private Predicate<String> held = key -> false;

    HeldStore(ObjectStore store) {
        this.store = store;
    }

    /** The store whose gets are held. */
    ObjectStore store() {
        return (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("get")) {
                        pass(((ObjectKey) arguments[0]).value());
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private synchronized void pass(String key) throws InterruptedIOException {
        begun.add(key);
        waiting.add(key);
        notifyAll();
        try {
            while (held.test(key)) {
                wait();
            }
        } catch (InterruptedException e) {
            stopped.add(key);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            waiting.remove(key);
            notifyAll();
        }
    }

    /** From now on, requests of these objects wait, and others do not. */
    synchronized void hold(Predicate<String> keys) {
        held = keys;
        notifyAll();
    }

    synchronized void holdNothing() {
        hold(key -> false);
    }

    /** All requests so far. */
    synchronized List<String> begun() {
        return List.copyOf(begun);
    }

    /** Those that are held at this moment. */
    synchronized List<String> waiting() {
        return List.copyOf(waiting);
    }

    /** Those that ended because their thread was interrupted. */
    synchronized List<String> stopped() {
        return List.copyOf(stopped);
    }

    /** Something that comes to be, after a while. */
    interface Condition {
        boolean holds();
    }

    /** Waits until something is so that depends on requests. */
    synchronized void await(String what, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT_MILLIS * 1_000_000;
        while (!condition.holds()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(what + " did not come to be; begun " + begun.size() + ", waiting "
                        + waiting.size() + ", stopped " + stopped.size());
            }
            wait(Math.min(left, 20));
        }
    }
}
