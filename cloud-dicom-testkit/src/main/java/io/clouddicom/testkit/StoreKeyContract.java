package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The part of {@link ObjectStoreContract} about keys: which there are, in which order, and how they go away. */
abstract class StoreKeyContract extends StoreObjectContract {

    /** Keys that are legal and that a careless store mistakes for something else. */
    private static List<String> awkwardKeys() {
        List<String> keys = new ArrayList<>(List.of(
                "%",
                "%41",
                "%2F",
                "%25",
                "%tmp",
                "a%2Fb",
                "con",
                "nul.txt",
                "lpt1",
                "a.",
                "a..",
                "...",
                "..a",
                ".a/b",
                " ",
                " a ",
                "a b",
                "+",
                "a+b",
                "a=b&c=d",
                "?x",
                "#x",
                "\\",
                "a\\b",
                "~",
                "*",
                "a:b",
                "\"",
                "'",
                "<>|",
                "{}[]()",
                "^`",
                "A",
                "a!",
                "AA",
                "aA",
                "Aa",
                "e\u0301",
                "\u00e9",
                "\u00df",
                "\u4e2d\u6587/\u0928",
                "\uff0e\uff0e",
                "\u2028",
                "\uFFFD",
                "\uE000",
                "\uD83D\uDE00",
                "\uD83D\uDE01/x",
                "\u00A0",
                "1.2.840.10008/1.2.3/0001.1",
                "archive.json",
                "x/lock-00",
                "x/0.owner"));
        keys.add("long/" + "a".repeat(255));
        keys.add("long/" + "b".repeat(256) + "/c");
        keys.add("long/" + "d".repeat(1000));
        keys.add("\u4e2d".repeat(341));
        keys.add("long/" + "s".repeat(80) + "..");
        keys.add("long/" + "s".repeat(80) + ".");
        keys.add("long/" + "s".repeat(80));
        keys.add("long/" + "s".repeat(81));
        keys.add("long/" + "s".repeat(79) + "\u4e2d");
        keys.add("/x".repeat(511).substring(1) + "/y");
        for (char c = '!'; c <= '~'; c++) {
            if (c != '/' && c != '.') {
                keys.add("ascii/" + c);
            }
        }
        return keys;
    }

    @Test
    void everyLegalKeyIsAccepted() throws IOException {
        List<String> keys = new ArrayList<>(inKnownOrder(awkwardKeys()));
        Collections.shuffle(keys, random("keys"));
        for (int i = 0; i < keys.size(); i++) {
            create(keys.get(i), bytes(i, i));
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(read(keys.get(i))).as(keys.get(i)).isEqualTo(bytes(i, i));
            assertThat(store().head(key(keys.get(i))).key().value()).isEqualTo(keys.get(i));
        }
        assertThat(keys("")).isEqualTo(sorted(keys));
        for (String key : keys) {
            store().delete(key(key));
        }
        assertThat(keys("")).isEmpty();
        assertThat(prefixes("", "")).isEmpty();
    }

    private boolean nestsKeys() {
        return store().capabilities().nestedKeys() && !serverGaps().contains(ServerGap.OBJECTS_ARE_FILES);
    }

    @Test
    void oneKeyMayBeTheBeginningOfAnothersPath() throws IOException {
        assumeTrue(nestsKeys(), "the store does not nest keys");
        for (String key : List.of("a", "a/b", "a/b/c", "a-b", "a.b", "a0")) {
            create(key, bytes(10, key.hashCode()));
        }
        assertThat(keys("")).containsExactly("a", "a-b", "a.b", "a/b", "a/b/c", "a0");
        assertThat(prefixes("", "")).containsExactly("a/");
        store().delete(key("a/b"));
        assertThat(keys("a/")).containsExactly("a/b/c");
        assertThat(read("a")).isEqualTo(bytes(10, "a".hashCode()));
    }

    @Test
    void aStoreThatCannotNestKeysSaysSoAndChangesNothing() throws IOException {
        assumeFalse(store().capabilities().nestedKeys(), "the store nests keys");
        byte[] bytes = bytes(10, 1);
        create("a/b/c", bytes);
        for (String key : List.of("a", "a/b", "a/b/c/d", "a/b/c/d/e")) {
            assertFails(UnsupportedFeatureException.class, "put", key, () -> put(key, bytes(20, 2)));
            assertFails(UnsupportedFeatureException.class, "put", key, () -> create(key, bytes(20, 2)));
        }
        store().delete(key("a/b"));
        store().delete(key("a/b/c/d"));
        assertThat(keys("")).containsExactly("a/b/c");
        assertStored("a/b/c", bytes);
        store().delete(key("a/b/c"));
        create("a", bytes);
        assertThat(keys("")).containsExactly("a");
    }

