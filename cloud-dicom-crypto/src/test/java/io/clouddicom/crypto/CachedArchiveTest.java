package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.InstanceSource;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.PutOptions;
import io.clouddicom.PutSession;
import io.clouddicom.StoragePolicy;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.DiskMode;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.RecordingStore;
import io.clouddicom.testkit.StoreOperation;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive whose objects are kept on a local disk, sealed. */
class CachedArchiveTest {
    private static final int INSTANCES = 4;

    @TempDir
    private Path folder;

    private final RecordingStore store = new RecordingStore(ObjectStores.memory());
    private final SyntheticStudy study = SyntheticStudy.ct(3, INSTANCES).withSize(256, 256);
    private Path cacheFolder;
    private CountingKey key;
    private Cache cache;

    @BeforeEach
    void putStudy() throws IOException {
        key = CountingKey.inFolder(folder);
        cacheFolder = folder.resolve("cache");
        cache = Cache.none().disk(cacheFolder, 16, SizeUnit.MEBIBYTES).keepFree(0, SizeUnit.BYTES);
        try (DicomArchive archive = open(Cache.none())) {
            PutSession session = archive.session(PutOptions.DEFAULT);
            for (int i = 0; i < INSTANCES; i++) {
                session.put(InstanceSource.of(study.bytes(i)));
            }
            session.close();
        }
        store.forgetCalls();
    }

