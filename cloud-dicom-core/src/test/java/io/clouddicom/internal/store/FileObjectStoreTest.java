package io.clouddicom.internal.store;

import static io.clouddicom.internal.store.FileStoreFixture.assertNoTemporaries;
import static io.clouddicom.internal.store.FileStoreFixture.bytes;
import static io.clouddicom.internal.store.FileStoreFixture.create;
import static io.clouddicom.internal.store.FileStoreFixture.key;
import static io.clouddicom.internal.store.FileStoreFixture.keys;
import static io.clouddicom.internal.store.FileStoreFixture.read;
import static io.clouddicom.internal.store.FileStoreFixture.temporaries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.StoreCapabilities;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file store does beyond the contract. */
class FileObjectStoreTest {

    private static final byte[] BYTES = bytes(1000, 1);

    @TempDir
    private Path folder;

    private Path root;
    private FileObjectStore store;

    @BeforeEach
    void open() throws IOException {
        root = folder.resolve("store");
        store = FileObjectStore.open(root);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void ordinaryKeysArePathsAndOthersAreEscaped() throws IOException {
        create(store, "studies/1.2.840.1/instances/1.2.3/4.5_6-7.1", BYTES);
        create(store, "A b/\u00e9/c.", BYTES);
        create(store, "aux/%", BYTES);
        create(store, "s".repeat(200), BYTES);
        assertThat(root.resolve("studies/1.2.840.1/instances/1.2.3/4.5_6-7.1")).hasBinaryContent(BYTES);
        assertThat(root.resolve("%41%20b/%C3%A9/c%2E")).hasBinaryContent(BYTES);
        assertThat(root.resolve("%61ux/%25")).hasBinaryContent(BYTES);
        String piece = "s".repeat(80);
        assertThat(root.resolve(piece + "%/" + piece + "%/" + "s".repeat(40))).hasBinaryContent(BYTES);
    }

    @Test
    void whatIsNotOursIsNotSeen() throws IOException {
        create(store, "a/b", BYTES);
        for (String stray : List.of("Upper", "a b", "%zz", "%", "%2f", "a.", "%2E%2E", "x".repeat(90), "short%")) {
            Files.write(root.resolve("a").resolve(stray), BYTES);
            Files.write(Files.createDirectories(root.resolve("d" + stray)).resolve("x"), BYTES);
        }
        Files.createDirectories(root.resolve("empty/deep/down"));
        assertThat(keys(store)).containsExactly("a/b");
        assertThat(store.listPrefixes("", "").toList()).containsExactly("a/");
    }

    @Test
    void temporariesAreGoneAfterEveryPut() throws IOException {
        create(store, "a", BYTES);
        store.put(key("a"), ObjectContent.of(bytes(5, 5)), PutCondition.any());
        assertThatThrownBy(() -> store.put(
                        key("b"),
                        out -> {
                            out.write(bytes(1_000_000, 1));
                            assertThat(temporaries(root)).hasSize(1);
                            throw new IOException("no more");
                        },
                        PutCondition.ifAbsent()))
                .hasMessage("no more");
        assertNoTemporaries(root);
        assertThat(keys(store)).containsExactly("a");
    }

    @Test
    void symbolicLinksBelowTheRootAreRefused() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path secret = Files.write(outside.resolve("secret"), BYTES);
        create(store, "dir/object", BYTES);
        Files.createSymbolicLink(root.resolve("dir/file-link"), secret);
        Files.createSymbolicLink(root.resolve("dir-link"), outside);
        Files.createSymbolicLink(root.resolve("dir/dangling"), outside.resolve("nothing"));
        for (String key : List.of("dir/file-link", "dir-link/secret", "dir-link/sub/new", "dir/dangling")) {
            assertRefused("get", () -> store.get(key(key), ByteRange.all()));
            assertRefused("head", () -> store.head(key(key)));
            assertRefused("put", () -> create(store, key, bytes(1, 1)));
            assertRefused("put", () -> store.put(key(key), ObjectContent.of(bytes(1, 1)), PutCondition.any()));
            assertRefused("delete", () -> store.delete(key(key)));
            DeleteResult result = store.deleteAll(List.of(key(key), key("absent")));
            assertThat(result.failures()).containsOnlyKeys(key(key));
            assertThat(result.failures().get(key(key))).isInstanceOf(AccessDeniedException.class);
        }
        for (String prefix : List.of("", "dir/", "dir-link/", "dir-link/s", "dir/f")) {
            assertRefused("list", () -> store.list(prefix, "").toList());
        }
        assertThat(store.list("dir/o", "").toList()).hasSize(1);
        assertThat(secret).hasBinaryContent(BYTES);
        assertThat(outside.toFile().list()).containsExactly("secret");
    }

    private static void assertRefused(String operation, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageStartingWith(operation)
                .hasMessageContaining("a symbolic link lies at");
    }

