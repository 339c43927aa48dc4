package io.clouddicom.s3.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the puts of this process are working on, whatever stores they belong to: uploads by their ids, and objects of the
 * stores' own by their names. The sweeper leaves it alone.
 */
final class UnderWay {
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    private UnderWay() {}

    static void begin(String name) {
        NAMES.add(name);
    }

    static void end(String name) {
        NAMES.remove(name);
    }

    static boolean contains(String name) {
        return NAMES.contains(name);
    }
}
