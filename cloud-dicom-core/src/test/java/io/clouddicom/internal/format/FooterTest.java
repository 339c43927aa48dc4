package io.clouddicom.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.Fidelity;
import io.clouddicom.InstanceId;
import io.clouddicom.Sha256;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class FooterTest {
    private static final long SEED = 7;
    private static final long BEFORE = 5000;

    private static Footer footer(FrameTable frames) {
        return new Footer(
                new InstanceId(new Uid("1.2"), new Uid("1.3"), new Uid("1.4")),
                Sha256.of(new byte[32]),
                4900,
                Fidelity.BYTE_EXACT,
                Optional.empty(),
                new Layout(
                        TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN,
                        BEFORE - 12,
                        BEFORE,
                        1,
                        400,
                        2,
                        new ByteSpan(0, 0),
                        Optional.empty(),
                        Optional.empty()),
                new Restoration(List.of(new Restoration.Copy(0, 4890), new Restoration.Literal(new byte[10]))),
                frames,
                new int[frames.count()],
                ResolutionPrefixes.NONE);
    }

    private static FrameTable spans() throws CorruptDataException {
        ByteWriter out = new ByteWriter().u8(1).varint(3).varint(1).varint(2).varint(1);
        out.signedVarint(500)
                .varint(10)
                .signedVarint(8)
                .varint(20)
                .signedVarint(8)
                .varint(30);
        out.signedVarint(-60).varint(5);
        return FrameTable.parse(new ByteParser(ByteBuffer.wrap(out.toByteArray()), "o", "p"), 1000);
    }

    @Test
    void comesBackAsItWasWritten() throws Exception {
        Footer written = footer(spans());
        byte[] bytes = written.encode();
        assertThat(bytes.length % 2).isZero();
        Footer read = Footer.parse(ByteBuffer.wrap(bytes), BEFORE + bytes.length, "object");
        assertThat(read.identity()).isEqualTo(written.identity());
        assertThat(read.layout()).isEqualTo(written.layout());
        assertThat(read.encode()).isEqualTo(bytes);
        assertThat(read.frames().frame(1).spans()).containsExactly(new ByteSpan(518, 20), new ByteSpan(546, 30));
        assertThat(read.frames().frame(2).spans()).containsExactly(new ByteSpan(516, 5));
        assertThat(FrameChecksums.possible(read.frames())).isFalse();
    }

    @Test
    void everyFlippedBitIsNoticed() throws Exception {
        byte[] bytes = footer(spans()).encode();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Footer.parse(ByteBuffer.wrap(flipped), BEFORE + flipped.length, "object"))
                    .isInstanceOf(CloudDicomException.class);
        }
    }

    @Test
    void hostileFootersEndInATypedErrorAndTakeNoMemory() throws Exception {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] bytes = footer(spans()).encode();
        int refused = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] hostile = bytes.clone();
            for (int change = random.nextInt(1, 5); change > 0; change--) {
                hostile[random.nextInt(hostile.length - Footer.TAIL_BYTES)] = (byte) random.nextInt();
            }
            seal(hostile);
            try {
                Footer read = Footer.parse(ByteBuffer.wrap(hostile), BEFORE + hostile.length, "object");
                for (int i = 0; i < read.frames().count(); i++) {
                    assertThat(read.frames().end(i)).isLessThanOrEqualTo(BEFORE);
                }
            } catch (CorruptDataException | UnsupportedFeatureException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void unknownSectionsAreSkippedUnlessTheyAreCritical() throws Exception {
        byte[] bytes = footer(FrameTable.empty()).encode();
        assertThat(Footer.parse(ByteBuffer.wrap(withSection(bytes, 99, 0)), BEFORE + bytes.length + 10, "object")
                        .originalLength())
                .isEqualTo(4900);
        byte[] critical = withSection(bytes, 99, 1);
        assertThatThrownBy(() -> Footer.parse(ByteBuffer.wrap(critical), BEFORE + critical.length, "object"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("99");
    }

    @Test
    void aNewerVersionIsNamed() throws Exception {
        byte[] bytes = footer(FrameTable.empty()).encode();
        bytes[bytes.length - 12] = 2;
        assertThatThrownBy(() -> Footer.parse(ByteBuffer.wrap(bytes), BEFORE + bytes.length, "object"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void objectsWithoutFooterAreRefused() {
        assertThatThrownBy(() -> Footer.parse(ByteBuffer.wrap(new byte[100]), 100, "object"))
                .isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> Footer.parse(ByteBuffer.wrap(new byte[3]), 3, "object"))
                .isInstanceOf(CorruptDataException.class);
    }

    private static byte[] withSection(byte[] footer, int type, int flags) {
        int sections = footer.length - Footer.TAIL_BYTES;
        byte[] longer = new byte[footer.length + 10];
        System.arraycopy(footer, 0, longer, 0, sections);
        byte[] section = new ByteWriter().u16(type).u16(flags).u32(2).u16(0).toByteArray();
        System.arraycopy(section, 0, longer, sections, section.length);
        System.arraycopy(footer, sections, longer, sections + 10, Footer.TAIL_BYTES);
        ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putInt(longer.length - 16, longer.length);
        return seal(longer);
    }

    private static byte[] seal(byte[] footer) {
        CRC32C crc = new CRC32C();
        crc.update(footer, 0, footer.length - Footer.TAIL_BYTES);
        crc.update(Arrays.copyOfRange(footer, footer.length - 16, footer.length));
        ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length - Footer.TAIL_BYTES, (int)
                crc.getValue());
        return footer;
    }
}
