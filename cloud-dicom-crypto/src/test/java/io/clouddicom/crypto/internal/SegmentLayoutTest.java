package io.clouddicom.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentLayoutTest {

    @Test
    void sizesAreThoseThatTinkWrites() throws Exception {
        AesGcmHkdfStreaming tink =
                (AesGcmHkdfStreaming) SealingKey.of(SealingKey.newKeyset()).primary();
        assertThat(tink.getHeaderLength()).isEqualTo(SegmentLayout.HEADER_BYTES);
        long first = SegmentLayout.PLAIN_BYTES - SegmentLayout.HEADER_BYTES;
        long second = first + SegmentLayout.PLAIN_BYTES;
        for (long size : new long[] {0, 1, first - 1, first, first + 1, second - 1, second, second + 1, 200_000}) {
            ByteArrayOutputStream sealed = new ByteArrayOutputStream();
            try (OutputStream out = tink.newEncryptingStream(sealed, new byte[0])) {
                out.write(new byte[(int) size]);
            }
            assertThat(SegmentLayout.sealedSize(size)).as("of %d", size).isEqualTo(sealed.size());
            assertThat(SegmentLayout.plainSize(sealed.size())).isEqualTo(size);
            assertThat(SegmentLayout.isSealedSize(sealed.size())).isTrue();
        }
    }

    @Test
    void eitherSizeGivesTheOther() {
        Random random = new Random(20261124);
        System.out.println("SegmentLayoutTest: seed 20261124");
        for (int i = 0; i < 100_000; i++) {
            long size = random.nextLong(1L << random.nextInt(1, 50));
            long sealed = SegmentLayout.sealedSize(size);
            assertThat(SegmentLayout.isSealedSize(sealed)).isTrue();
            assertThat(SegmentLayout.plainSize(sealed)).isEqualTo(size);
        }
        // Every possible size of a sealed object of up to three segments is that of one plain size.
        long plain = 0;
        for (long sealed = 0; sealed <= 3L * SegmentLayout.SEGMENT_BYTES; sealed++) {
            boolean possible = SegmentLayout.sealedSize(plain) == sealed;
            assertThat(SegmentLayout.isSealedSize(sealed)).as("size %d", sealed).isEqualTo(possible);
            plain += possible ? 1 : 0;
        }
    }
}
