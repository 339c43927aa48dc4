package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.Receipt;
import io.clouddicom.StoragePolicy;
import io.clouddicom.store.ObjectStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A multi-frame instance of 2 GiB goes in and comes back in a JVM of 256 MiB. */
class LargeInstanceTest {
    private static final int FRAMES = 2048;
    private static final int SIDE = 1024;
    private static final long FRAME_BYTES = (long) SIDE * SIDE;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"AS_RECEIVED", "HTJ2K_LOSSLESS_RPCL"})
    void twoGibibytesInAndOutWith256MebibytesOfHeap(StoragePolicy policy) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeInstanceTest.class.getName(),
                        folder.toString(),
                        policy.name())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        String printed = Files.readString(output);
        System.out.println(printed);
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed).contains("done");
    }

    /** The child: makes a sparse file, puts it, fetches the middle frame, restores it. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        StoragePolicy policy = StoragePolicy.valueOf(arguments[1]);
        InstanceId id = SmallInstance.id(1, 1, 1);
        ByteArrayOutputStream head = SmallInstance.head(id, FRAMES, SIDE, SIDE, FRAMES * FRAME_BYTES);
        Path file = folder.resolve("large.dcm");
        int middle = FRAMES / 2;
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(head.toByteArray());
            sparse.setLength(head.size() + FRAMES * FRAME_BYTES);
            sparse.seek(head.size() + (middle - 1) * FRAME_BYTES);
            sparse.write(middleFrame());
        }
        long begin = System.nanoTime();
        RecordingStore store =
                new RecordingStore(ObjectStores.open(folder.resolve("archive").toUri()));
        try (DicomArchive archive = DicomArchive.builder(store).storage(policy).open()) {
            Receipt receipt = archive.put(file);
            System.out.println("put " + receipt.originalBytes() + " bytes in " + seconds(begin) + " s");
            store.forgetCalls();
            Instance instance = archive.instance(id);
            byte[] frame = instance.frame(middle).fetch();
            boolean received = policy == StoragePolicy.AS_RECEIVED;
            long length = received ? FRAME_BYTES : instance.frame(middle).storedBytes();
            require(frame.length == length && length <= FRAME_BYTES, "the frame's length");
            String key = store.calls().get(1).target();
            if (received) {
                long offset = head.size() + (middle - 1) * FRAME_BYTES;
                store.assertCalls(
                        store.calls().get(0).toString(),
                        "get " + key + " [-65536]",
                        "get " + key + " [" + offset + ", " + (offset + FRAME_BYTES) + ")");
            }
            require(store.calls().size() <= 4, "the number of requests");
            byte[] pixels = instance.frame(middle).decode();
            require(Arrays.equals(pixels, middleFrame()), "the pixels");
            if (!received) {
                requireQuarterInOneRange(store, instance.frame(middle));
            }
            begin = System.nanoTime();
            long[] restored = new long[1];
            instance.restore(new OutputStream() {
                @Override
                public void write(int b) {
                    restored[0]++;
                }

                @Override
                public void write(byte[] bytes, int from, int count) {
                    restored[0] += count;
                }
            });
            require(restored[0] == receipt.originalBytes(), "the length restored");
            System.out.println("restored " + restored[0] + " bytes in " + seconds(begin) + " s");
        }
        store.close();
        System.out.println("done");
    }

    /** At a quarter of its rows and columns, the frame takes one request for less than a tenth of its bytes. */
    private static void requireQuarterInOneRange(RecordingStore store, Frame frame) throws IOException {
        store.forgetCalls();
        byte[] pixels = frame.reduced(2).decode();
        require(pixels.length == FRAME_BYTES / 16, "the reduced frame's length");
        require(store.calls().size() == 1, "the number of requests for a reduced frame");
        System.out.println("read " + store.readBytes() + " of " + frame.storedBytes() + " bytes at 1/4");
        require(store.readBytes() < frame.storedBytes() / 10, "what a reduced frame reads");
    }

    /** Noise on a ramp. */
    private static byte[] middleFrame() {
        SplittableRandom random = new SplittableRandom(20261124);
        byte[] frame = new byte[(int) FRAME_BYTES];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (byte) (i / SIDE / 8 + random.nextInt(16));
        }
        return frame;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what + " is wrong");
        }
    }

    private static String seconds(long begin) {
        return String.format("%.1f", (System.nanoTime() - begin) / 1e9);
    }
}
