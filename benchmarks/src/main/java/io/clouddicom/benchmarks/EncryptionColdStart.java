package io.clouddicom.benchmarks;

import io.clouddicom.benchmarks.report.Reported;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first 4 MiB that a process seals and opens, through the archive's store: without anything before; after the warm-up
 * that opening an encrypted archive begins; and after a gibibyte.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(10)
public class EncryptionColdStart {
    private static final int SIZE = 4 << 20;
    private static final int ROUNDS = 256;
    private static final String WARM_UP_THREAD = "cloud-dicom-cipher-warm-up";
    private static final ObjectKey FIRST = new ObjectKey("studies/1.2/instances/1.2.3/1.2.3.4.1");
    private static final ObjectKey OTHER = new ObjectKey("studies/1.2/instances/1.2.3/1.2.3.5.1");

    /** What happened before. */
    public enum Before {
        /** Nothing, and no warm-up goes on. */
        NOTHING,
        /** An archive was opened, and its warm-up has ended. */
        WARM_UP,
        /** A gibibyte was sealed and opened. */
        A_GIBIBYTE
    }

    /** What happened before. */
    @Param
    private Before before;

    private final byte[] plain = new byte[SIZE];
    private ObjectStore store;

    /** Does what is done before; one small object in each case, so that key and classes are there. */
    @Setup
    public void prepare() throws IOException, InterruptedException {
        new Random(1).nextBytes(plain);
        store = before == Before.NOTHING ? Sealing.storeWithoutWarmUp() : Sealing.store();
        seal(OTHER, new byte[100]);
        open(OTHER);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(WARM_UP_THREAD)) {
                thread.join();
            }
        }
        for (int i = 0; i < ROUNDS && before == Before.A_GIBIBYTE; i++) {
            seal(OTHER, plain);
            open(OTHER);
        }
        if (before != Before.NOTHING) {
            // What is compiled by then is told to be, in the background.
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    /** Seals and opens 4 MiB. */
    @Benchmark
    @Reported(suite = "encryption", name = "the first 4 MiB sealed and opened, after")
    public byte[] sealAndOpen() throws IOException {
        seal(FIRST, plain);
        return open(FIRST);
    }

    private void seal(ObjectKey key, byte[] bytes) throws IOException {
        store.put(key, ObjectContent.of(bytes), PutCondition.any());
    }

    private byte[] open(ObjectKey key) throws IOException {
        try (ObjectReader reader = store.get(key, ByteRange.all())) {
            return reader.readAllBytes();
        }
    }
}
