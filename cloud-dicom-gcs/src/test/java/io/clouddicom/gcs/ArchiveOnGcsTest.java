package io.clouddicom.gcs;

import com.google.cloud.storage.Storage;
import io.clouddicom.RetryPolicy;
import io.clouddicom.gcs.internal.GcsObjectStore;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ArchiveOnServerContract;
import io.clouddicom.testkit.ServerBucket;
import io.clouddicom.testkit.gcs.GcsFault;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** The archive on a server that speaks the JSON API, and counts and breaks requests by itself. */
class ArchiveOnGcsTest extends ArchiveOnServerContract {
    /** Faults that pass by themselves. A stalled answer costs the whole time-out, so it is seldom. */
    private static final List<GcsFault> PASSING = List.of(
            GcsFault.CLOSED_BEFORE_BODY,
            GcsFault.CLOSED_AFTER_BODY,
            GcsFault.CLOSED_INSTEAD_OF_ANSWER,
            GcsFault.CUT_ANSWER,
            GcsFault.DAMAGED_UPLOAD,
            GcsFault.DRIP,
            GcsFault.RATE_LIMIT_EXCEEDED,
            GcsFault.BACKEND_ERROR,
            GcsFault.BARE_503,
            GcsFault.ERROR_AFTER_SUCCESS);

    @Override
    protected ServerBucket newBucket() throws IOException {
        return new Bucket(GcsServer.start());
    }

    @Override
    protected int putsUnderFaults() {
        return 2_000;
    }

    private static final class Bucket implements ServerBucket {
        private final GcsServer server;
        private final String name;

        Bucket(GcsServer server) {
            this.server = server;
            this.name = GcsTestStores.bucket(server);
        }

        @Override
        public ObjectStore open(RetryPolicy parts) {
            Storage client = GcsTestStores.client(server);
            GcsOptions options = GcsOptions.bucket(name)
                    .prefix("pacs")
                    .chunkBytes(1 << 20)
                    .uploadRetries(parts)
                    .build();
            return GcsObjectStore.over(client, options, client);
        }

        @Override
        public void breakRequests(long seed) {
            Random random = new Random(seed);
            server.plan(request -> {
                synchronized (random) {
                    int die = random.nextInt(2000);
                    if (die == 0) {
                        return GcsFault.STALL;
                    }
                    return die < 300 ? PASSING.get(random.nextInt(PASSING.size())) : GcsFault.NONE;
                }
            });
        }

        @Override
        public void mendRequests() {
            server.plan(request -> GcsFault.NONE);
        }

        @Override
        public List<String> requests() {
            return server.requests();
        }

        @Override
        public List<String> ranges() {
            return server.ranges();
        }

        @Override
        public void forgetRequests() {
            server.forgetRequests();
        }

        @Override
        public boolean isPut(String request) {
            return request.startsWith("POST /upload/storage/v1/b/" + name + "/o?") && request.contains("multipart");
        }

        @Override
        public Set<String> objectNames() {
            Set<String> names = new TreeSet<>();
            for (String object : server.objectNames(name)) {
                names.add(object.substring("pacs/".length()));
            }
            return names;
        }

        @Override
        public List<String> unfinishedPuts() {
            return server.unfinishedUploads();
        }

        @Override
        public URI uri() {
            return URI.create("gs://" + name + "/pacs?endpoint=" + server.endpoint());
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
