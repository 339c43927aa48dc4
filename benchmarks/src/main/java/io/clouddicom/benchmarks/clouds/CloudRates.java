package io.clouddicom.benchmarks.clouds;

import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The archive on a cloud's protocol beside the vendor's plain client: puts and frames of CT slices by eight threads, and large
 * objects when a round trip takes 50 ms. Server and client share the machine.
 */
final class CloudRates {
    static final int THREADS = 8;
    static final int PART_BYTES = 8 << 20;

    private static final int SLICES = 250;
    private static final int SIDE = 512;
    private static final int PUT_ROUNDS = 8;
    private static final int FRAMES_PER_ROUND = 250;
    private static final int FRAME_ROUNDS = 4;
    private static final int LARGE_BYTES = 128 << 20;
    private static final int LARGE_ROUNDS = 5;
    private static final long ROUND_TRIP_MILLIS = 50;
    private static final double PUT_FLOOR = 0.8;
    private static final double FRAME_FLOOR = 0.85;
    private static final double LARGE_FLOOR = 0.8;

    /** A vendor's client, and the store of this project over one of the same kind. */
    interface Cloud extends AutoCloseable {
        /** What figures are called by. */
        String name();

        /** Makes a bucket. */
        String newBucket();

        /** Deletes what is in a bucket. */
        void empty(String bucket);

        /** The store, which uses parts of {@link #PART_BYTES}, as many at once as the protocol allows, up to {@link #THREADS}. */
        ObjectStore store(String bucket);

        /** What the plain client does to put a small object if it is absent. */
        void put(String bucket, String name, byte[] bytes);

        /** What the plain client does to read a range. */
        void read(String bucket, String name, long offset, byte[] into, int from, int length) throws IOException;

        /** What the plain client does to put a large object in parts of {@link #PART_BYTES}. */
        void putInParts(String bucket, String name, byte[] bytes) throws IOException;

        @Override
        void close();
    }

    /** Makes clients of a server. */
    @FunctionalInterface
    interface Clouds {
        Cloud at(URI endpoint);
    }

    private final URI server;
    private final Clouds clouds;
    private final Cloud cloud;
    private final int rounds;
    private final SyntheticStudy study = SyntheticStudy.ct(1, SLICES);
    private final byte[][] slices = new byte[SLICES][];

    private CloudRates(URI server, Clouds clouds, int rounds) {
        this.server = server;
        this.clouds = clouds;
        this.cloud = clouds.at(server);
        this.rounds = rounds;
        Arrays.setAll(slices, study::bytes);
    }

    /**
     * Measures.
     *
     * @param main a server
     * @param arguments which of puts, frames and large, all of them without any; and {@code --quick} for one round
     */
    static void measure(Class<?> main, Clouds clouds, String[] arguments) throws Exception {
        List<String> wanted = Arrays.asList(arguments);
        boolean quick = wanted.contains("--quick");
        boolean all = wanted.size() == (quick ? 1 : 0);
        try (ServerProcess process = ServerProcess.start(main)) {
            CloudRates rates = new CloudRates(process.endpoint(), clouds, quick ? 1 : Integer.MAX_VALUE);
            if (all || wanted.contains("puts")) {
                rates.puts(StoragePolicy.AS_RECEIVED);
                rates.puts(StoragePolicy.HTJ2K_LOSSLESS_RPCL);
            }
            if (all || wanted.contains("frames")) {
                rates.frames();
            }
            if (all || wanted.contains("large")) {
                rates.large();
            }
        }
        System.exit(0);
    }

    /** Puts of slices as instances of their own: each round an archive of its own, which is not closed between puts. */
    private void puts(StoragePolicy policy) throws Exception {
        // Who compresses does more than the plain client, so that is no race.
        double floor = policy == StoragePolicy.AS_RECEIVED ? PUT_FLOOR : 0;
        SideBySide beside = new SideBySide(
                cloud.name() + ": put CT slices, " + policy.name().toLowerCase(Locale.ROOT), "put", floor);
        for (int round = -1; round < Math.min(rounds, PUT_ROUNDS); round++) {
            String ours = cloud.newBucket();
            String plain = cloud.newBucket();
            try (ObjectStore store = cloud.store(ours);
                    DicomArchive archive =
                            DicomArchive.builder(store).storage(policy).open()) {
                SideBySide.Work us = () -> SideBySide.inThreads(THREADS, SLICES, i -> archive.put(slices[i]));
                SideBySide.Work them =
                        () -> SideBySide.inThreads(THREADS, SLICES, i -> cloud.put(plain, "slices/" + i, slices[i]));
                if (round < 0) {
                    us.run();
                    them.run();
                } else {
                    beside.round(us, them);
                }
            }
            cloud.empty(ours);
            cloud.empty(plain);
        }
        beside.report();
    }

