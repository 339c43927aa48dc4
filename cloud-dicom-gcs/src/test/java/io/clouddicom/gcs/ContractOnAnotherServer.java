package io.clouddicom.gcs;

import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.ObjectStoreContract;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;

/**
 * The contract on a server that is not of this project, such as Google's own or Google's test bench; no part of the build.
 *
 * <p>{@code ./mvnw -pl cloud-dicom-gcs -am test -Dtest=ContractOnAnotherServer -Dsurefire.failIfNoSpecifiedTests=false
 * -Dcloud.dicom.gcs.store=gs://bucket/prefix?endpoint=http://127.0.0.1:9000}
 */
class ContractOnAnotherServer extends ObjectStoreContract {
    private static final String URI = "cloud.dicom.gcs.store";

    @Override
    protected ObjectStore createStore() throws IOException {
        String uri = Objects.requireNonNull(System.getProperty(URI), () -> "-D" + URI + " is not given");
        String own = "/" + UUID.randomUUID();
        int query = uri.indexOf('?');
        return ObjectStores.open(query < 0 ? uri + own : uri.substring(0, query) + own + uri.substring(query));
    }
}