    @Test
    void listingIsInTheOrderOfUtf8() throws IOException {
        List<String> keys = List.of(
                "a!",
                "a-",
                "a.",
                "a/1",
                "a/1.2",
                "a/1/x",
                "a/10",
                "a0",
                "aa/z",
                "b",
                "\u00e9/1",
                "\u4e2d",
                "\uE000",
                "\uFF5E",
                "\uD800\uDC00",
                "\uD83D\uDE00");
        List<String> possible = inKnownOrder(keys).stream()
                .filter(k -> nestsKeys() || !k.equals("a/1"))
                .toList();
        List<String> shuffled = new ArrayList<>(possible);
        Collections.shuffle(shuffled, random("order"));
        for (String key : shuffled) {
            create(key, bytes(5, 5));
        }
        assertThat(keys("")).isEqualTo(possible);
        assertThat(prefixes("", "")).containsExactly("a/", "aa/", "\u00e9/");
    }

    @Test
    void anEmptyStoreListsNothing() throws IOException {
        assertThat(keys("")).isEmpty();
        assertThat(keys("a")).isEmpty();
        assertThat(keys("a/b/", "a/b/c")).isEmpty();
        assertThat(prefixes("", "")).isEmpty();
        assertThat(prefixes("a/", "")).isEmpty();
        try (Listing<ObjectInfo> listing = store().list("", "")) {
            assertThat(listing.next()).isNull();
            assertThat(listing.next()).isNull();
        }
    }

    @Test
    void aPrefixNeedNotEndAtASegment() throws IOException {
        for (String key : List.of("ab/c", "ab/cd", "ab/cde/f", "abc", "abd", "b")) {
            create(key, bytes(1, 1));
        }
        assertThat(keys("a")).containsExactly("ab/c", "ab/cd", "ab/cde/f", "abc", "abd");
        assertThat(keys("ab")).containsExactly("ab/c", "ab/cd", "ab/cde/f", "abc", "abd");
        assertThat(keys("ab/")).containsExactly("ab/c", "ab/cd", "ab/cde/f");
        assertThat(keys("ab/cd")).containsExactly("ab/cd", "ab/cde/f");
        assertThat(keys("ab/cde/f")).containsExactly("ab/cde/f");
        assertThat(keys("ab/cde/f/")).isEmpty();
        assertThat(keys("abcd")).isEmpty();
    }

    @Test
    void prefixesThatNoKeyCanHaveFindNothing() throws IOException {
        create("a/b", bytes(1, 1));
        create("b", bytes(1, 1));
        for (String prefix :
                List.of("/", "//", "a//", "../", "./", "a/../", "a/./", "/a/b", "a/b/../", "\0", "..", "\n")) {
            if (prefix.equals("..") && serverGaps().contains(ServerGap.OBJECTS_ARE_FILES)) {
                continue;
            }
            assertThat(keys(prefix)).as("keys with prefix '%s'", prefix).isEmpty();
            if (prefix.endsWith("/")) {
                assertThat(prefixes(prefix, ""))
                        .as("prefixes below '%s'", prefix)
                        .isEmpty();
            }
        }
    }

