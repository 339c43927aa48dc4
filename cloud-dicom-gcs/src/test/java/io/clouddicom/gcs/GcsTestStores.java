package io.clouddicom.gcs;

import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.clouddicom.testkit.gcs.GcsServer;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients and buckets of a server in this process. */
public final class GcsTestStores {
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final int TIME_OUT_MILLIS = 2000;

    private GcsTestStores() {}

    /** A client as a caller would make it, which waits two seconds for an answer. */
    public static Storage client(GcsServer server) {
        return StorageOptions.http()
                .setHost(server.endpoint().toString())
                .setCredentials(NoCredentials.getInstance())
                .setProjectId("test")
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setConnectTimeout(TIME_OUT_MILLIS)
                        .setReadTimeout(TIME_OUT_MILLIS)
                        .build())
                .setRetrySettings(ServiceOptions.getNoRetrySettings())
                .build()
                .getService();
    }

    /** Makes a bucket that nobody else uses. */
    public static String bucket(GcsServer server) {
        String name = "bucket-" + BUCKETS.incrementAndGet();
        server.createBucket(name);
        return name;
    }
}
