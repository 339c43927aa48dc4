package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Storage;
import io.clouddicom.RetryPolicy;
import io.clouddicom.internal.archive.RetryingObjectStore;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.gcs.GcsFault;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Where a tenth of all requests is refused for a while, the store below retries is a store like any other. */
class GcsUnderFaultsContractTest extends ObjectStoreContract {
    private static final RetryPolicy QUICK =
            new RetryPolicy(12, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(1));

    /** Faults of which it is known that nothing was done: what an archive repeats without looking. */
    private static final List<GcsFault> PASSING = List.of(GcsFault.RATE_LIMIT_EXCEEDED, GcsFault.DRIP);

    private static GcsServer server;
    private static Storage client;

    @BeforeAll
    static void startServer() throws IOException {
        server = GcsServer.start();
        client = GcsTestStores.client(server);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void breakSome() {
        server.plan(faults(new Random(seed())));
    }

    private static Function<String, GcsFault> faults(Random random) {
        return request -> {
            synchronized (random) {
                int die = random.nextInt(100);
                if (die >= 15) {
                    return GcsFault.NONE;
                }
                if (request.startsWith("GET ") && die < 5) {
                    return die < 3 ? GcsFault.CUT_ANSWER : GcsFault.BACKEND_ERROR;
                }
                return PASSING.get(die % PASSING.size());
            }
        };
    }

    @Override
    protected ObjectStore createStore() {
        return new RetryingObjectStore(
                GcsStores.open(
                        client,
                        GcsOptions.bucket(GcsTestStores.bucket(server))
                                .uploadRetries(QUICK)
                                .build()),
                QUICK);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(server.unfinishedUploads()).isEmpty();
    }
}
