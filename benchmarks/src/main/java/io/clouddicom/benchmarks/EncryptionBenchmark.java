package io.clouddicom.benchmarks;

import com.google.crypto.tink.StreamingAead;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.StoragePolicy;
import io.clouddicom.benchmarks.report.Reported;
import io.clouddicom.crypto.EnvelopeEncryption;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What encryption takes, on a store in memory: 16 MiB sealed and opened through the archive's store, beside Tink's own
 * streaming of the same bytes with the same size of segments; 64 KiB of their middle; a frame of a CT slice of 512 × 512,
 * as it is stored and decoded, from an encrypted archive and from a plain one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgsAppend = "-Xmx1g")
public class EncryptionBenchmark {
    private static final int SIZE = 16 << 20;
    private static final ByteRange MIDDLE = ByteRange.of(SIZE / 2, 64 << 10);
    private static final ObjectKey OBJECT = new ObjectKey("studies/1.2/instances/1.2.3/1.2.3.4.1");
    private static final byte[] ASSOCIATED_DATA = new byte[64];

    private final byte[] plain = new byte[SIZE];
    private final byte[] opened = new byte[SIZE];
    private StreamingAead tink;
    private byte[] tinkSealed;
    private ObjectStore store;
    private ObjectVersion version;
    private Instance plainHtj2k;
    private Instance sealedHtj2k;
    private Instance plainNative;
    private Instance sealedNative;

    /** Seals what is opened, and checks that it opens to what it was. */
    @Setup
    public void fill() throws Exception {
        new Random(1).nextBytes(plain);
        tink = Sealing.tink();
        tinkSealed = tinkSeal().toByteArray();
        store = Sealing.store();
        storeSeal();
        version = store.head(OBJECT).version();
        if (!Arrays.equals(storeOpen(), plain) || !Arrays.equals(tinkOpen(), plain)) {
            throw new IllegalStateException("what was sealed did not open");
        }
        byte[] slice = SyntheticStudy.ct(1, 1).bytes(0);
        plainHtj2k = put(DicomArchive.builder(ObjectStores.memory()), StoragePolicy.HTJ2K_LOSSLESS_RPCL, slice);
        sealedHtj2k = put(sealed(), StoragePolicy.HTJ2K_LOSSLESS_RPCL, slice);
        plainNative = put(DicomArchive.builder(ObjectStores.memory()), StoragePolicy.AS_RECEIVED, slice);
        sealedNative = put(sealed(), StoragePolicy.AS_RECEIVED, slice);
        if (!Arrays.equals(decodePlainFrame(), decodeSealedFrame())) {
            throw new IllegalStateException("the frames differ");
        }
    }

    private static DicomArchive.Builder sealed() {
        return DicomArchive.builder(ObjectStores.memory()).protection(EnvelopeEncryption.with(Sealing.newKey()));
    }

    private static Instance put(DicomArchive.Builder builder, StoragePolicy policy, byte[] slice) throws IOException {
        DicomArchive archive = builder.storage(policy).open();
        return archive.instance(archive.put(slice).instance());
    }

    /** 16 MiB by Tink alone. */
    @Benchmark
    public ByteArrayOutputStream tinkSeal() throws Exception {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream(SIZE + SIZE / 1024);
        try (OutputStream sealing = tink.newEncryptingStream(sealed, ASSOCIATED_DATA)) {
            sealing.write(plain);
        }
        return sealed;
    }

    /** 16 MiB through the store. */
    @Benchmark
    @Reported(
            suite = "encryption",
            name = "seal 16 MiB",
            against = "tinkSeal",
            peer = "Tink's streaming",
            floor = 0.8,
            aim = 1.0)
    public Object storeSeal() throws IOException {
        return store.put(OBJECT, ObjectContent.of(plain), PutCondition.any());
    }

    /** 16 MiB by Tink alone. */
    @Benchmark
    public byte[] tinkOpen() throws Exception {
        try (InputStream opening = tink.newDecryptingStream(new ByteArrayInputStream(tinkSealed), ASSOCIATED_DATA)) {
            return filled(opening);
        }
    }

    /** 16 MiB through the store. */
    @Benchmark
    @Reported(
            suite = "encryption",
            name = "open 16 MiB",
            against = "tinkOpen",
            peer = "Tink's streaming",
            floor = 0.8,
            aim = 1.0)
    public byte[] storeOpen() throws IOException {
        try (ObjectReader opening = store.get(OBJECT, ByteRange.all())) {
            return filled(opening);
        }
    }

    private byte[] filled(InputStream opening) throws IOException {
        if (opening.readNBytes(opened, 0, SIZE) != SIZE) {
            throw new IllegalStateException("the object is shorter");
        }
        return opened;
    }

    /** 64 KiB in the middle of 16 MiB. */
    @Benchmark
    @Reported(suite = "encryption", name = "open 64 KiB in the middle of 16 MiB")
    public byte[] storeOpenRange() throws IOException {
        try (ObjectReader opening = store.get(OBJECT, MIDDLE, Optional.of(version))) {
            return opening.readAllBytes();
        }
    }

    /** The frame's HTJ2K codestream, as stored. */
    @Benchmark
    public byte[] fetchPlainFrame() throws IOException {
        return plainHtj2k.frame(1).fetch();
    }

    /** The frame's HTJ2K codestream, as stored. */
    @Benchmark
    @Reported(
            suite = "encryption",
            name = "fetch a CT frame in HTJ2K",
            against = "fetchPlainFrame",
            peer = "without encryption")
    public byte[] fetchSealedFrame() throws IOException {
        return sealedHtj2k.frame(1).fetch();
    }

    /** The frame's samples, of HTJ2K. */
    @Benchmark
    public byte[] decodePlainFrame() throws IOException {
        return plainHtj2k.frame(1).decode();
    }

    /** The frame's samples, of HTJ2K. */
    @Benchmark
    @Reported(
            suite = "encryption",
            name = "fetch and decode a CT frame",
            against = "decodePlainFrame",
            peer = "without encryption",
            floor = 0.87,
            aim = 1.0)
    public byte[] decodeSealedFrame() throws IOException {
        return sealedHtj2k.frame(1).decode();
    }

    /** The frame's samples, stored as they are. */
    @Benchmark
    public byte[] fetchPlainNativeFrame() throws IOException {
        return plainNative.frame(1).fetch();
    }

    /** The frame's samples, stored as they are. */
    @Benchmark
    @Reported(
            suite = "encryption",
            name = "fetch a native CT frame",
            against = "fetchPlainNativeFrame",
            peer = "without encryption")
    public byte[] fetchSealedNativeFrame() throws IOException {
        return sealedNative.frame(1).fetch();
    }
}
