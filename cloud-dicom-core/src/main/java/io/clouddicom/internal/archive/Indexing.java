package io.clouddicom.internal.archive;

import io.clouddicom.CloudDicomException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.internal.format.StudyIndex;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes study indexes: what the index there is does not cover is read from its own object. Two writers at once cannot
 * harm: either index is true, and what it does not cover is read.
 */
public final class Indexing {
    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);
    private static final int PARALLELISM = 8;
    /** So many instances are held in memory at a time. */
    private static final int WINDOW = 256;

    private final ObjectStore store;
    private final RetryPolicy retryPolicy;

    /**
     * What was written.
     *
     * @param instances how many instances the index covers
     * @param read how many of them were read from their own objects
     * @param failed how many could not be read and are not covered
     * @param storedBytes the size of the index, 0 if the study has no instance and so no index
     */
    public record Result(int instances, int read, int failed, long storedBytes) {}

    /** Of the store. */
    public Indexing(ObjectStore store, RetryPolicy retryPolicy) {
        this.store = store;
        this.retryPolicy = retryPolicy;
    }

    /**
     * Writes the index of a study anew, or removes it where there is no instance.
     *
     * @param segment the study's escaped UID
     * @throws IOException a {@link CloudDicomException}
     */
    public Result index(String segment) throws IOException {
        OpenedStudy study = OpenedStudy.openToIndex(store, segment);
        ObjectKey key = ObjectNames.index(segment);
        if (study.instances().isEmpty()) {
            if (study.hasIndex()) {
                store.delete(key);
            }
            return new Result(0, 0, 0, 0);
        }
        StudyIndex.Builder builder = new StudyIndex.Builder(segment);
        AtomicInteger read = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        List<StoredInstance> instances = study.instances();
        for (int from = 0; from < instances.size(); from += WINDOW) {
            addWindow(instances.subList(from, Math.min(from + WINDOW, instances.size())), builder, read, failed);
        }
        byte[] bytes = builder.build();
        put(key, bytes);
        return new Result(builder.size(), read.get(), failed.get(), bytes.length);
    }

    /** A snapshot replaces whatever is there, so that an unknown outcome is simply tried again. */
    private void put(ObjectKey key, byte[] bytes) throws IOException {
        Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        while (true) {
            try {
                store.put(key, ObjectContent.of(bytes), PutCondition.any());
                return;
            } catch (OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            }
        }
    }

    private void addWindow(
            List<StoredInstance> window, StudyIndex.Builder builder, AtomicInteger read, AtomicInteger failed)
            throws IOException {
        List<IndexFacts> facts = new ArrayList<>();
        window.forEach(instance -> facts.add(new IndexFacts(instance)));
        List<IndexFacts> uncovered =
                facts.stream().filter(fact -> !fact.instance().covered()).toList();
        Tasks.forEach("index", Math.min(PARALLELISM, uncovered.size()), uncovered, fact -> {
            try {
                fact.load();
                read.incrementAndGet();
            } catch (CloudDicomException e) {
                failed.incrementAndGet();
                LOG.warn(
                        "an instance is left out of its study index: {}",
                        e.getClass().getSimpleName());
            }
        });
        for (IndexFacts fact : facts) {
            fact.addTo(builder);
        }
    }
}
