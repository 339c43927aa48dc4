package io.clouddicom.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.store.ObjectVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class StudyIndexTest {
    private static final long SEED = 11;
    private static final String STUDY = "1.2.3";
    private static final int INSTANCES = 40;
    private static final int HEADER_BYTES = 16;

    private static byte[] bytes(int instance, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(instance).nextBytes(bytes);
        return bytes;
    }

    private static byte[] index() {
        StudyIndex.Builder builder = new StudyIndex.Builder(STUDY);
        for (int i = 0; i < INSTANCES; i++) {
            // Of several blocks, and one that holds a single instance alone.
            int metadata = i == 7 ? 300_000 : 9000 + i;
            builder.add(
                    new InstanceKey(STUDY, "1.2.3.4", "1.2.3.4." + i, i + 1),
                    new ObjectVersion("v" + i),
                    1000L + i,
                    bytes(i, 100 + i),
                    bytes(-i, metadata));
        }
        return builder.build();
    }

    private static byte[] seal(byte[] index) {
        CRC32C crc = new CRC32C();
        crc.update(index, 0, HEADER_BYTES - Integer.BYTES);
        crc.update(index, HEADER_BYTES, index.length - HEADER_BYTES);
        ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());
        return index;
    }

    @Test
    void everythingComesBack() throws Exception {
        StudyIndex index = StudyIndex.parse(index(), STUDY, "index");
        assertThat(index.entries()).hasSize(INSTANCES);
        for (int i = 0; i < INSTANCES; i++) {
            StudyIndex.Entry entry = index.entries().get(i);
            assertThat(entry.key()).isEqualTo(new InstanceKey(STUDY, "1.2.3.4", "1.2.3.4." + i, i + 1));
            assertThat(entry.version().token()).isEqualTo("v" + i);
            assertThat(entry.size()).isEqualTo(1000L + i);
            ByteBuffer block = index.block(entry.content().block());
            assertThat(StudyIndex.footer(block, entry.content())).isEqualTo(ByteBuffer.wrap(bytes(i, 100 + i)));
            assertThat(StudyIndex.metadata(block, entry.content()))
                    .isEqualTo(ByteBuffer.wrap(bytes(-i, i == 7 ? 300_000 : 9000 + i)));
        }
        assertThat(index.entries().get(INSTANCES - 1).content().block()).isGreaterThan(2);
    }

    @Test
    void anotherStudysOrANewerOneIsRefused() {
        assertThatThrownBy(() -> StudyIndex.parse(index(), "1.2.4", "index"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("another study");
        byte[] newer = index();
        newer[8] = 2;
        assertThatThrownBy(() -> StudyIndex.parse(newer, STUDY, "index"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void everyTruncationAndFlippedByteIsNoticed() {
        byte[] good = index();
        for (int length = 0; length < good.length; length += length < 3000 ? 1 : 997) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> StudyIndex.parse(cut, STUDY, "index")).isInstanceOf(CloudDicomException.class);
        }
        for (int i = 0; i < good.length; i += i < 3000 ? 1 : 997) {
            byte[] flipped = good.clone();
            flipped[i] ^= 4;
            assertThatThrownBy(() -> StudyIndex.parse(flipped, STUDY, "index")).isInstanceOf(CloudDicomException.class);
        }
    }

    @Test
    void hostileOnesEndInATypedError() throws Exception {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] good = index();
        int refused = 0;
        int read = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] hostile = hostile(random, good);
            try {
                StudyIndex index = StudyIndex.parse(hostile, STUDY, "index");
                for (StudyIndex.Entry entry : index.entries()) {
                    ByteBuffer block = index.block(entry.content().block());
                    StudyIndex.footer(block, entry.content());
                    StudyIndex.metadata(block, entry.content());
                }
                read++;
            } catch (CorruptDataException | UnsupportedFeatureException e) {
                refused++;
            }
        }
        System.out.println(read + " read, " + refused + " refused");
        assertThat(refused).isGreaterThan(1000);
    }

    /** A valid checksum over a directory with some bytes changed, or over changes in the deflated bytes. */
    private static byte[] hostile(SplittableRandom random, byte[] good) throws CorruptDataException {
        if (random.nextInt(4) == 0) {
            byte[] changed = good.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                changed[random.nextInt(HEADER_BYTES, good.length)] = (byte) random.nextInt();
            }
            return seal(changed);
        }
        ByteParser in = new ByteParser(
                ByteBuffer.wrap(good, HEADER_BYTES, good.length - HEADER_BYTES).slice(), "index", "test");
        long length = in.varint();
        byte[] directory = Deflating.inflate(in.slice(in.varint()), length).orElseThrow();
        for (int change = random.nextInt(1, 5); change > 0; change--) {
            // The beginning holds the counts and lengths of the blocks.
            int limit = random.nextBoolean() ? 60 : directory.length;
            directory[random.nextInt(limit)] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
        }
        ByteWriter out = new ByteWriter().bytes(java.util.Arrays.copyOf(good, HEADER_BYTES));
        out.varint(random.nextInt(8) == 0 ? random.nextLong() >>> random.nextInt(1, 63) : directory.length)
                .block(Deflating.deflate(directory));
        out.bytes(in.bytes(in.remaining()));
        return seal(out.toByteArray());
    }
}
