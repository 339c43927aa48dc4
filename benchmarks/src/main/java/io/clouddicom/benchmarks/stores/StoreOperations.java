package io.clouddicom.benchmarks.stores;

import io.clouddicom.DicomArchive;
import io.clouddicom.InstanceId;
import io.clouddicom.InstanceSource;
import io.clouddicom.PutOptions;
import io.clouddicom.PutSession;
import io.clouddicom.Study;
import io.clouddicom.benchmarks.cache.DistantStore;
import io.clouddicom.benchmarks.report.Figure;
import io.clouddicom.benchmarks.report.Figures;
import io.clouddicom.crypto.LocalKeyFile;
import io.clouddicom.observe.ArchiveListener;
import io.clouddicom.observe.StoreRequest;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests and bytes each operation of an encrypted archive takes, and how long it lasts, on a store whose every request takes 20 ms and
 * whose line carries 200 MB/s: emulated latency, so that the times tell of round trips and nothing of a real cloud.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.clouddicom.benchmarks.stores.StoreOperations [--quick]}
 */
public final class StoreOperations {
    private static final String SUITE = "stores";
    private static final int SLICES = 100;
    private static final int FEW_SLICES = 10;
    private static final long ROUND_TRIP_MILLIS = 20;
    private static final long BYTES_PER_SECOND = 200_000_000;
    private static final double PERCENT_99 = 0.99;
    private static final double KIBI = 1024;
    private static final double MILLI = 1e6;

    private final SyntheticStudy study;
    private final byte[][] files;
    private final Requests requests = new Requests();

    private StoreOperations(int slices) {
        study = SyntheticStudy.ct(1, slices);
        files = new byte[slices][];
        Arrays.setAll(files, study::bytes);
    }

    /** Counts requests and bytes. */
    private static final class Requests implements ArchiveListener {
        private final AtomicLong count = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();

        @Override
        public void storeRequest(StoreRequest request, long moved, long nanos, boolean failed) {
            count.incrementAndGet();
            bytes.addAndGet(moved);
        }
    }

    /** Something that the archive does with a slice. */
    @FunctionalInterface
    private interface Operation {
        void run(int slice) throws IOException;
    }

    /** Something that it does once. */
    @FunctionalInterface
    private interface Once {
        void run() throws IOException;
    }

    /**
     * Measures.
     *
     * @param arguments {@code --quick} for few slices
     */
    public static void main(String[] arguments) throws IOException {
        boolean quick = List.of(arguments).contains("--quick");
        StoreOperations operations = new StoreOperations(quick ? FEW_SLICES : SLICES);
        Path folder = Files.createTempDirectory("store-operations");
        Path key = folder.resolve("key.json");
        try {
            LocalKeyFile.create(key, Optional.empty());
            operations.run(key);
        } finally {
            Files.deleteIfExists(key);
            Files.delete(folder);
        }
    }

    private void run(Path key) throws IOException {
        try (DicomArchive archive = open(key)) {
            InstanceId[] ids = new InstanceId[files.length];
            each(
                    "put a CT slice",
                    slice -> ids[slice] = archive.put(files[slice]).instance());
            once("index the study", () -> archive.index(study.studyUid()));
            each("open the study", slice -> archive.study(study.studyUid()));
            Study opened = archive.study(study.studyUid());
            each(
                    "fetch a frame of the open study",
                    slice -> opened.instance(ids[slice]).frame(1).fetch());
            each(
                    "fetch a frame of the open study at a quarter of its width",
                    slice -> opened.instance(ids[slice]).frame(1).reduced(2).fetch());
            each("restore a slice", slice -> archive.restore(ids[slice], OutputStream.nullOutputStream()));
            each("delete a slice", slice -> archive.delete(ids[slice]));
        }
        try (DicomArchive archive = open(key);
                PutSession session = archive.session(PutOptions.DEFAULT)) {
            each("put a CT slice in a session", slice -> session.put(InstanceSource.of(files[slice])));
            once("write the index at the end of the session", session::writeIndexes);
        }
    }

    private DicomArchive open(Path key) throws IOException {
        return DicomArchive.builder(new DistantStore(ObjectStores.memory(), ROUND_TRIP_MILLIS, BYTES_PER_SECOND))
                .key("local:" + key)
                .listener(requests)
                .open();
    }

    private void once(String name, Once operation) throws IOException {
        measure(name, 1, slice -> operation.run());
    }

    private void each(String name, Operation operation) throws IOException {
        measure(name, files.length, operation);
    }

    private void measure(String name, int times, Operation operation) throws IOException {
        long countBefore = requests.count.get();
        long bytesBefore = requests.bytes.get();
        double[] millis = new double[times];
        for (int slice = 0; slice < times; slice++) {
            long begin = System.nanoTime();
            operation.run(slice);
            millis[slice] = (System.nanoTime() - begin) / MILLI;
        }
        Arrays.sort(millis);
        double count = (requests.count.get() - countBefore) / (double) times;
        double kibibytes = (requests.bytes.get() - bytesBefore) / KIBI / times;
        String title = name + " (20 ms emulated)";
        record(Figure.cost(SUITE, title + ", requests", "requests", count));
        record(Figure.cost(SUITE, title + ", bytes", "KiB", kibibytes));
        record(Figure.cost(SUITE, title + ", p50", "ms", millis[(times - 1) / 2]));
        if (times > 1) {
            record(Figure.cost(SUITE, title + ", p99", "ms", millis[(int) (PERCENT_99 * (times - 1))]));
        }
    }

    private static void record(Figure figure) throws IOException {
        Figures.record(figure);
        System.out.println(figure.line());
    }
}
