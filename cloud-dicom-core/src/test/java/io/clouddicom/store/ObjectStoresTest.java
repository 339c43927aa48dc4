package io.clouddicom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ObjectStoresTest {

    private static final ObjectKey KEY = ObjectKey.of("a/b");
    private static final byte[] BYTES = {1, 2, 3};

    @Test
    void storesOfOneNameShareTheirObjectsAlsoAfterTheFirstIsClosed() throws IOException {
        try (ObjectStore first = ObjectStores.open(URI.create("mem:shared"))) {
            first.put(KEY, ObjectContent.of(BYTES), PutCondition.ifAbsent());
        }
        try (ObjectStore second = ObjectStores.open("mem:shared");
                ObjectReader reader = second.get(KEY, ByteRange.all())) {
            assertThat(reader.readAllBytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void memAloneIsAFreshStore() throws IOException {
        try (ObjectStore first = ObjectStores.open("mem:");
                ObjectStore second = ObjectStores.open("mem:");
                ObjectStore third = ObjectStores.memory()) {
            first.put(KEY, ObjectContent.of(BYTES), PutCondition.ifAbsent());
            for (ObjectStore other : new ObjectStore[] {second, third}) {
                assertThatThrownBy(() -> other.head(KEY)).isInstanceOf(NotFoundException.class);
            }
        }
    }

    @Test
    void refusesAMemoryUriWithPartsThatMeanNothing() {
        for (String uri : new String[] {"mem://name", "mem:/name", "mem:name?size=1", "mem:name#part"}) {
            assertThatThrownBy(() -> ObjectStores.open(uri))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("mem:name, without path, query or fragment");
        }
    }

    @Test
    void namesTheSchemesThatAreThere() {
        assertThatThrownBy(() -> ObjectStores.open(URI.create("tape:/1")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("open tape:: no backend")
                .hasMessageContaining("mem");
    }

    @Test
    void refusesWhatIsNoUriOrHasNoScheme() {
        assertThatThrownBy(() -> ObjectStores.open("mem:a b"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not a URI");
        assertThatThrownBy(() -> ObjectStores.open("/data/archive"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("begins with a scheme");
    }
}
