package io.clouddicom.internal.checkup;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.CheckupFinding;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The store under examination, the names that one examination may use there, and what was found so far. Requests that may
 * be made again are, a few times: a slow moment is no finding.
 */
final class Bench {
    private static final RetryPolicy PATIENCE =
            new RetryPolicy(5, Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(20));

    private final ObjectStore store;
    private final String prefix;
    private final List<CheckupFinding> findings = new ArrayList<>();
    private final Set<ObjectKey> made = ConcurrentHashMap.newKeySet();

    Bench(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** A look at one thing. */
    @FunctionalInterface
    interface Trial {
        Seen look() throws IOException;
    }

    /** Looks at one thing, whatever comes of it: an error is a finding too. */
    void look(CheckupSubject subject, Trial trial) throws InterruptedIOException {
        Seen seen;
        try {
            seen = trial.look();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (AccessDeniedException e) {
            seen = new Seen(CheckupVerdict.DENIED, words(e));
        } catch (CloudDicomException e) {
            boolean undecided = e.retryable() || e instanceof OutcomeUnknownException;
            seen = new Seen(undecided ? CheckupVerdict.UNKNOWN : CheckupVerdict.FAILS, words(e));
        } catch (IOException | RuntimeException e) {
            seen = Seen.fails("the store ends with " + e.getClass().getName() + ", which no store may: " + words(e));
        }
        found(subject, seen);
    }

    private static String words(Exception error) {
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    void found(CheckupSubject subject, Seen seen) {
        findings.add(new CheckupFinding(subject, seen.verdict(), seen.detail()));
    }

    void found(CheckupFinding finding) {
        findings.add(finding);
    }

    CheckupVerdict verdict(CheckupSubject subject) {
        return findings.stream()
                .filter(finding -> finding.subject() == subject)
                .map(CheckupFinding::verdict)
                .findFirst()
                .orElse(CheckupVerdict.UNKNOWN);
    }

    List<CheckupFinding> findings() {
        return findings;
    }

    ObjectStore store() {
        return store;
    }

    String prefix() {
        return prefix;
    }

    /** Every object that may be there. */
    Set<ObjectKey> made() {
        return made;
    }

    /** The key of an object of this examination, which is deleted at its end. */
    ObjectKey key(String name) {
        ObjectKey key = ObjectKey.of(prefix + name);
        made.add(key);
        return key;
    }

    /** Makes a request that may be made again, a few times where that can help. */
    static <T> T patiently(Retries.Request<T> request) throws IOException {
        return Retries.run(PATIENCE, request);
    }

    /** Puts, under a condition or none, once more where the store says that nothing was changed. */
    PutResult put(String name, ObjectContent content, PutCondition condition) throws IOException {
        ObjectKey key = key(name);
        return patiently(() -> store.put(key, content, condition));
    }

    /** Puts bytes whatever is there, once more also where the outcome is not known. */
    PutResult place(String name, byte[] bytes) throws IOException {
        ObjectKey key = key(name);
        return patiently(() -> {
            try {
                return store.put(key, ObjectContent.of(bytes), PutCondition.any());
            } catch (OutcomeUnknownException e) {
                return store.put(key, ObjectContent.of(bytes), PutCondition.any());
            }
        });
    }

    byte[] read(String name) throws IOException {
        return read(name, ByteRange.all());
    }

    byte[] read(String name, ByteRange range) throws IOException {
        ObjectKey key = key(name);
        return patiently(() -> {
            try (ObjectReader reader = store.get(key, range)) {
                return reader.readAllBytes();
            }
        });
    }

    ObjectInfo head(String name) throws IOException {
        ObjectKey key = key(name);
        return patiently(() -> store.head(key));
    }

    /** Whether neither a look nor a read sees it. */
    boolean absent(String name) throws IOException {
        if (!absentByHead(name)) {
            return false;
        }
        try {
            read(name);
            return false;
        } catch (NotFoundException expected) {
            return true;
        }
    }

    boolean absentByHead(String name) throws IOException {
        try {
            head(name);
            return false;
        } catch (NotFoundException expected) {
            return true;
        }
    }

    void delete(String name) throws IOException {
        delete(key(name));
    }

    void delete(ObjectKey key) throws IOException {
        patiently(() -> {
            try {
                store.delete(key);
            } catch (OutcomeUnknownException e) {
                store.delete(key);
            }
            return key;
        });
    }

    List<ObjectInfo> list(String below) throws IOException {
        return list(below, "");
    }

    List<ObjectInfo> list(String below, String startAfter) throws IOException {
        return listAll(prefix + below, startAfter.isEmpty() ? "" : prefix + startAfter);
    }

    /** The names of this examination that begin so, as listed. */
    List<String> names(String below) throws IOException {
        return list(below).stream()
                .map(info -> info.key().value().substring(prefix.length()))
                .toList();
    }

    List<ObjectInfo> listAll(String from, String startAfter) throws IOException {
        return patiently(() -> {
            try (Listing<ObjectInfo> listing = store.list(from, startAfter)) {
                return listing.toList();
            }
        });
    }

    List<String> prefixes(String below) throws IOException {
        return patiently(() -> {
            try (Listing<String> listing = store.listPrefixes(prefix + below, "")) {
                return listing.toList().stream()
                        .map(found -> found.substring(prefix.length()))
                        .toList();
            }
        });
    }

    /** Bytes that look like nothing else, and differ from place to place. */
    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
