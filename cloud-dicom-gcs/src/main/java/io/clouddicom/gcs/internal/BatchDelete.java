package io.clouddicom.gcs.internal;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.HttpHeaders;
import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.gcs.internal.GcsErrors.Effect;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Deletes many objects with few requests, or one by one on a server that knows no batches. */
final class BatchDelete {
    /** How many requests one batch holds ("Batch requests" in the documentation of Cloud Storage). */
    private static final int MOST = 100;

    private final GcsBucket bucket;
    private volatile boolean oneByOne;

    BatchDelete(GcsBucket bucket) {
        this.bucket = bucket;
    }

    /**
     * Deletes objects.
     *
     * @param keys which, each once
     * @param failures gets the error of each object that was not, or not surely, deleted
     * @throws IOException a batch failed as a whole
     */
    void delete(List<ObjectKey> keys, Map<ObjectKey, CloudDicomException> failures) throws IOException {
        for (int from = 0; from < keys.size(); from += MOST) {
            List<ObjectKey> some = keys.subList(from, Math.min(from + MOST, keys.size()));
            if (oneByOne || some.size() == 1 || !inOneBatch(some, failures)) {
                deleteEach(some, failures);
            }
        }
    }

    /** Whether the server took the batch. */
    private boolean inOneBatch(List<ObjectKey> keys, Map<ObjectKey, CloudDicomException> failures) throws IOException {
        Set<ObjectKey> answered = new HashSet<>();
        BatchRequest batch = bucket.batch();
        for (ObjectKey key : keys) {
            bucket.delete(key).queue(batch, new JsonBatchCallback<Void>() {
                @Override
                public void onSuccess(Void nothing, HttpHeaders headers) {
                    answered.add(key);
                }

                @Override
                public void onFailure(GoogleJsonError error, HttpHeaders headers) {
                    answered.add(key);
                    note(GcsErrors.ofObject(error, headers, "delete", key.value()), key, failures);
                }
            });
        }
        try {
            batch.execute();
        } catch (IOException e) {
            if (answered.isEmpty() && GcsErrors.isUnknownRequest(e)) {
                oneByOne = true;
                return false;
            }
            throw GcsErrors.of(e, "delete", bucket.name(), Effect.CHANGE);
        } catch (RuntimeException e) {
            throw new OutcomeUnknownException("delete", bucket.name(), "the answer to the batch makes no sense", e);
        }
        for (ObjectKey key : keys) {
            if (!answered.contains(key)) {
                failures.put(key, new OutcomeUnknownException("delete", key.value(), "the batch did not tell"));
            }
        }
        return true;
    }

    private void deleteEach(List<ObjectKey> keys, Map<ObjectKey, CloudDicomException> failures) throws IOException {
        for (ObjectKey key : new ArrayList<>(keys)) {
            try {
                delete(key);
            } catch (CloudDicomException e) {
                failures.put(key, e);
            }
        }
    }

    /** Deletes one object; done also where there is none. */
    void delete(ObjectKey key) throws IOException {
        try {
            bucket.send(bucket.delete(key)).ignore();
        } catch (IOException e) {
            IOException error = GcsErrors.of(e, "delete", key.value(), Effect.CHANGE);
            if (!(error instanceof NotFoundException)) {
                throw error;
            }
        }
    }

    private static void note(CloudDicomException error, ObjectKey key, Map<ObjectKey, CloudDicomException> failures) {
        if (!(error instanceof NotFoundException)) {
            failures.put(key, error);
        }
    }
}
