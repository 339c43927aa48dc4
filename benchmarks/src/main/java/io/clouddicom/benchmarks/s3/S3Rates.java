package io.clouddicom.benchmarks.s3;

import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.s3.S3Options;
import io.clouddicom.s3.S3Stores;
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
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * The archive on S3 beside the plain SDK: puts and frames of CT slices by eight threads, and large objects when a round trip
 * takes 50 ms. Server and client share the machine.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.clouddicom.benchmarks.s3.S3Rates [puts] [frames] [large]}
 */
public final class S3Rates {
    private static final int THREADS = 8;
    private static final int SLICES = 250;
    private static final int SIDE = 512;
    private static final int PUT_ROUNDS = 8;
    private static final int FRAMES_PER_ROUND = 250;
    private static final int FRAME_ROUNDS = 4;
    private static final int PART_BYTES = 8 << 20;
    private static final int LARGE_BYTES = 128 << 20;
    private static final int LARGE_ROUNDS = 5;
    private static final long ROUND_TRIP_MILLIS = 50;
    private static final AwsCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(
            AwsBasicCredentials.create(ServerProcess.ACCESS_KEY, ServerProcess.SECRET_KEY));

    private final URI server;
    private final S3Client client;
    private final SyntheticStudy study = SyntheticStudy.ct(1, SLICES);
    private final byte[][] slices = new byte[SLICES][];
    private final AtomicInteger buckets = new AtomicInteger();

    private S3Rates(URI server) {
        this.server = server;
        this.client = client(server);
        Arrays.setAll(slices, study::bytes);
    }

    private static S3Client client(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(64))
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    private String bucket() {
        String name = "bucket-" + buckets.incrementAndGet();
        client.createBucket(request -> request.bucket(name));
        return name;
    }

    private void empty(String bucket) {
        ListObjectsV2Response page = client.listObjectsV2(request -> request.bucket(bucket));
        while (!page.contents().isEmpty()) {
            page.contents()
                    .forEach(object -> client.deleteObject(
                            request -> request.bucket(bucket).key(object.key())));
            page = client.listObjectsV2(request -> request.bucket(bucket));
        }
    }

    /** Puts of slices as instances of their own: each round an archive of its own, which is not closed between puts. */
    private void puts(StoragePolicy policy) throws Exception {
        SideBySide beside = new SideBySide("put CT slices, " + policy.name().toLowerCase(Locale.ROOT), "put");
        for (int round = -1; round < PUT_ROUNDS; round++) {
            String ours = bucket();
            String plain = bucket();
            try (ObjectStore store =
                            S3Stores.open(client, S3Options.bucket(ours).build());
                    DicomArchive archive =
                            DicomArchive.builder(store).storage(policy).open()) {
                SideBySide.Work us = () -> SideBySide.inThreads(THREADS, SLICES, i -> archive.put(slices[i]));
                SideBySide.Work them = () -> SideBySide.inThreads(THREADS, SLICES, i -> {
                    client.putObject(
                            request -> request.bucket(plain).key("slices/" + i).ifNoneMatch("*"),
                            RequestBody.fromBytes(slices[i]));
                });
                if (round < 0) {
                    us.run();
                    them.run();
                } else {
                    beside.round(us, them);
                }
            }
            empty(ours);
            empty(plain);
        }
        System.out.println(beside);
    }

