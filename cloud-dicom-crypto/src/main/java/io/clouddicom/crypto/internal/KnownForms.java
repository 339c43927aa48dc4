package io.clouddicom.crypto.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clouddicom.NotFoundException;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What was found out of objects, sealed or plain, by their versions. Safe for use by any number of threads. */
final class KnownForms {
    private static final int IN_MEMORY = 100_000;
    private static final int THREADS = 16;
    private static final int IDLE_SECONDS = 5;

    private final ObjectStore store;
    private final Cache<Place, ObjectForm> forms =
            Caffeine.newBuilder().maximumSize(IN_MEMORY).build();
    private final ThreadPoolExecutor pool;

    /** One version of an object. */
    private record Place(ObjectKey key, ObjectVersion version) {}

    KnownForms(ObjectStore store) {
        this.store = store;
        this.pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "cloud-dicom-forms");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** What is known of a version. */
    @Nullable
    ObjectForm known(ObjectKey key, ObjectVersion version) {
        return forms.getIfPresent(new Place(key, version));
    }

    /** Remembers it. */
    ObjectForm remember(ObjectForm form) {
        forms.put(new Place(form.info().key(), form.info().version()), form);
        return form;
    }

    /** Looks, at the version that is asked for or whichever is there. */
    ObjectForm look(ObjectKey key, Optional<ObjectVersion> version) throws IOException {
        return remember(ObjectForm.look(store, key, version));
    }

    /**
     * Finds out of many, several at a time.
     *
     * @return in their order; what was replaced as it is now, without what is gone
     */
    List<ObjectForm> of(List<ObjectInfo> infos) throws IOException {
        List<Future<Optional<ObjectForm>>> futures = new ArrayList<>();
        for (ObjectInfo info : infos) {
            futures.add(pool.submit(() -> of(info)));
        }
        List<ObjectForm> found = new ArrayList<>();
        try {
            for (Future<Optional<ObjectForm>> future : futures) {
                future.get().ifPresent(found::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while listing");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("looking at an object failed", e.getCause());
        } finally {
            futures.forEach(future -> future.cancel(false));
        }
        return found;
    }

    private Optional<ObjectForm> of(ObjectInfo info) throws IOException {
        ObjectForm known = known(info.key(), info.version());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ObjectForm> bySize = ObjectForm.bySize(info);
        try {
            return Optional.of(bySize.isPresent() ? remember(bySize.get()) : look(info.key(), Optional.empty()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }
}
