package io.clouddicom.gcs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.gcs.GcsOptions;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store's URI says where it lies and how it puts, or is refused by the name of what is wrong. */
class GcsUriTest {

    private static GcsOptions options(String uri) throws IOException {
        return GcsUri.parse(URI.create(uri)).options();
    }

    @Test
    void aBucketAloneIsEnough() throws IOException {
        GcsOptions options = options("gs://pacs");
        assertThat(options.bucket()).isEqualTo("pacs");
        assertThat(options.prefix()).isEmpty();
        assertThat(options.chunkBytes()).isEqualTo(8 << 20);
        assertThat(options.uploadRetries()).isEqualTo(RetryPolicy.DEFAULT);
        assertThat(options.kmsKeyName()).isEmpty();
        assertThat(options.storageClass(ObjectKey.of("studies/1/index"))).isEmpty();
    }

    @Test
    void everyOptionArrives() throws IOException {
        GcsOptions options = options("gs://my_bucket.example/hospital%20a/x/?storageClass=STANDARD"
                + "&instanceStorageClass=COLDLINE&chunkSize=512KiB&chunkAttempts=3&chunkRetrySeconds=9"
                + "&kmsKeyName=projects/p/locations/l/keyRings/r/cryptoKeys/k");
        assertThat(options.bucket()).isEqualTo("my_bucket.example");
        assertThat(options.prefix()).isEqualTo("hospital a/x/");
        assertThat(options.storageClass(ObjectKey.of("studies/1/index"))).contains("STANDARD");
        assertThat(options.storageClass(ObjectKey.of("studies/1/instances/2/3.1")))
                .contains("COLDLINE");
        assertThat(options.chunkBytes()).isEqualTo(512 << 10);
        assertThat(options.uploadRetries().attempts()).isEqualTo(3);
        assertThat(options.uploadRetries().budget()).isEqualTo(Duration.ofSeconds(9));
        assertThat(options.kmsKeyName()).contains("projects/p/locations/l/keyRings/r/cryptoKeys/k");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gs:///x | gs://bucket/prefix",
                "gs://user@host/x | gs://bucket/prefix",
                "gs://b/x#y | gs://bucket/prefix",
                "gs://b?colour=blue | 'colour' is not known; there are chunkAttempts, chunkRetrySeconds, chunkSize, connectTimeout",
                "gs://b?project | 'project' is not known",
                "gs://b?chunkSize=1MiB&chunkSize=2MiB | 'chunkSize' is given twice",
                "gs://b?chunkSize=big | 'chunkSize' is a number",
                "gs://b?chunkAttempts=0 | one attempt at least",
                "gs://b?chunkSize=1000 | 256 KiB or a multiple",
                "gs://b?chunkSize=4GiB | 'chunkSize' is less than 2 GiB",
                "gs://b//x | empty segment"
            })
    void whatIsWrongIsNamed(String uri, String message) {
        assertThatThrownBy(() -> options(uri))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("open gs:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "endpoint=ftp://x | 'endpoint' is a URL",
                "endpoint=host:9000 | 'endpoint' is a URL",
                "endpoint=http:// | 'endpoint' is a URL",
                "endpoint=:: | 'endpoint' is a URL",
                "credentials=some | 'credentials' is default or none",
                "credentials=none&readTimeout=999999999 | 'readTimeout' is too long"
            })
    void aClientThatCannotBeMadeIsRefused(String query, String message) {
        assertThatThrownBy(() -> GcsUri.parse(URI.create("gs://b?" + query)).client())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aClientIsMadeWithoutARequest() throws Exception {
        try (Storage client = GcsUri.parse(
                        URI.create("gs://b?endpoint=http://127.0.0.1:1&project=p-1&connectTimeout=1&readTimeout=2"))
                .client()) {
            assertThat(client.getOptions().getHost()).isEqualTo("http://127.0.0.1:1");
            assertThat(client.getOptions().getProjectId()).isEqualTo("p-1");
            assertThat(client.getOptions().getCredentials()).isSameAs(NoCredentials.getInstance());
            HttpTransportOptions transport =
                    (HttpTransportOptions) client.getOptions().getTransportOptions();
            assertThat(transport.getConnectTimeout()).isEqualTo(1000);
            assertThat(transport.getReadTimeout()).isEqualTo(2000);
        }
        try (ObjectStore store = ObjectStores.open("gs://pacs/a?credentials=none")) {
            assertThat(store.name()).isEqualTo("gs://pacs/a");
        }
    }
}
