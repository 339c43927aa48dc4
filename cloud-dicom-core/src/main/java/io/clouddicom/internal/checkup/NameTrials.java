package io.clouddicom.internal.checkup;

import io.clouddicom.CloudDicomException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.StoreCapabilities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which names objects may have. */
final class NameTrials {
    /** Of the kind that the archive uses. */
    private static final List<String> PLAIN = List.of(
            "names/1.2.840.113619.2.55.3.604688119.969.1268071029.320/0001.1",
            "names/" + "1.2.".repeat(15) + "1234/" + "2.25.".repeat(12) + "1234/" + "9.".repeat(31) + "99.12",
            "names/" + "abcdefgh234567".repeat(4) + "/key",
            "names/archive.json");

    /** Legal, and often mistaken for something else. */
    private static final List<String> UNUSUAL = List.of(
            "names/%41",
            "names/%2F",
            "names/a+b",
            "names/ a b ",
            "names/a=b&c=d",
            "names/?x#y",
            "names/a\\b",
            "names/a:b*c",
            "names/Case",
            "names/case",
            "names/e\u0301",
            "names/\u00e9",
            "names/\u4e2d\u6587",
            "names/\uD83D\uDE00",
            "names/..a",
            "names/con",
            "names/" + "x".repeat(600));

    private final Bench bench;
    private final Permissions may;

    NameTrials(Bench bench, Permissions may) {
        this.bench = bench;
        this.may = may;
    }

    void run() throws IOException {
        bench.look(CheckupSubject.KEY_CHARACTERS, this::characters);
        bench.look(CheckupSubject.NESTED_KEYS, this::nested);
    }

    private Seen characters() throws IOException {
        List<String> plain = refused(PLAIN);
        if (!plain.isEmpty()) {
            return Seen.fails("names of the kind that the archive uses are not kept: " + plain);
        }
        List<String> unusual = refused(UNUSUAL);
        return unusual.isEmpty()
                ? Seen.holds("names of all characters that are tried, and of 600 bytes, are kept")
                : Seen.limited("names that the archive does not use are not kept: " + unusual);
    }

    /** The names under which no object is kept, or another one's. */
    private List<String> refused(List<String> names) throws IOException {
        List<String> refused = new ArrayList<>();
        for (String name : names) {
            try {
                bench.place(name, bytes(name));
            } catch (CloudDicomException e) {
                refused.add(name);
            }
        }
        List<String> listed = may.list() ? bench.names("names/") : names;
        for (String name : names) {
            if (!refused.contains(name) && !(listed.contains(name) && keeps(name))) {
                refused.add(name);
            }
        }
        return refused.stream().map(name -> name.substring("names/".length())).toList();
    }

    private boolean keeps(String name) throws IOException {
        try {
            return !may.read() || Arrays.equals(bench.read(name), bytes(name));
        } catch (CloudDicomException e) {
            return false;
        }
    }

    private static byte[] bytes(String name) {
        return Bench.bytes(20, name.hashCode());
    }

    private Seen nested() throws IOException {
        StoreCapabilities capabilities = bench.store().capabilities();
        if (!capabilities.nestedKeys()) {
            return Seen.holds("the store does not keep both a and a/b, which the archive does not need");
        }
        try {
            bench.place("nested/a", bytes("a"));
            bench.place("nested/a/b", bytes("b"));
            if (Arrays.equals(bench.read("nested/a"), bytes("a"))
                    && Arrays.equals(bench.read("nested/a/b"), bytes("b"))) {
                return Seen.holds("both a and a/b are kept");
            }
        } catch (UnsupportedFeatureException e) {
            return Seen.limited(
                    "the store says that it keeps both a and a/b, and refuses it; the archive does not need it");
        } catch (CloudDicomException e) {
            return Seen.limited(
                    "the store does not keep both a and a/b, which the archive does not need: " + e.getMessage());
        }
        return Seen.fails("of a and a/b one replaces the other");
    }
}
