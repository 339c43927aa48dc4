package io.clouddicom.s3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.s3.S3Checksums;
import io.clouddicom.s3.S3Encryption;
import io.clouddicom.s3.S3Options;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;

/** A store's URI says where it lies and how it puts, or is refused by the name of what is wrong. */
class S3UriTest {

    private static S3Options options(String uri) throws IOException {
        return S3Uri.parse(URI.create(uri)).options();
    }

    @Test
    void aBucketAloneIsEnough() throws IOException {
        S3Options options = options("s3://pacs");
        assertThat(options.bucket()).isEqualTo("pacs");
        assertThat(options.prefix()).isEmpty();
        assertThat(options.checksums()).isEqualTo(S3Checksums.CRC32C);
        assertThat(options.encryption()).isEqualTo(new S3Encryption.BucketDefault());
        assertThat(options.partBytes()).isEqualTo(8 << 20);
        assertThat(options.storageClass(ObjectKey.of("studies/1/index"))).isEmpty();
    }

    @Test
    void everyOptionArrives() throws IOException {
        S3Options options =
                options("s3://my_bucket/hospital%20a/x/?storageClass=STANDARD&instanceStorageClass=GLACIER_IR"
                        + "&sse=aws:kms&sseKmsKeyId=alias/pacs&bucketKey=false&checksums=when-required&readBack=true"
                        + "&partSize=16MiB&uploadParallelism=3&tag.site=a%26b");
        assertThat(options.bucket()).isEqualTo("my_bucket");
        assertThat(options.prefix()).isEqualTo("hospital a/x/");
        assertThat(options.storageClass(ObjectKey.of("studies/1/index"))).contains("STANDARD");
        assertThat(options.storageClass(ObjectKey.of("studies/1/instances/2/3.1")))
                .contains("GLACIER_IR");
        assertThat(options.encryption()).isEqualTo(new S3Encryption.Kms(Optional.of("alias/pacs"), false));
        assertThat(options.checksums()).isEqualTo(S3Checksums.WHEN_REQUIRED);
        assertThat(options.readBack()).isTrue();
        assertThat(options.partBytes()).isEqualTo(16 << 20);
        assertThat(options.uploadParallelism()).isEqualTo(3);
        assertThat(options.tags()).isEqualTo(Map.of("site", "a&b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3:///x | s3://bucket/prefix",
                "s3://user@host/x | s3://bucket/prefix",
                "s3://b/x#y | s3://bucket/prefix",
                "s3://b?colour=blue | 'colour' is not known; there are bucketKey, checksums",
                "s3://b?region | 'region' is not known",
                "s3://b?partSize=1&partSize=2 | 'partSize' is given twice",
                "s3://b?partSize=big | 'partSize' is a number",
                "s3://b?partSize=1MiB | 5 MiB to 1 GiB",
                "s3://b?partSize=4GiB | 'partSize' is less than 2 GiB",
                "s3://b?uploadParallelism=0 | 1 to 64",
                "s3://b?readBack=maybe | 'readBack' is true or false",
                "s3://b?checksums=md5 | crc32c or when-required",
                "s3://b?sse=rot13 | AES256 or aws:kms",
                "s3://b?sseCustomerKeyEnv=NO_SUCH_VARIABLE_AT_ALL | NO_SUCH_VARIABLE_AT_ALL is not set",
                "s3://b//x | empty segment"
            })
    void whatIsWrongIsNamed(String uri, String message) {
        assertThatThrownBy(() -> options(uri))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("open s3:");
    }

    @ParameterizedTest
    @CsvSource({"ftp://x", "host:9000", "http://", "::"})
    void anEndpointIsAUrl(String endpoint) {
        assertThatThrownBy(() -> S3Uri.parse(URI.create("s3://b?region=eu-central-1&endpoint=" + endpoint))
                        .client())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("'endpoint' is a URL");
    }

    @Test
    void aClientIsMadeWithoutARequest() throws IOException {
        try (S3Client client = S3Uri.parse(URI.create("s3://b?endpoint=http://127.0.0.1:1&pathStyle=true"
                        + "&connectTimeout=1&readTimeout=2&maxConnections=7&chunkedEncoding=false"))
                .client()) {
            assertThat(client.serviceName()).isEqualTo("s3");
        }
        try (ObjectStore store = ObjectStores.open("s3://pacs/a?region=eu-central-1&endpoint=https://s3.example.org")) {
            assertThat(store.name()).isEqualTo("s3://pacs/a");
        }
    }

    @Test
    void aCustomerKeyIsNotShown() {
        S3Encryption.CustomerKey key = new S3Encryption.CustomerKey(new byte[32]);
        assertThat(key).hasToString("CustomerKey");
        assertThatThrownBy(() -> new S3Encryption.CustomerKey(new byte[16]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 bytes");
    }
}