    @Test
    void theRootItselfMayBeASymbolicLink() throws IOException {
        create(store, "a/a", BYTES);
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        try (ObjectStore linked = FileObjectStore.open(link)) {
            create(linked, "a/b", BYTES);
        }
        assertThat(read(store, "a/b")).isEqualTo(BYTES);
    }

    @Test
    void aTemporaryDirectoryThatIsALinkIsRefused() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.createSymbolicLink(other.resolve("%tmp"), Files.createDirectories(folder.resolve("elsewhere")));
        try (ObjectStore linked = FileObjectStore.open(other)) {
            assertRefused("put", () -> create(linked, "a", BYTES));
            assertRefused("delete", () -> linked.delete(key("a")));
            assertThat(linked.capabilities()).isEqualTo(new StoreCapabilities(false, false, false));
            assertThat(keys(linked)).isEmpty();
        }
        assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
    }

    @Test
    void versionsGoForwardWhateverTheClockSays() throws IOException {
        create(store, "a", BYTES);
        Instant future = Instant.now().plusSeconds(86_400);
        Files.setLastModifiedTime(root.resolve("a"), FileTime.from(future));
        ObjectVersion before = store.head(key("a")).version();
        Set<ObjectVersion> versions = new HashSet<>(Set.of(before));
        for (int i = 0; i < 20; i++) {
            ObjectVersion replaced = store.put(key("a"), ObjectContent.of(BYTES), PutCondition.any())
                    .version();
            assertThat(versions.add(replaced)).isTrue();
            assertThat(store.head(key("a")).version()).isEqualTo(replaced);
        }
        assertThat(store.head(key("a")).modified()).isAfter(future);
        assertThatThrownBy(() -> store.put(key("a"), ObjectContent.of(BYTES), PutCondition.ifVersion(before)))
                .isInstanceOf(PreconditionFailedException.class);
    }

    @Test
    void aFileThatIsChangedFromOutsideIsAnotherVersion() throws IOException {
        create(store, "a", BYTES);
        ObjectVersion version = store.head(key("a")).version();
        Files.write(root.resolve("a"), bytes(1000, 2));
        assertThat(store.head(key("a")).version()).isNotEqualTo(version);
    }

    @Test
    void aFileThatIsCutWhileItIsReadEndsInAnError() throws IOException {
        create(store, "a", bytes(500_000, 1));
        try (ObjectReader reader = store.get(key("a"), ByteRange.all())) {
            reader.readNBytes(10);
            try (FileChannel channel = FileChannel.open(root.resolve("a"), StandardOpenOption.WRITE)) {
                channel.truncate(1000);
            }
            assertThatThrownBy(reader::readAllBytes).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void foldersLeftEmptyDoNotStandInTheWay() throws IOException {
        Files.createDirectories(root.resolve("a/b/c"));
        Files.createDirectories(root.resolve("a/d"));
        create(store, "a", BYTES);
        assertThat(read(store, "a")).isEqualTo(BYTES);
        store.delete(key("a"));
        create(store, "x/y/z/1", BYTES);
        store.delete(key("x/y/z/1"));
        assertThat(root.resolve("x")).doesNotExist();
    }

    @Test
    void onlyLookingMakesNothing() throws IOException {
        Path absent = folder.resolve("not/there");
        try (FileObjectStore looked = FileObjectStore.open(absent)) {
            assertThat(keys(looked)).isEmpty();
            assertThat(looked.listPrefixes("", "").toList()).isEmpty();
            assertThat(looked.list("a/b", "").toList()).isEmpty();
            for (String key : List.of("a", "a/b")) {
                assertThatThrownBy(() -> looked.head(key(key))).isInstanceOf(NotFoundException.class);
                assertThatThrownBy(() -> read(looked, key)).isInstanceOf(NotFoundException.class);
                looked.delete(key(key));
                assertThat(looked.deleteAll(List.of(key(key))).failures()).isEmpty();
                PutCondition none = PutCondition.ifVersion(new ObjectVersion("1"));
                assertThatThrownBy(() -> looked.put(key(key), ObjectContent.of(BYTES), none))
                        .isInstanceOf(PreconditionFailedException.class);
            }
            assertThat(looked.sweep(Duration.ZERO).removed()).isZero();
            assertThat(folder.resolve("not")).doesNotExist();

            create(looked, "a/b", BYTES);
            assertThat(read(looked, "a/b")).isEqualTo(BYTES);
        }
        Files.move(absent.resolve("%tmp"), folder.resolve("moved"));
        try (FileObjectStore looked = FileObjectStore.open(absent)) {
            assertThat(keys(looked)).containsExactly("a/b");
            assertThat(absent.resolve("%tmp")).doesNotExist();
        }
    }

    @Test
    void aStoreThatComesToBeMeanwhileIsSeen() throws IOException {
        Path later = folder.resolve("later/store");
        try (FileObjectStore early = FileObjectStore.open(later);
                FileObjectStore other = FileObjectStore.open(later)) {
            assertThat(keys(early)).isEmpty();
            create(other, "a/b", BYTES);
            assertThat(keys(early)).containsExactly("a/b");
            assertThat(read(early, "a/b")).isEqualTo(BYTES);
            assertThatThrownBy(() -> create(early, "a/b", BYTES)).isInstanceOf(AlreadyExistsException.class);
        }
    }

    @Test
    void aFileInTheWayOfTheRootIsNoStore() throws IOException {
        Path file = Files.write(folder.resolve("file"), BYTES);
        for (Path place : List.of(file, file.resolve("store"), file.resolve("deep/store"))) {
            assertThatThrownBy(() -> FileObjectStore.open(place))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("is a file, not a directory");
        }
        Path comes = folder.resolve("comes");
        try (FileObjectStore early = FileObjectStore.open(comes.resolve("store"))) {
            Files.write(comes, BYTES);
            assertThatThrownBy(() -> create(early, "a", BYTES)).isInstanceOf(CloudDicomException.class);
        }
        assertThat(comes).hasBinaryContent(BYTES);
    }

    /** What is found out by locking and forcing must not be taken for an answer when an interrupt cut it off. */
    @Test
    void anInterruptedFirstPutLeavesTheStoreWhole() throws IOException {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> create(store, "a", BYTES)).isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(store.capabilities()).isEqualTo(new StoreCapabilities(true, true, false));
        create(store, "a", BYTES);
        assertThat(read(store, "a")).isEqualTo(BYTES);
        assertNoTemporaries(root);
    }

    @Test
    void thePlaceInWhichNothingCanBeWrittenIsReadOnly() throws Exception {
        PermissionChecks.run("nothingCanBeWritten", folder);
    }

    @Test
    void aFolderThatMayNotBeReadIsDeniedNotAbsent() throws Exception {
        PermissionChecks.run("aFolderCannotBeRead", folder);
    }

    @Test
    void aRootThatMayNotBeMadeIsEmptyUntilItMay() throws Exception {
        PermissionChecks.run("theRootCannotBeMade", folder);
    }

    @Test
    void aRootThatMayNotBeReachedIsDeniedNotAbsent() throws Exception {
        PermissionChecks.run("theRootCannotBeReached", folder);
    }

    @Test
    void twoStoresOfOneJvmShareADirectory() throws IOException {
        try (FileObjectStore second = FileObjectStore.open(root)) {
            create(store, "a", BYTES);
            assertThat(read(second, "a")).isEqualTo(BYTES);
            store.put(
                    key("b"),
                    out -> {
                        out.write(BYTES);
                        assertThat(temporaries(root)).hasSize(1);
                        assertThat(second.sweep(Duration.ZERO).removed()).isZero();
                        create(second, "c", BYTES);
                        assertThat(temporaries(root)).hasSize(1);
                    },
                    PutCondition.ifAbsent());
        }
        assertThat(read(store, "b")).isEqualTo(BYTES);
    }

    @Test
    void aPutThatIsGoingOnWhenTheStoreIsClosedIsCompletedOrFails() throws IOException {
        store.put(
                key("a"),
                out -> {
                    out.write(BYTES);
                    store.close();
                },
                PutCondition.ifAbsent());
        assertNoTemporaries(root);
        try (ObjectStore again = FileObjectStore.open(root)) {
            assertThat(read(again, "a")).isEqualTo(BYTES);
            assertThatThrownBy(() -> store.head(key("a"))).isInstanceOf(IllegalStateException.class);
        }
        try (var own = Files.list(root.resolve("%tmp"))) {
            assertThat(own.filter(file -> file.toString().endsWith(".owner"))).isEmpty();
        }
    }

    @Test
    void temporariesWithoutAnOwnerAreSweptAndOtherFilesAreLeft() throws IOException {
        Files.createDirectories(root.resolve("%tmp"));
        Path dead = Files.write(root.resolve("%tmp/dead0-1.17"), BYTES);
        Path deadWithFile = Files.write(root.resolve("%tmp/dead1-1.3"), BYTES);
        Path owner = Files.createFile(root.resolve("%tmp/dead1-1.owner"));
        Path foreign = Files.write(root.resolve("%tmp/README"), BYTES);
        assertThat(store.sweep(Duration.ZERO).removed()).isEqualTo(2);
        assertThat(dead).doesNotExist();
        assertThat(deadWithFile).doesNotExist();
        assertThat(owner).doesNotExist();
        assertThat(foreign).exists();
        assertThat(store.sweep(Duration.ZERO).removed()).isZero();

        Files.write(dead, BYTES);
        create(store, "a", BYTES);
        assertThat(dead).doesNotExist();
    }

    @Test
    void capabilitiesSayWhatTheFileSystemHas() throws IOException {
        assertThat(store.capabilities()).isEqualTo(new StoreCapabilities(true, true, false));
        assertThat(store.name()).isEqualTo("file://" + root);
        assertThatThrownBy(() -> store.head(key("none"))).isInstanceOf(NotFoundException.class);
    }
}
