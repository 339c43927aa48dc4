package io.clouddicom.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileNamesTest {

    /** No two keys have one path, also where upper and lower case are one, and every name fits a file system. */
    @Test
    void pathsAreUniqueSafeAndFit() {
        long seed = 20261124;
        System.out.println("FileNamesTest: seed " + seed);
        Random random = new Random(seed);
        Map<String, String> keys = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = randomKey(random);
            List<String> path = FileNames.path(ObjectKey.of(key));
            for (String name : path) {
                assertThat(name)
                        .matches("[a-z0-9._%A-F-]+")
                        .isNotEqualTo("%tmp")
                        .doesNotEndWith(".");
                assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(255);
                assertThat(name.toLowerCase(Locale.ROOT)).doesNotMatch("(con|nul|aux|prn|com\\d|lpt\\d)(\\..*)?");
            }
            String previous = keys.put(String.join("/", path).toLowerCase(Locale.ROOT), key);
            assertThat(previous == null || previous.equals(key))
                    .as("%s and %s", previous, key)
                    .isTrue();
        }
    }

    private static String randomKey(Random random) {
        String[] parts = {
            "a",
            "A",
            ".",
            "..",
            "%",
            "%41",
            "con",
            "nul.",
            "x".repeat(79),
            "\u00e9",
            "e\u0301",
            "_",
            "-",
            "\uD83D\uDE00",
            " ",
            "1.2.840",
            "\\",
            ":",
            "Z".repeat(40)
        };
        while (true) {
            StringBuilder key = new StringBuilder();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                key.append(parts[random.nextInt(parts.length)]).append(random.nextInt(4) == 0 ? "/" : "");
            }
            try {
                return ObjectKey.of(key.toString()).value();
            } catch (IllegalArgumentException e) {
                // not a key: another one
            }
        }
    }

    @Test
    void namesThatNoPieceHasAreNotUndone() {
        for (String name :
                List.of("", "%", "%4", "%zz", "%61", "%2f", "%2F", "A", "a.", "con", "a b", "\u00e9", "%tmp")) {
            assertThat(FileNames.unescape(name)).as(name).isEmpty();
        }
        assertThat(FileNames.unescape("%41%20%2E")).contains("A .");
        assertThat(FileNames.unescape("%63on.txt")).contains("con.txt");
    }
}
