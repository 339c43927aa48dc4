package io.clouddicom.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.clouddicom.CloudDicomException;
import io.clouddicom.SharedData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Mutated files: nothing but typed errors, no memory beyond the cap, no hang.
 *
 * <p>The property {@code cloud.dicom.fuzz.seconds} makes it longer, {@code cloud.dicom.fuzz.seed} repeats a run.
 */
class DicomReaderFuzzTest {
    private static final long HEADER_LIMIT = 4L << 20;
    /** Lists grow by copying; buffers, strings and warnings come on top. */
    private static final long MOST_ALLOCATED = 8 * HEADER_LIMIT;

    private static final long LONGEST_NANOS = 5_000_000_000L;
    private static final int LARGEST_SEED_FILE = 64 << 10;

    @Test
    void endsWithAFileOrATypedError() throws IOException {
        long seed = Long.getLong("cloud.dicom.fuzz.seed", System.nanoTime());
        long seconds = Long.getLong("cloud.dicom.fuzz.seconds", 20);
        System.out.println("fuzz seed " + seed);
        Random random = new Random(seed);
        List<byte[]> corpus = corpus();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        int read = 0;
        int refused = 0;
        while (System.nanoTime() < end) {
            byte[] bytes = mutated(corpus.get(random.nextInt(corpus.size())), random);
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long begun = System.nanoTime();
            try {
                exercise(bytes, random.nextBoolean());
                read++;
            } catch (CloudDicomException expected) {
                refused++;
            } catch (RuntimeException | Error fault) {
                fail("seed " + seed + ", run " + (read + refused), fault);
            }
            assertThat(System.nanoTime() - begun).as("time, seed " + seed).isLessThan(LONGEST_NANOS);
            assertThat(threads.getCurrentThreadAllocatedBytes() - allocated)
                    .as("memory, seed " + seed + ", run " + (read + refused) + ", " + bytes.length + " bytes")
                    .isLessThan(MOST_ALLOCATED + 8L * bytes.length);
        }
        System.out.println("fuzz: " + read + " read, " + refused + " refused");
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }

    private static void exercise(byte[] bytes, boolean stream) throws IOException {
        DicomReaderOptions options =
                DicomReaderOptions.DEFAULT.withHeaderLimitBytes(HEADER_LIMIT).withInflatedLimitBytes(64L << 20);
        DicomReader reader = stream
                ? DicomReader.of(new ByteArrayInputStream(bytes), options)
                : DicomReader.of(RangeSource.of(bytes), options);
        DicomFile file = reader.read();
        for (Element element : file.dataset()) {
            int tag = element.tag();
            file.dataset().strings(tag);
            file.dataset().integers(tag);
            file.dataset().numbers(tag);
            file.dataset().uid(tag);
        }
        int count = file.frames().count();
        for (int i = 0; i < count; i += 1 + count / 10) {
            file.frames().frame(i);
        }
        if (file.deflated().isEmpty()) {
            long[] written = new long[1];
            DicomWriter.copy(file, RangeSource.of(bytes), new OutputStream() {
                private int position;

                @Override
                public void write(int b) {
                    if (bytes[position++] != (byte) b) {
                        throw new AssertionError("differs at byte " + (position - 1));
                    }
                    written[0]++;
                }
            });
            assertThat(written[0]).isEqualTo(bytes.length);
        }
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 8; i++) {
            // Headers are where the faults are: three of four hits go to the first kilobyte.
            int at = random.nextInt(random.nextInt(4) > 0 ? Math.min(bytes.length, 1200) : bytes.length);
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = random.nextBoolean() ? (byte) 0xFF : 0;
                case 3 -> {
                    for (int j = at; j < Math.min(bytes.length, at + 4); j++) {
                        bytes[j] = (byte) 0xFF;
                    }
                }
                case 4 -> bytes = java.util.Arrays.copyOf(bytes, at);
                case 5 -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(64), bytes.length - Math.max(from, at));
                    System.arraycopy(bytes, from, bytes, at, length);
                }
                case 6 -> {
                    int length = random.nextInt(64);
                    byte[] longer = new byte[bytes.length + length];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                    bytes = longer;
                }
                default -> {
                    int length = Math.min(random.nextInt(64), bytes.length - at);
                    byte[] shorter = new byte[bytes.length - length];
                    System.arraycopy(bytes, 0, shorter, 0, at);
                    System.arraycopy(bytes, at + length, shorter, at, shorter.length - at);
                    bytes = shorter;
                }
            }
        }
        return bytes;
    }

    private static List<byte[]> corpus() throws IOException {
        List<byte[]> corpus = new ArrayList<>();
        byte[] frame = {(byte) 0xFF, 0x4F, (byte) 0xFF, 0x51, 1, 2, 3, 4};
        byte[] explicit = Fixture.dataset(true, false, 2);
        corpus.add(Fixture.fileOf("1.2.840.10008.1.2.1", explicit));
        corpus.add(Fixture.fileOf("1.2.840.10008.1.2", Fixture.dataset(false, false, 2)));
        corpus.add(Fixture.fileOf("1.2.840.10008.1.2.2", Fixture.dataset(true, true, 2)));
        corpus.add(Fixture.fileOf("1.2.840.10008.1.2.1.99", Fixture.deflate(explicit, false)));
        corpus.add(Fixture.fileOf("1.2.840.10008.1.2.1.99", Fixture.deflate(explicit, true)));
        corpus.add(Fixture.fileOf("1.2.840.10008.1.2.4.90", Fixture.encapsulated(2, new byte[0], frame, frame)));
        corpus.add(Fixture.fileOf("1.2.840.10008.1.2.4.90", Fixture.encapsulated(2, new byte[8], frame, frame)));
        corpus.add(explicit);
        String told = System.getProperty("cloud.dicom.fuzz.shared", "true");
        if (told.equals("true") && sharedIsHere()) {
            try (Stream<Path> files = Files.walk(SharedData.dicom())) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    if (Files.size(file) <= LARGEST_SEED_FILE
                            && !file.toString().endsWith(".tsv")) {
                        corpus.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        System.out.println("fuzz corpus of " + corpus.size() + " files");
        return corpus;
    }

    /** The shared files only add to the corpus: without them the test runs on what is made here. */
    private static boolean sharedIsHere() {
        try {
            return Files.isDirectory(SharedData.dicom());
        } catch (org.opentest4j.TestAbortedException absent) {
            return false;
        }
    }
}