    @Test
    void listPrefixesRefusesAPrefixThatEndsWithinASegment() {
        assertThatThrownBy(() -> store().listPrefixes("a", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListingBeginsAfterAnyString() throws IOException {
        for (String key : List.of("a/1", "a/2", "a/2.5", "b/1", "c")) {
            create(key, bytes(1, 1));
        }
        assertThat(keys("", "a/1")).containsExactly("a/2", "a/2.5", "b/1", "c");
        assertThat(keys("", "a/15")).containsExactly("a/2", "a/2.5", "b/1", "c");
        assertThat(keys("", "a/")).containsExactly("a/1", "a/2", "a/2.5", "b/1", "c");
        assertThat(keys("", "a0")).containsExactly("b/1", "c");
        assertThat(keys("a/", "a/2")).containsExactly("a/2.5");
        assertThat(keys("a/", "A")).containsExactly("a/1", "a/2", "a/2.5");
        assertThat(keys("a/", "b")).isEmpty();
        assertThat(keys("", "zzz")).isEmpty();
        assertThat(keys("", "b/1/x/y")).containsExactly("c");
        assertThat(prefixes("", "a")).containsExactly("a/", "b/");
        assertThat(prefixes("", "a/")).containsExactly("b/");
        assertThat(prefixes("", "a/2")).containsExactly("b/");
        assertThat(prefixes("", "b/")).isEmpty();
        assertThat(prefixes("a/", "")).isEmpty();
    }

    /** Holds random listings against a sorted set of strings. */
    @Test
    void listingsAgreeWithAModel() throws IOException {
        Random random = random("listing");
        List<String> segments = inKnownOrder(List.of(
                "a",
                "a.",
                "a-",
                "b",
                "ba",
                "\u00e9",
                "1.2.840",
                "A",
                "%",
                "x".repeat(80),
                "x".repeat(81),
                "x".repeat(80) + "\u4e2d",
                "x".repeat(170),
                "y y",
                "\uD83D\uDE00"));
        TreeSet<String> model = new TreeSet<>(ObjectKey::compareUtf8);
        for (int i = 0; i < 150; i++) {
            int depth = 1 + random.nextInt(4);
            List<String> parts = new ArrayList<>();
            for (int d = 0; d < depth; d++) {
                parts.add(segments.get(random.nextInt(segments.size())));
            }
            // An end of its own kind keeps files and directories apart in stores that do not nest keys.
            model.add(String.join("/", parts) + ".o" + random.nextInt(3));
        }
        for (String key : model) {
            create(key, bytes(1, 1));
        }
        List<String> bounds = new ArrayList<>(model);
        for (int i = 0; i < 150; i++) {
            String prefix = cut(bounds.get(random.nextInt(bounds.size())), random);
            String startAfter = random.nextInt(3) == 0 ? "" : cut(bounds.get(random.nextInt(bounds.size())), random);
            assertThat(keys(prefix, startAfter))
                    .as("list('%s', '%s')", prefix, startAfter)
                    .isEqualTo(model.stream()
                            .filter(k -> k.startsWith(prefix) && ObjectKey.compareUtf8(k, startAfter) > 0)
                            .toList());
            String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
            assertThat(prefixes(folder, startAfter))
                    .as("listPrefixes('%s', '%s')", folder, startAfter)
                    .isEqualTo(model.stream()
                            .filter(k -> k.startsWith(folder) && k.indexOf('/', folder.length()) >= 0)
                            .map(k -> k.substring(0, k.indexOf('/', folder.length()) + 1))
                            .distinct()
                            .filter(p -> ObjectKey.compareUtf8(p, startAfter) > 0)
                            .toList());
        }
    }

    /** A beginning of a key, or something beside it, cut between characters. */
    private static String cut(String key, Random random) {
        int end = random.nextInt(key.length() + 1);
        if (end > 0 && end < key.length() && Character.isLowSurrogate(key.charAt(end))) {
            end--;
        }
        String cut = key.substring(0, end);
        return random.nextInt(4) == 0 ? cut + "b" : cut;
    }

    @Test
    void aListingOfManyIsCompleteFromAnywhere() throws IOException {
        int count = manyObjects();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(String.format("many/%d/%04d", i / 700, i));
        }
        for (String key : keys) {
            create(key, new byte[] {1});
        }
        create("many-other", new byte[] {1});
        create("none", new byte[] {1});
        assertThat(keys("many/")).isEqualTo(keys);
        int[] froms = IntStream.of(0, 500, 699, 700, 999, 1000, count - 2, count - 1)
                .filter(from -> from < count)
                .toArray();
        for (int from : froms) {
            assertThat(keys("many/", keys.get(from)))
                    .as("after %s", keys.get(from))
                    .isEqualTo(keys.subList(from + 1, count));
        }
        DeleteResult result = store().deleteAll(keys.stream().map(ObjectKey::of).collect(Collectors.toList()));
        assertThat(result.complete()).as("%s", result.failures()).isTrue();
        assertThat(keys("many")).containsExactly("many-other");
    }

    @Test
    void everyPutAndDeleteIsSeenAtOnce() throws IOException {
        for (int i = 0; i < 20; i++) {
            String key = "d" + i % 3 + "/e/" + i;
            create(key, bytes(i, i));
            assertThat(keys("d" + i % 3 + "/")).contains(key);
            assertThat(prefixes("", "")).contains("d" + i % 3 + "/");
            assertStored(key, bytes(i, i));
            store().delete(key(key));
            assertAbsent(key);
            assertThat(prefixes("", "")).doesNotContain("d" + i % 3 + "/");
        }
    }

    @Test
    void deletingWhatIsNotThereIsDone() throws IOException {
        store().delete(key("a"));
        store().delete(key("a/b/c"));
        create("a/b", bytes(1, 1));
        store().delete(key("a"));
        store().delete(key("a/b/c"));
        assertThat(keys("")).containsExactly("a/b");
        store().delete(key("a/b"));
        store().delete(key("a/b"));
        assertThat(keys("")).isEmpty();
        create("a/b", bytes(2, 2));
        assertStored("a/b", bytes(2, 2));
    }

    @Test
    void deleteAllDeletesEachAndCountsWhatIsNotThereAsDeleted() throws IOException {
        for (String key : List.of("a/1", "a/2", "b", "c/d/e")) {
            create(key, bytes(1, 1));
        }
        assertThat(store().deleteAll(List.of()).complete()).isTrue();
        DeleteResult result =
                store().deleteAll(List.of(key("a/1"), key("a/1"), key("missing"), key("c/d/e"), key("c/missing/e")));
        assertThat(result.failures()).isEmpty();
        assertThat(result.complete()).isTrue();
        assertThat(keys("")).containsExactly("a/2", "b");
        assertThat(prefixes("", "")).containsExactly("a/");
    }

    private static List<String> sorted(List<String> keys) {
        return keys.stream().sorted(ObjectKey::compareUtf8).toList();
    }
}
