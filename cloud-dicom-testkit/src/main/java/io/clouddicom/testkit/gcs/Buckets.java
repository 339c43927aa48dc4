package io.clouddicom.testkit.gcs;

import io.clouddicom.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Buckets and what is in them. One lock around everything: what one request has done, the next one sees. */
final class Buckets {
    private final Map<String, TreeMap<String, Blob>> buckets = new LinkedHashMap<>();
    private final Map<String, Blob> kept = new LinkedHashMap<>();
    private GcsDeletions deletions = GcsDeletions.FORGET;
    private long lastGeneration;

    synchronized void create(String name) throws Refusal {
        if (!name.matches("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")) {
            throw Refusal.invalid("Invalid bucket name: '" + name + "'");
        }
        if (buckets.putIfAbsent(name, new TreeMap<>(ObjectKey::compareUtf8)) != null) {
            throw new Refusal(409, "conflict", "Your previous request to create the named bucket succeeded");
        }
    }

    synchronized void deletions(GcsDeletions what) {
        deletions = what;
    }

    synchronized void require(String bucket) throws Refusal {
        objects(bucket);
    }

    private TreeMap<String, Blob> objects(String bucket) throws Refusal {
        TreeMap<String, Blob> objects = buckets.get(bucket);
        if (objects == null) {
            throw Refusal.absentBucket();
        }
        return objects;
    }

    synchronized Blob insert(ObjectSpec spec, Blob.Content content, Conditions conditions) throws Refusal {
        TreeMap<String, Blob> objects = objects(spec.bucket());
        Instant now = Instant.now();
        long generation = Math.max(lastGeneration + 1, now.toEpochMilli() * 1000);
        Blob blob = new Blob(spec, content, generation, now);
        spec.check(content);
        conditions.check(objects.get(spec.name()));
        lastGeneration = generation;
        keep(objects.put(spec.name(), blob));
        return blob;
    }

    synchronized Blob get(String bucket, String name, @Nullable Long generation, Conditions conditions) throws Refusal {
        Blob blob = objects(bucket).get(name);
        if (generation != null && deletions == GcsDeletions.KEEP_VERSIONS && !isGeneration(blob, generation)) {
            blob = kept.get(identity(bucket, name, generation));
        }
        if (blob == null || (generation != null && generation != blob.generation())) {
            throw Refusal.absentObject(bucket, name);
        }
        conditions.check(blob);
        return blob;
    }

    /** An object that was deleted, where the bucket keeps such. */
    synchronized Blob getDeleted(String bucket, String name, @Nullable Long generation) throws Refusal {
        if (generation == null) {
            throw new Refusal(400, "required", "A generation is required for soft-deleted objects");
        }
        objects(bucket);
        if (deletions != GcsDeletions.SOFT) {
            throw new Refusal(400, "softDeletePolicyRequired", "The bucket has no soft delete policy");
        }
        Blob blob = kept.get(identity(bucket, name, generation));
        if (blob == null) {
            throw Refusal.absentObject(bucket, name);
        }
        return blob;
    }

    private static boolean isGeneration(@Nullable Blob blob, long generation) {
        return blob != null && blob.generation() == generation;
    }

    private static String identity(String bucket, String name, long generation) {
        return bucket + "/" + name + "#" + generation;
    }

    /** What was replaced or deleted stays, if it is to be. */
    private void keep(@Nullable Blob blob) {
        if (blob != null && deletions != GcsDeletions.FORGET) {
            kept.put(identity(blob.spec().bucket(), blob.spec().name(), blob.generation()), blob);
        }
    }

    synchronized void delete(String bucket, String name, @Nullable Long generation, Conditions conditions)
            throws Refusal {
        get(bucket, name, generation, conditions);
        keep(objects(bucket).remove(name));
    }

    synchronized List<String> names(String bucket) throws Refusal {
        return new ArrayList<>(objects(bucket).keySet());
    }

    /** A page: objects, prefixes, and the last name or prefix where there is more. */
    record Page(
            List<Blob> objects,
            List<String> prefixes,
            @Nullable String more) {}

    /**
     * Lists.
     *
     * @param from the least name
     * @param after only names and prefixes greater than this
     * @param until only names less than this, where it is not empty
     */
    synchronized Page list(
            String bucket, String prefix, String delimiter, String from, String after, String until, int most)
            throws Refusal {
        List<Blob> found = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = "";
        for (Map.Entry<String, Blob> entry :
                objects(bucket).tailMap(greater(prefix, from), true).entrySet()) {
            String name = entry.getKey();
            if (!name.startsWith(prefix) || (!until.isEmpty() && ObjectKey.compareUtf8(name, until) >= 0)) {
                break;
            }
            int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
            String shown = end < 0 ? name : name.substring(0, end + delimiter.length());
            boolean old = !after.isEmpty() && ObjectKey.compareUtf8(shown, after) <= 0;
            if (old || (end >= 0 && shown.equals(last))) {
                continue;
            }
            if (found.size() + prefixes.size() == most) {
                return new Page(found, prefixes, last);
            }
            if (end < 0) {
                found.add(entry.getValue());
            } else {
                prefixes.add(shown);
            }
            last = shown;
        }
        return new Page(found, prefixes, null);
    }

    private static String greater(String a, String b) {
        return ObjectKey.compareUtf8(a, b) > 0 ? a : b;
    }
}
