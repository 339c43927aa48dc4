package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.NotFoundException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordingStoreTest {

    private static final ObjectKey KEY = ObjectKey.of("a/b");

    private final RecordingStore store = new RecordingStore(ObjectStores.memory());

    @BeforeEach
    void putOne() throws IOException {
        store.put(KEY, ObjectContent.of(new byte[1000]), PutCondition.any());
    }

    @Test
    void writesDownEveryCall() throws IOException {
        read(ByteRange.all());
        read(ByteRange.of(10, 20));
        read(ByteRange.of(10, 20));
        read(ByteRange.from(990));
        read(ByteRange.suffix(5));
        store.head(KEY);
        try (Listing<ObjectInfo> listing = store.list("a/", "");
                Listing<String> prefixes = store.listPrefixes("", "")) {
            listing.toList();
            prefixes.toList();
        }
        store.delete(KEY);
        store.deleteAll(List.of(KEY, ObjectKey.of("c")));
        assertThatThrownBy(() -> store.head(KEY)).isInstanceOf(NotFoundException.class);
        store.assertCalls(
                "put a/b",
                "get a/b",
                "get a/b [10, 30)",
                "get a/b [10, 30)",
                "get a/b [990, )",
                "get a/b [-5]",
                "head a/b",
                "head a/b !NotFoundException",
                "list a/",
                "list prefixes ",
                "delete a/b",
                "delete all 2 keys");
        assertThat(store.readBytes()).isEqualTo(1000 + 20 + 20 + 10 + 5);
        assertThat(store.calls(StoreOperation.PUT).get(0).transferredBytes()).isEqualTo(1000);
        assertThat(store.calls(StoreOperation.LIST).get(0).entries()).isEqualTo(1);
        store.assertCount(StoreOperation.GET, 5);
        store.assertAllClosed();
        store.forgetCalls();
        store.assertCalls();
    }

    private void read(ByteRange range) throws IOException {
        try (ObjectReader reader = store.get(KEY, range)) {
            reader.readAllBytes();
        }
    }

    @Test
    void countsWhatWasReadNotWhatWasAskedFor() throws IOException {
        try (ObjectReader reader = store.get(KEY, ByteRange.all())) {
            reader.readNBytes(10);
            reader.skipNBytes(100);
            reader.read();
        }
        assertThat(store.readBytes()).isEqualTo(11);
    }

    @Test
    void saysWhichCallsAreMissingAndWhichAreTooMany() throws IOException {
        store.head(KEY);
        assertThatThrownBy(() -> store.assertCalls("put a/b", "get a/b", "get a/b"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not made: get a/b\n  not made: get a/b")
                .hasMessageContaining("not expected: head a/b")
                .hasMessageNotContaining("put");
        assertThatThrownBy(() -> store.assertCount(StoreOperation.HEAD, 2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected 2 calls of head")
                .hasMessageContaining("made: head a/b");
    }

    @Test
    void showsWhoLeftSomethingOpen() throws IOException {
        ObjectReader reader = leaveOpen();
        Listing<String> listing = store.listPrefixes("", "");
        assertThatThrownBy(store::assertAllClosed)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("2 readers or listings")
                .hasMessageContaining("open: get a/b [0, 5)")
                .satisfies(e -> assertThat(e.getSuppressed()[0].getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("leaveOpen")));
        reader.close();
        listing.close();
        store.assertAllClosed();
    }

    private ObjectReader leaveOpen() throws IOException {
        return store.get(KEY, ByteRange.of(0, 5));
    }
}
