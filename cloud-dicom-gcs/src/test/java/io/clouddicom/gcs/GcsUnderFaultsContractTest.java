package io.clouddicom.gcs;

import io.clouddicom.internal.archive.RetryingObjectStore;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.gcs.GcsFault;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;

/** Where a tenth of all requests is refused for a while, the store below retries is a store like any other. */
class GcsUnderFaultsContractTest extends ContractOnGcs {
    /** Faults of which it is known that nothing was done: what an archive repeats without looking. */
    private static final List<GcsFault> PASSING = List.of(GcsFault.RATE_LIMIT_EXCEEDED, GcsFault.DRIP);

    @BeforeEach
    void breakSome() {
        server().plan(faults(new Random(seed())));
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
        return new RetryingObjectStore(storeOnServer(), QUICK);
    }
}
