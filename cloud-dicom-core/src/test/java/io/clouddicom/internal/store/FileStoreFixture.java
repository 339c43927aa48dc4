package io.clouddicom.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Words for tests of the file store. */
final class FileStoreFixture {

    private FileStoreFixture() {}

    static ObjectKey key(String value) {
        return ObjectKey.of(value);
    }

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static void create(ObjectStore store, String key, byte[] bytes) throws IOException {
        store.put(key(key), ObjectContent.of(bytes), PutCondition.ifAbsent());
    }

    static byte[] read(ObjectStore store, String key) throws IOException {
        try (ObjectReader reader = store.get(key(key), ByteRange.all())) {
            return reader.readAllBytes();
        }
    }

    static List<String> keys(ObjectStore store) throws IOException {
        try (Listing<ObjectInfo> listing = store.list("", "")) {
            return listing.toList().stream().map(info -> info.key().value()).toList();
        }
    }

    /** The temporary files that are there, without owners' files and locks. */
    static List<Path> temporaries(Path root) throws IOException {
        if (!Files.exists(root.resolve("%tmp"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(root.resolve("%tmp"))) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9a-z]+-[0-9]+\\.[0-9]+"))
                    .toList();
        }
    }

    static void assertNoTemporaries(Path root) throws IOException {
        assertThat(temporaries(root)).isEmpty();
    }

    /**
     * Begins another JVM with the class path of this one.
     *
     * @param output where its output and errors go
     * @param before what begins it, such as a program that sets a limit; empty if it is begun directly
     */
    static Process java(Path output, List<String> before, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Without performance data, a file in the folder for temporary files, which a limit would hit.
        command.addAll(
                List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