    /** Frames at random of a study that is open, beside the same ranges. */
    private void frames() throws Exception {
        String bucket = cloud.newBucket();
        try (ObjectStore store = cloud.store(bucket);
                DicomArchive archive = DicomArchive.builder(store)
                        .storage(StoragePolicy.AS_RECEIVED)
                        .open()) {
            SideBySide.inThreads(THREADS, SLICES, i -> archive.put(slices[i]));
            archive.index(study.studyUid());
            Study opened = archive.study(study.studyUid());
            Instance[] instances = opened.instances().toArray(new Instance[0]);
            int frameBytes = SIDE * SIDE * 2;
            byte[][] frames = new byte[SLICES][];
            long[] offsets = new long[SLICES];
            String[] keys = new String[SLICES];
            for (int i = 0; i < SLICES; i++) {
                frames[i] = instances[i].frame(1).fetch();
                keys[i] = keyOf(store, instances[i]);
                offsets[i] = offsetOf(store, keys[i], frames[i]);
            }
            SideBySide beside = new SideBySide(cloud.name() + ": read frames at random", "frame", FRAME_FLOOR);
            for (int round = -1; round < Math.min(rounds, FRAME_ROUNDS); round++) {
                int[] order =
                        new Random(round).ints(FRAMES_PER_ROUND, 0, SLICES).toArray();
                SideBySide.Work us = () -> SideBySide.inThreads(
                        THREADS,
                        order.length,
                        i -> require(instances[order[i]].frame(1).fetch(), frames[order[i]]));
                SideBySide.Work them = () -> SideBySide.inThreads(THREADS, order.length, i -> {
                    byte[] read = new byte[frameBytes];
                    cloud.read(bucket, keys[order[i]], offsets[order[i]], read, 0, frameBytes);
                    require(read, frames[order[i]]);
                });
                if (round < 0) {
                    us.run();
                    them.run();
                } else {
                    beside.round(us, them);
                }
            }
            beside.report();
        }
        cloud.empty(bucket);
    }

    private static String keyOf(ObjectStore store, Instance instance) throws IOException {
        String wanted = "/" + instance.id().instance() + ".";
        try (Listing<ObjectInfo> listing = store.list("studies/", "")) {
            return listing.toList().stream()
                    .map(info -> info.key().value())
                    .filter(key -> key.contains(wanted))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long offsetOf(ObjectStore store, String key, byte[] frame) throws IOException {
        byte[] object;
        try (ObjectReader reader = store.get(ObjectKey.of(key), ByteRange.all())) {
            object = reader.readAllBytes();
        }
        for (int at = 0; at + frame.length <= object.length; at++) {
            if (Arrays.equals(object, at, at + frame.length, frame, 0, frame.length)) {
                return at;
            }
        }
        throw new IOException("the object does not hold its frame");
    }

    private static void require(byte[] read, byte[] expected) {
        if (!Arrays.equals(read, expected)) {
            throw new IllegalStateException("other bytes came back");
        }
    }

    /** Objects of many parts, from memory and to nowhere, over a distance. */
    private void large() throws Exception {
        byte[] bytes = new byte[LARGE_BYTES];
        new Random(1).nextBytes(bytes);
        double mebibytes = LARGE_BYTES / (double) (1 << 20);
        String bucket = cloud.newBucket();
        try (DistantServer distant = new DistantServer(server, ROUND_TRIP_MILLIS);
                Cloud far = clouds.at(distant.endpoint());
                ObjectStore store = far.store(bucket)) {
            ObjectKey key = ObjectKey.of("ours");
            SideBySide up = new SideBySide(cloud.name() + ": put 128 MiB at 50 ms", "MiB", LARGE_FLOOR);
            SideBySide down = new SideBySide(cloud.name() + ": read 128 MiB at 50 ms", "MiB", LARGE_FLOOR);
            SideBySide.Work usUp = () -> {
                store.put(key, ofUnknownLength(bytes), PutCondition.any());
                return mebibytes;
            };
            SideBySide.Work themUp = () -> {
                far.putInParts(bucket, "plain", bytes);
                return mebibytes;
            };
            SideBySide.Work usDown = () -> {
                byte[] read = new byte[LARGE_BYTES];
                try (ObjectReader reader = store.get(key, ByteRange.all())) {
                    reader.readNBytes(read, 0, read.length);
                }
                require(read, bytes);
                return mebibytes;
            };
            SideBySide.Work themDown = () -> {
                byte[] read = new byte[LARGE_BYTES];
                // Not every server answers part numbers, by which a client reads in parallel: ranges of the same size.
                SideBySide.inThreads(THREADS, LARGE_BYTES / PART_BYTES, part -> {
                    int from = part * PART_BYTES;
                    far.read(bucket, "plain", from, read, from, PART_BYTES);
                });
                require(read, bytes);
                return mebibytes;
            };
            usUp.run();
            themUp.run();
            usDown.run();
            themDown.run();
            for (int round = 0; round < Math.min(rounds, LARGE_ROUNDS); round++) {
                up.round(usUp, themUp);
                down.round(usDown, themDown);
            }
            up.report();
            down.report();
        }
        cloud.empty(bucket);
    }

    private static ObjectContent ofUnknownLength(byte[] bytes) {
        return out -> {
            for (int at = 0; at < bytes.length; at += 1 << 20) {
                out.write(bytes, at, 1 << 20);
            }
        };
    }
}
