package io.clouddicom.gcs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.util.DateTime;
import com.google.api.services.storage.model.StorageObject;
import io.clouddicom.CorruptDataException;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a server says of an object is taken as it is, or not at all. */
class GcsBucketTest {
    private static final ObjectKey KEY = ObjectKey.of("a");

    private static StorageObject described() {
        return new StorageObject()
                .setSize(BigInteger.valueOf(1L << 40))
                .setGeneration(17L)
                .setTimeCreated(new DateTime(1_795_559_639_890L))
                .setCrc32c("AAAAAQ==");
    }

    @Test
    void sizeGenerationAndTimeAreTold() throws IOException {
        assertThat(GcsBucket.info("head", KEY, described()).sizeBytes()).isEqualTo(1L << 40);
        assertThat(GcsBucket.info("head", KEY, described()).version().token()).isEqualTo("17");
        assertThat(GcsBucket.info("head", KEY, described()).modified())
                .isEqualTo(Instant.ofEpochSecond(1_795_559_639L));
    }

    /** Google's test bench leaves out sizes of zero. An empty object is a deletion in an archive, so more than that is needed. */
    @Test
    void aSizeThatIsMissingIsZeroOnlyForTheChecksumOfNothing() throws IOException {
        StorageObject empty = described().setSize(null).setCrc32c("AAAAAA==");
        assertThat(GcsBucket.info("list", KEY, empty).sizeBytes()).isZero();
        for (StorageObject unclear : new StorageObject[] {
            described().setSize(null),
            described().setSize(null).setCrc32c(null),
            described().setGeneration(null),
            described().setTimeCreated(null)
        }) {
            assertThatThrownBy(() -> GcsBucket.info("list", KEY, unclear))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage("list a: the server's answer makes no sense: no size, generation or time");
        }
    }
}
