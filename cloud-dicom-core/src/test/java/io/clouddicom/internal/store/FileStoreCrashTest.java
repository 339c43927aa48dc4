package io.clouddicom.internal.store;

import static io.clouddicom.internal.store.FileStoreFixture.assertNoTemporaries;
import static io.clouddicom.internal.store.FileStoreFixture.keys;
import static io.clouddicom.internal.store.FileStoreFixture.read;
import static io.clouddicom.internal.store.FileStoreFixture.temporaries;
import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.ExternalTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that write to one file store are killed at any moment; nothing that was acknowledged is lost. */
class FileStoreCrashTest {

    private static final int ROUNDS = 12;
    private static final long ABSENT = 0;

    @TempDir
    private Path folder;

    /** What may be in the store under a key: the acknowledged state, and that of a call that was cut off. */
    private final Map<String, Set<Long>> allowed = new HashMap<>();

    private int acknowledged;
    private int lost;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatWasAcknowledgedSurvivesKillsAtAnyMoment() throws Exception {
        long seed = 20261124;
        System.out.println("FileStoreCrashTest: seed " + seed);
        Random random = new Random(seed);
        Path root = folder.resolve("store");
        int temporariesLeft = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Path> outputs = new ArrayList<>();
            List<Process> writers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Path output = folder.resolve("output-" + round + "-" + i);
                outputs.add(output);
                writers.add(FileStoreFixture.java(
                        output,
                        List.of(),
                        StoreWriter.class,
                        root.toString(),
                        "w" + round + "-" + i,
                        Long.toString(random.nextLong())));
            }
            try {
                for (Process writer : writers) {
                    awaitOutput(outputs, writers);
                    Thread.sleep(random.nextInt(400));
                    assertThat(writer.isAlive()).as(() -> text(outputs)).isTrue();
                    writer.destroyForcibly().waitFor();
                    if (writers.stream().noneMatch(Process::isAlive)) {
                        temporariesLeft += temporaries(root).size();
                    }
                    // The other one lives on: sweeping must leave it its temporary files.
                    sweep(root);
                }
            } finally {
                writers.forEach(Process::destroyForcibly);
            }
            for (Path output : outputs) {
                readAcknowledged(output);
            }
            check(root);
        }
        System.out.println("FileStoreCrashTest: " + 2 * ROUNDS + " processes killed, " + acknowledged
                + " acknowledged calls, " + lost + " races lost, " + temporariesLeft + " temporary files swept");
        assertThat(acknowledged).isGreaterThan(20 * ROUNDS);
        assertThat(lost).isPositive();
        assertThat(temporariesLeft).as("kills that left something to sweep").isPositive();
    }

    private static void sweep(Path root) throws IOException {
        try (FileObjectStore store = FileObjectStore.open(root)) {
            store.sweep(Duration.ZERO);
        }
    }

    private static void awaitOutput(List<Path> outputs, List<Process> writers) throws Exception {
        for (int i = 0; i < outputs.size(); i++) {
            while (Files.size(outputs.get(i)) < 500 && writers.get(i).isAlive()) {
                Thread.sleep(10);
            }
        }
    }

    private static String text(List<Path> outputs) {
        StringBuilder text = new StringBuilder("a writer ended by itself");
        try {
            for (Path output : outputs) {
                List<String> lines = Files.readAllLines(output);
                lines.subList(Math.max(0, lines.size() - 12), lines.size())
                        .forEach(line -> text.append('\n').append(line));
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }

    /** Follows what a writer said. Keys of one writer are its own, but for races. */
    private void readAcknowledged(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ");
            boolean last = i == lines.size() - 1;
            if (words.length < 2 || (last && words[0].equals("B") && words.length < 3)) {
                continue; // a line that the kill has cut
            }
            String key = words[words[0].equals("L") ? 1 : 2];
            switch (words[0]) {
                case "B" -> {
                    // Only the last call of a writer can have been cut off. If its line was cut too, the call had not
                    // begun.
                    if (last && (words[1].equals("del") || words.length == 4)) {
                        Set<Long> states = allowed.computeIfAbsent(key, k -> new HashSet<>(Set.of(ABSENT)));
                        if (!key.startsWith("race/") || states.contains(ABSENT)) {
                            states.add(words[1].equals("del") ? ABSENT : stampOf(words[3]));
                        }
                    }
                }
                case "D" -> {
                    acknowledged++;
                    long state = words[1].equals("del") ? ABSENT : Long.parseLong(words[3]);
                    if (key.startsWith("race/")) {
                        Set<Long> before = allowed.put(key, new HashSet<>(Set.of(state)));
                        assertThat(before == null || before.contains(ABSENT))
                                .as("two winners of %s", key)
                                .isTrue();
                    } else {
                        allowed.put(key, new HashSet<>(Set.of(state)));
                    }
                }
                case "L" -> lost++;
                default -> throw new AssertionError("unexpected output: " + text(List.of(output)));
            }
        }
    }

    /** The number in a last line, which may be cut. A number that is cut is one of no object. */
    private static long stampOf(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            return ABSENT;
        }
    }

    private void check(Path root) throws IOException {
        sweep(root);
        assertNoTemporaries(root);
        try (FileObjectStore store = FileObjectStore.open(root)) {
            List<String> listed = keys(store);
            assertThat(allowed.keySet()).containsAll(listed);
            Set<String> present = new HashSet<>(listed);
            for (Map.Entry<String, Set<Long>> entry : allowed.entrySet()) {
                String key = entry.getKey();
                if (!present.contains(key)) {
                    assertThat(entry.getValue()).as(key).contains(ABSENT);
                    entry.setValue(new HashSet<>(Set.of(ABSENT)));
                    continue;
                }
                byte[] bytes = read(store, key);
                long stamp = ByteBuffer.wrap(bytes).getLong();
                assertThat(entry.getValue()).as(key).contains(stamp);
                assertThat(bytes).as(key).isEqualTo(StoreWriter.content(stamp));
                entry.setValue(new HashSet<>(Set.of(stamp)));
            }
        }
    }

    /** A limit on the size of files stands for a full disk: writing fails half way. */
    @Test
    void whatDoesNotFitLeavesNothing() throws Exception {
        Path root = folder.resolve("store");
        Path output = folder.resolve("output");
        String shell = ExternalTool.require("sh").path();
        Process writer = FileStoreFixture.java(
                output,
                List.of(shell, "-c", "ulimit -f 4096 && exec \"$@\"", "sh"),
                StoreWriter.class,
                root.toString(),
                "full");
        assertThat(writer.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readAllLines(output)).hasSize(2).allMatch(line -> line.startsWith("refused put "));
        assertNoTemporaries(root);
        try (FileObjectStore store = FileObjectStore.open(root)) {
            assertThat(keys(store)).containsExactly("a/small", "c");
            assertThat(read(store, "a/small")).isEqualTo(new byte[1000]);
            assertThat(root.resolve("b")).doesNotExist();
        }
    }
}
