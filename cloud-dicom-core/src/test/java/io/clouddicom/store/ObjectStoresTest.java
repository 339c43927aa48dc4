package io.clouddicom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void aFileStoreMakesItsDirectoryAndKeepsObjectsAtTheirKeys(@TempDir Path folder) throws IOException {
        Path root = folder.resolve("not/yet/there");
        try (ObjectStore store = ObjectStores.open(root.toUri())) {
            store.put(KEY, ObjectContent.of(BYTES), PutCondition.ifAbsent());
        }
        assertThat(root.resolve("a/b")).hasBinaryContent(BYTES);
        try (ObjectStore store = ObjectStores.directory(root);
                Listing<ObjectInfo> listing = store.list("", "")) {
            assertThat(listing.toList()).containsExactly(store.head(KEY));
        }
    }

    @Test
    void refusesAFileUriWithPartsThatMeanNothingAndAFileInPlaceOfADirectory(@TempDir Path folder) throws IOException {
        for (String uri : new String[] {"file:relative", "file://host/dir", "file:///dir?size=1", "file:///dir#part"}) {
            assertThatThrownBy(() -> ObjectStores.open(uri))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("file store");
        }
        Path file = Files.createFile(folder.resolve("file"));
        for (Path notADirectory : new Path[] {file, file.resolve("below")}) {
            assertThatThrownBy(() -> ObjectStores.directory(notADirectory))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("is a file, not a directory");
        }
    }
}
