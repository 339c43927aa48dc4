package io.clouddicom.crypto;

import io.clouddicom.store.ByteRange;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.ForwardingStore;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store on whose requests something else is done, before or after. */
final class RequestHook extends ForwardingStore {
    private final AtomicInteger requests = new AtomicInteger();
    Hook before = number -> {};
    Hook after = number -> {};
    PutHook beforePut = key -> {};

    RequestHook(ObjectStore store) {
        super(store);
    }

    /** Hears of a request by its number, from 1. */
    interface Hook {
        void at(int number) throws IOException;
    }

    /** Hears of a put. */
    interface PutHook {
        void at(ObjectKey key) throws IOException;
    }

    /** Counts from 1 again. */
    void restart() {
        requests.set(0);
    }

    private interface Request<T> {
        T send() throws IOException;
    }

    private <T> T hooked(Request<T> request) throws IOException {
        int number = requests.incrementAndGet();
        before.at(number);
        T answer = request.send();
        after.at(number);
        return answer;
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        beforePut.at(key);
        return hooked(() -> store.put(key, content, condition));
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        return hooked(() -> store.get(key, range, pinned));
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return hooked(() -> store.head(key));
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return hooked(() -> store.list(prefix, startAfter));
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        return hooked(() -> store.listPrefixes(prefix, startAfter));
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        hooked(() -> {
            store.delete(key);
            return key;
        });
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        return hooked(() -> store.deleteAll(keys));
    }
}