    /** Frames at random of a study that is open, beside the same ranges. */
    private void frames() throws Exception {
        String bucket = bucket();
        try (ObjectStore store = S3Stores.open(client, S3Options.bucket(bucket).build());
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
            SideBySide beside = new SideBySide("read frames at random", "frame");
            for (int round = -1; round < FRAME_ROUNDS; round++) {
                int[] order =
                        new Random(round).ints(FRAMES_PER_ROUND, 0, SLICES).toArray();
                SideBySide.Work us = () -> SideBySide.inThreads(
                        THREADS,
                        order.length,
                        i -> require(instances[order[i]].frame(1).fetch(), frames[order[i]]));
                SideBySide.Work them = () -> SideBySide.inThreads(THREADS, order.length, i -> {
                    int which = order[i];
                    String range = "bytes=" + offsets[which] + "-" + (offsets[which] + frameBytes - 1);
                    byte[] read = client.getObject(
                                    request -> request.bucket(bucket)
                                            .key(keys[which])
                                            .range(range),
                                    ResponseTransformer.toBytes())
                            .asByteArrayUnsafe();
                    require(read, frames[which]);
                });
                if (round < 0) {
                    us.run();
                    them.run();
                } else {
                    beside.round(us, them);
                }
            }
            System.out.println(beside);
        }
        empty(bucket);
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
        String bucket = bucket();
        try (DistantServer distant = new DistantServer(server, ROUND_TRIP_MILLIS);
                S3Client ours = client(distant.endpoint());
                S3AsyncClient plain = multipartClient(distant.endpoint());
                ObjectStore store = S3Stores.open(
                        ours,
                        S3Options.bucket(bucket)
                                .partBytes(PART_BYTES)
                                .uploadParallelism(THREADS)
                                .build())) {
            ObjectKey key = ObjectKey.of("ours");
            SideBySide up = new SideBySide("put an object of 128 MiB at 50 ms", "MiB");
            SideBySide down = new SideBySide("read an object of 128 MiB at 50 ms", "MiB");
            double mebibytes = LARGE_BYTES / (double) (1 << 20);
            SideBySide.Work usUp = () -> {
                store.put(key, ofUnknownLength(bytes), PutCondition.any());
                return mebibytes;
            };
            SideBySide.Work themUp = () -> {
                plain.putObject(request -> request.bucket(bucket).key("plain"), AsyncRequestBody.fromBytesUnsafe(bytes))
                        .join();
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
                SideBySide.inThreads(
                        THREADS,
                        LARGE_BYTES / PART_BYTES,
                        part -> readPart(ours, bucket, (long) part * PART_BYTES, read));
                require(read, bytes);
                return mebibytes;
            };
            usUp.run();
            themUp.run();
            usDown.run();
            themDown.run();
            for (int round = 0; round < LARGE_ROUNDS; round++) {
                up.round(usUp, themUp);
                down.round(usDown, themDown);
            }
            System.out.println(up);
            System.out.println(down);
        }
        empty(bucket);
    }

    /** The server answers no part numbers, by which the SDK reads in parallel: ranges of the same size, as many at once. */
    private static void readPart(S3Client client, String bucket, long from, byte[] into) throws IOException {
        String range = "bytes=" + from + "-" + (from + PART_BYTES - 1);
        try (InputStream body =
                client.getObject(request -> request.bucket(bucket).key("plain").range(range))) {
            body.readNBytes(into, (int) from, PART_BYTES);
        }
    }

    private static ObjectContent ofUnknownLength(byte[] bytes) {
        return out -> {
            for (int at = 0; at < bytes.length; at += 1 << 20) {
                out.write(bytes, at, 1 << 20);
            }
        };
    }

    private static S3AsyncClient multipartClient(URI endpoint) {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(CREDENTIALS)
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .multipartEnabled(true)
                .multipartConfiguration(settings -> settings.minimumPartSizeInBytes((long) PART_BYTES)
                        .thresholdInBytes((long) PART_BYTES)
                        .parallelConfiguration(parallel -> parallel.maxInFlightParts(THREADS)))
                .build();
    }

    /**
     * Measures.
     *
     * @param arguments which of the three; all of them without any
     */
    public static void main(String[] arguments) throws Exception {
        try (ServerProcess process = ServerProcess.start()) {
            S3Rates rates = new S3Rates(process.endpoint());
            boolean all = arguments.length == 0;
            if (all || Arrays.asList(arguments).contains("puts")) {
                rates.puts(StoragePolicy.AS_RECEIVED);
                rates.puts(StoragePolicy.HTJ2K_LOSSLESS_RPCL);
            }
            if (all || Arrays.asList(arguments).contains("frames")) {
                rates.frames();
            }
            if (all || Arrays.asList(arguments).contains("large")) {
                rates.large();
            }
        }
        System.exit(0);
    }
}
