package io.clouddicom.internal.store;

import static io.clouddicom.internal.store.FileStoreFixture.create;
import static io.clouddicom.internal.store.FileStoreFixture.key;
import static io.clouddicom.internal.store.FileStoreFixture.keys;
import static io.clouddicom.internal.store.FileStoreFixture.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.ExternalTool;
import io.clouddicom.NotFoundException;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.StoreCapabilities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * What a file store does where it lacks permissions, as a program of its own: the administrator's processes, such as
 * tests in a container, are not bound by any, unless they begin one that gives up the privilege.
 */
final class PermissionChecks {

    private static final byte[] BYTES = FileStoreFixture.bytes(1000, 1);
    private static final String PRIVILEGES = "-dac_override,-dac_read_search";

    private PermissionChecks() {}

    /** Runs a check in a process that permissions bind. It fails as the check does. */
    static void run(String check, Path folder) throws Exception {
        Path output = Files.createTempFile("permissions", ".out");
        try {
            Process process =
                    FileStoreFixture.java(output, unprivileged(), PermissionChecks.class, check, folder.toString());
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            Files.delete(output);
        }
    }

    private static List<String> unprivileged() {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of(
                    ExternalTool.require("setpriv").path(),
                    "--bounding-set=" + PRIVILEGES,
                    "--inh-caps=" + PRIVILEGES));
        }
        return command;
    }

    /** Arguments: which check, and a folder with nothing in it. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Path root = folder.resolve("store");
        switch (arguments[0]) {
            case "nothingCanBeWritten" -> nothingCanBeWritten(root);
            case "aFolderCannotBeRead" -> aFolderCannotBeRead(root);
            case "theRootCannotBeMade" -> theRootCannotBeMade(folder);
            case "theRootCannotBeReached" -> theRootCannotBeReached(folder);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void nothingCanBeWritten(Path root) throws IOException {
        try (ObjectStore store = FileObjectStore.open(root)) {
            create(store, "a/b", BYTES);
        }
        List<Path> folders = List.of(root.resolve("%tmp"), root);
        restricted(folders, "r-xr-xr-x", () -> {
            assertDenied(() -> Files.createFile(root.resolve("c")));
            try (FileObjectStore store = FileObjectStore.open(root)) {
                assertThat(store.capabilities()).isEqualTo(new StoreCapabilities(false, false, false));
                assertThat(read(store, "a/b")).isEqualTo(BYTES);
                assertThat(keys(store)).containsExactly("a/b");
                assertThatThrownBy(() -> create(store, "c", BYTES)).isInstanceOf(AccessDeniedException.class);
                assertThatThrownBy(() -> store.delete(key("a/b"))).isInstanceOf(AccessDeniedException.class);
            }
        });
        try (FileObjectStore store = FileObjectStore.open(root)) {
            create(store, "c", BYTES);
        }
    }

    private static void aFolderCannotBeRead(Path root) throws IOException {
        try (ObjectStore store = FileObjectStore.open(root)) {
            create(store, "a/b", BYTES);
            restricted(List.of(root.resolve("a")), "---------", () -> {
                assertDenied(() -> Files.list(root.resolve("a")).close());
                assertThatThrownBy(() -> store.head(key("a/b"))).isInstanceOf(AccessDeniedException.class);
                assertThatThrownBy(() -> read(store, "a/b")).isInstanceOf(AccessDeniedException.class);
                assertThatThrownBy(() -> keys(store)).isInstanceOf(AccessDeniedException.class);
                assertThatThrownBy(() -> create(store, "a/c", BYTES)).isInstanceOf(AccessDeniedException.class);
            });
            FileStoreFixture.assertNoTemporaries(root);
        }
    }

    private static void theRootCannotBeMade(Path folder) throws IOException {
        Path root = folder.resolve("new/store");
        restricted(List.of(folder), "r-xr-xr-x", () -> {
            try (ObjectStore store = FileObjectStore.open(root)) {
                assertThat(keys(store)).isEmpty();
                assertThatThrownBy(() -> create(store, "a", BYTES)).isInstanceOf(AccessDeniedException.class);
            }
        });
        // A store that could not be written in once can be later.
        try (ObjectStore store = FileObjectStore.open(root)) {
            restricted(
                    List.of(folder),
                    "r-xr-xr-x",
                    () -> assertThatThrownBy(() -> create(store, "a", BYTES))
                            .isInstanceOf(AccessDeniedException.class));
            store.put(key("a"), ObjectContent.of(BYTES), PutCondition.ifAbsent());
            assertThat(read(store, "a")).isEqualTo(BYTES);
        }
    }

    private static void theRootCannotBeReached(Path folder) throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        restricted(List.of(closed), "---------", () -> {
            for (String place : List.of("store", "absent/store")) {
                assertThatThrownBy(() -> FileObjectStore.open(closed.resolve(place)))
                        .isInstanceOf(AccessDeniedException.class)
                        .isNotInstanceOf(NotFoundException.class);
            }
        });
    }

    private interface Check {
        void run() throws IOException;
    }

    private static void restricted(List<Path> folders, String permissions, Check check) throws IOException {
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(folders.get(0));
        for (Path folder : folders) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
        }
        try {
            check.run();
        } finally {
            for (Path folder : folders) {
                Files.setPosixFilePermissions(folder, before);
            }
        }
    }

    /** The check means something only if the system itself denies this process. */
    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .as("permissions bind this process")
                .isInstanceOf(java.nio.file.AccessDeniedException.class);
    }
}
