package io.clouddicom.benchmarks.clouds;

import com.google.cloud.NoCredentials;
import com.google.cloud.ReadChannel;
import com.google.cloud.ServiceOptions;
import com.google.cloud.WriteChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.StorageOptions;
import io.clouddicom.gcs.GcsOptions;
import io.clouddicom.gcs.GcsStores;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The archive on Google Cloud Storage beside the plain google-cloud-storage, on the testkit's server of the JSON API.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.clouddicom.benchmarks.clouds.GcsRates [puts] [frames] [large] [--quick]}
 */
public final class GcsRates {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private GcsRates() {}

    /** Google's client. Chunks of an upload follow each other, in the client as in the store. */
    private static final class Client implements CloudRates.Cloud {
        private final Storage client;

        Client(URI endpoint) {
            client = StorageOptions.http()
                    .setHost(endpoint.toString())
                    .setCredentials(NoCredentials.getInstance())
                    .setProjectId("benchmarks")
                    .setRetrySettings(ServiceOptions.getNoRetrySettings())
                    .build()
                    .getService();
        }

        @Override
        public String name() {
            return "GCS";
        }

        @Override
        public String newBucket() {
            String name = "bucket-" + BUCKETS.incrementAndGet();
            client.create(BucketInfo.of(name));
            return name;
        }

        @Override
        public void empty(String bucket) {
            for (Blob blob : client.list(bucket).iterateAll()) {
                client.delete(blob.getBlobId());
            }
        }

        @Override
        public ObjectStore store(String bucket) {
            return GcsStores.open(
                    client,
                    GcsOptions.bucket(bucket).chunkBytes(CloudRates.PART_BYTES).build());
        }

        @Override
        public void put(String bucket, String name, byte[] bytes) {
            // Otherwise the client compresses what it sends, which takes most of its time.
            client.create(
                    BlobInfo.newBuilder(bucket, name).build(),
                    bytes,
                    BlobTargetOption.doesNotExist(),
                    BlobTargetOption.disableGzipContent());
        }

        @Override
        public void read(String bucket, String name, long offset, byte[] into, int from, int length)
                throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(into, from, length);
            try (ReadChannel channel = client.reader(BlobId.of(bucket, name))) {
                channel.setChunkSize(length);
                channel.seek(offset);
                channel.limit(offset + length);
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new IOException("the object ends too early");
                    }
                }
            }
        }

        @Override
        public void putInParts(String bucket, String name, byte[] bytes) throws IOException {
            try (WriteChannel channel =
                    client.writer(BlobInfo.newBuilder(bucket, name).build())) {
                channel.setChunkSize(CloudRates.PART_BYTES);
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }

        @Override
        public void close() {
            try {
                client.close();
            } catch (Exception e) {
                throw new IllegalStateException("the client could not be closed", e);
            }
        }
    }

    /**
     * Measures.
     *
     * @param arguments which of puts, frames and large, all of them without any; and {@code --quick} for one round
     */
    public static void main(String[] arguments) throws Exception {
        CloudRates.measure(GcsServer.class, Client::new, arguments);
    }
}