    private DicomArchive open(Cache with) throws IOException {
        return DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key))
                .storage(StoragePolicy.HTJ2K_LOSSLESS_RPCL)
                .cache(with)
                .open();
    }

    private List<byte[]> frames(DicomArchive archive) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (Instance instance : archive.study(study.studyUid()).instances()) {
            frames.add(instance.frame(1).fetch());
        }
        return frames;
    }

    @Test
    void afterARestartAStudyTakesAListingAndItsKey() throws IOException {
        List<byte[]> frames;
        try (DicomArchive archive = open(cache)) {
            frames = frames(archive);
        }
        store.forgetCalls();
        try (DicomArchive archive = open(cache)) {
            List<byte[]> again = frames(archive);
            for (int i = 0; i < INSTANCES; i++) {
                assertThat(again.get(i)).isEqualTo(frames.get(i));
            }
        }
        String prefix = "studies/" + study.studyUid() + "/";
        store.assertCalls("get archive.json [-65536]", "list " + prefix, "get " + prefix + "key");
        store.assertAllClosed();
    }

    @Test
    void blocksThatSomebodyAlteredWithTheirChecksumsAreReadFromTheStore() throws IOException {
        List<byte[]> frames;
        try (DicomArchive archive = open(cache)) {
            frames = frames(archive);
        }
        assertThat(alterBlocks(cacheFolder.resolve("blocks-00000"))).isGreaterThan(INSTANCES);
        try (DicomArchive archive = open(cache)) {
            assertFrames(archive, frames);
        }
        try (DicomArchive archive = open(cache)) {
            store.forgetCalls();
            assertFrames(archive, frames);
            store.assertCount(StoreOperation.GET, 1);
        }
        alterBlocks(cacheFolder.resolve("blocks-00000"));
        try (DicomArchive archive = open(cache.diskMode(DiskMode.READ_ONLY))) {
            assertFrames(archive, frames);
        }
        store.assertAllClosed();
    }

    private void assertFrames(DicomArchive archive, List<byte[]> frames) throws IOException {
        List<byte[]> again = frames(archive);
        for (int i = 0; i < INSTANCES; i++) {
            assertThat(again.get(i)).isEqualTo(frames.get(i));
        }
    }

    /** Alters a byte of each block, and the checksums so that nobody sees it by them. */
    private static int alterBlocks(Path file) throws IOException {
        int headers = 4096;
        int headerBytes = 64;
        int slots = 4096;
        int blockBytes = 64 << 10;
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer slab = ByteBuffer.wrap(bytes);
        int altered = 0;
        for (int slot = 0; slot < slots; slot++) {
            int header = headers + slot * headerBytes;
            int block = headers + slots * headerBytes + slot * blockBytes;
            if (slab.getInt(header) != 0) {
                int length = slab.getInt(header + 36);
                bytes[block + length / 3] ^= 1;
                bytes[block + 20] ^= 1;
                slab.putInt(header + 4, crc32c(bytes, block, length));
                slab.putInt(header + 60, crc32c(bytes, header, 60));
                altered++;
            }
        }
        Files.write(file, bytes);
        return altered;
    }

    private static int crc32c(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    @Test
    void aSealedStudyIsOpenWhenListingIndexAndKeyWereAskedForAtOnce() throws IOException {
        CountDownLatch three = new CountDownLatch(3);
        ObjectStore meeting = (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    boolean ofStudy =
                            arguments != null && arguments[0].toString().startsWith("studies/");
                    if (ofStudy && three.getCount() > 0) {
                        three.countDown();
                        assertThat(three.await(30, TimeUnit.SECONDS))
                                .as("three requests at once")
                                .isTrue();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        try (DicomArchive archive = DicomArchive.builder(meeting)
                .protection(EnvelopeEncryption.with(key))
                .open()) {
            store.forgetCalls();
            Instance instance = archive.study(study.studyUid()).instances().get(0);
            String prefix = "studies/" + study.studyUid() + "/";
            store.assertCalls("list " + prefix, "get " + prefix + "index", "get " + prefix + "key");
            store.forgetCalls();
            instance.frame(1).fetch();
            store.assertCount(StoreOperation.GET, 1);
        }
    }

    @Test
    void nothingOnTheDiskIsInTheClearAndNoKeyLiesThere() throws IOException {
        try (DicomArchive archive = open(cache)) {
            frames(archive);
            archive.restore(archive.study(study.studyUid()).instances().get(0).id(), folder.resolve("restored.dcm"));
        }
        String directory = "";
        try (var files = Files.list(cacheFolder)) {
            for (Path file : files.toList()) {
                directory += Files.readString(file, StandardCharsets.ISO_8859_1);
            }
        }
        String wrapped = read("studies/" + study.studyUid() + "/key");
        assertThat(directory)
                .hasSizeGreaterThan(100_000)
                .doesNotContain(study.studyUid().value())
                .doesNotContain("DICM")
                .doesNotContain("instances")
                .doesNotContain(wrapped.substring(wrapped.length() - 16));
    }

    private String read(String object) throws IOException {
        try (ObjectReader reader = store.get(io.clouddicom.store.ObjectKey.of(object), ByteRange.all())) {
            return new String(reader.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aReducedFrameReadsNoMoreThanWithoutACache() throws IOException {
        long[] bytes = new long[2];
        for (int i = 0; i < 2; i++) {
            try (DicomArchive archive = open(i == 0 ? Cache.none() : cache)) {
                Instance instance = archive.study(study.studyUid()).instances().get(0);
                instance.frameCount();
                store.forgetCalls();
                instance.frame(1).reduced(2).fetch();
                assertThat(store.calls(StoreOperation.GET)).hasSize(1);
                bytes[i] = store.readBytes();
            }
        }
        assertThat(bytes[1]).isLessThanOrEqualTo(bytes[0] + (64 << 10));
    }

    @Test
    void verificationReadsTheStore() throws IOException {
        try (DicomArchive archive = open(cache)) {
            frames(archive);
            ObjectInfo info;
            try (Listing<ObjectInfo> listing = store.list("studies/" + study.studyUid() + "/instances/", "")) {
                info = listing.next();
            }
            byte[] damaged = new byte[(int) info.sizeBytes()];
            store.put(info.key(), ObjectContent.of(damaged), PutCondition.any());
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .problems())
                    .isNotEmpty();
        }
    }

    @Test
    void aPlainArchiveIsNotKeptInTheClearUnlessThatIsSaid() throws IOException {
        var plain = ObjectStores.memory();
        assertThatThrownBy(() -> DicomArchive.builder(plain).cache(cache).open())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(cacheFolder.toString())
                .hasMessageContaining("in the clear");
        assertThat(cacheFolder).doesNotExist();
        try (DicomArchive archive =
                DicomArchive.builder(plain).cache(cache.plainOnDisk()).open()) {
            archive.put(study.bytes(0));
            byte[] frame = frames(archive).get(0);
            assertThat(frames(archive).get(0)).isEqualTo(frame);
        }
        assertThat(cacheFolder.resolve("blocks-00000")).exists();
    }

    @Test
    void oneSwitchTurnsItOff() throws IOException {
        try (DicomArchive archive = open(cache.diskMode(DiskMode.OFF))) {
            assertThat(frames(archive)).hasSize(INSTANCES);
        }
        assertThat(cacheFolder).doesNotExist();
    }
}
