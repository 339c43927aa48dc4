package io.clouddicom.gcs.internal;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponse;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.gcs.GcsOptions;
import io.clouddicom.gcs.internal.GcsErrors.Effect;
import io.clouddicom.store.AnswerReader;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ContentRange;
import io.clouddicom.store.Crc32c;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PagedListing;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.StoreAbility;
import io.clouddicom.store.StoreCapabilities;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store over the JSON API of Google Cloud Storage. Reads, listings and deletes are here; puts are in {@link GcsPut}. The
 * version of an object is its generation.
 */
public final class GcsObjectStore implements ObjectStore {
    private static final int PARTIAL_CONTENT = 206;
    private static final long PAGE_SIZE = 1000;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");
    private static final Pattern CRC32C = Pattern.compile("(?:^|[,\\s])crc32c=([A-Za-z0-9+/]{6}==)");

    private final GcsBucket bucket;
    private final BatchDelete deletes;
    private final GcsPresignedReads presigned;
    private final AutoCloseable whenClosed;
    private volatile boolean closed;

    private GcsObjectStore(GcsBucket bucket, GcsPresignedReads presigned, AutoCloseable whenClosed) {
        this.bucket = bucket;
        this.deletes = new BatchDelete(bucket);
        this.presigned = presigned;
        this.whenClosed = whenClosed;
    }

    /**
     * Opens a store; nothing is requested yet.
     *
     * @param client the client
     * @param options where and how
     * @param whenClosed is closed with the store
     * @return the store
     * @throws IllegalArgumentException the client speaks gRPC
     */
    public static GcsObjectStore over(
            com.google.cloud.storage.Storage client, GcsOptions options, AutoCloseable whenClosed) {
        return new GcsObjectStore(GcsBucket.of(client, options), new GcsPresignedReads(client, options), whenClosed);
    }

    @Override
    public String name() {
        return bucket.name();
    }

    @Override
    public StoreCapabilities capabilities() {
        return new StoreCapabilities(true, true, true);
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(condition, "condition");
        requireOpen();
        return GcsPut.run(bucket, key, content, condition);
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        requireOpen();
        Long generation = pinned.map(GcsBucket::generation).orElse(null);
        if (pinned.isPresent() && generation == null) {
            head("get", key);
            throw new PreconditionFailedException("get", key.value(), "the object is at another version");
        }
        try {
            Storage.Objects.Get request = bucket.get(key).setIfGenerationMatch(generation);
            request.set("alt", "media");
            request.getRequestHeaders().setRange(range.header().orElse(null));
            return reader(key, range, bucket.send(request));
        } catch (IOException e) {
            if (GcsErrors.isRangeNotSatisfiable(e) && range instanceof ByteRange.Suffix) {
                // A suffix lies outside only of an empty object, which has no last byte.
                return emptyObject(key, pinned, e);
            }
            if (GcsErrors.isPreconditionFailed(e)) {
                // Said of an object that is not there, too.
                head("get", key);
            }
            throw GcsErrors.of(e, "get", key.value(), Effect.NONE);
        }
    }

    private ObjectReader reader(ObjectKey key, ByteRange range, HttpResponse answer) throws IOException {
        try {
            HttpHeaders headers = answer.getHeaders();
            boolean partial = answer.getStatusCode() == PARTIAL_CONTENT;
            if (partial != range.header().isPresent()) {
                throw unexpected(key, "status " + answer.getStatusCode());
            }
            Optional<ContentRange> part = partial ? ContentRange.parse(headers.getContentRange()) : Optional.empty();
            String told = part.map(found -> Long.toString(found.sizeBytes())).orElse("");
            long size = number(key, headers, "x-goog-stored-content-length", told);
            long offset = offset(range, size);
            long length = length(range, size, offset);
            if (part.isPresent() && !part.get().equals(new ContentRange(offset, length, size))) {
                throw unexpected(key, part.get() + " for a range of " + length + " bytes at " + offset);
            }
            Long declared = headers.getContentLength();
            if (declared != null && declared != length) {
                throw unexpected(key, "Content-Length " + declared + " for a range of " + length + " bytes");
            }
            long generation = number(key, headers, "x-goog-generation", "");
            ObjectInfo info = new ObjectInfo(
                    key, size, GcsBucket.version(generation), modified(key, generation, headers.getLastModified()));
            OptionalInt crc = length == size ? crc32c(headers) : OptionalInt.empty();
            InputStream body = Objects.requireNonNullElse(answer.getContent(), InputStream.nullInputStream());
            return new AnswerReader(info, offset, length, body, answer::disconnect, crc);
        } catch (IOException | RuntimeException e) {
            answer.disconnect();
            throw e;
        }
    }

    private static long offset(ByteRange range, long size) {
        if (range instanceof ByteRange.Span span) {
            return span.offsetBytes();
        }
        return range instanceof ByteRange.Suffix suffix ? Math.max(0, size - suffix.lengthBytes()) : 0;
    }

    private static long length(ByteRange range, long size, long offset) {
        long left = Math.max(0, size - offset);
        return range instanceof ByteRange.Span span ? Math.min(left, span.lengthBytes()) : left;
    }

    private static String text(HttpHeaders headers, String name) {
        return Objects.requireNonNullElse(headers.getFirstHeaderStringValue(name), "");
    }

    private static long number(ObjectKey key, HttpHeaders headers, String name, String otherwise)
            throws CorruptDataException {
        String value = text(headers, name);
        String number = value.isEmpty() ? otherwise : value;
        try {
            if (NUMBER.matcher(number).matches()) {
                return Long.parseLong(number);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw unexpected(key, name + " '" + number + "'");
    }

    /** When the object was stored; servers other than Google's may not tell it with the bytes. */
    private Instant modified(ObjectKey key, long generation, @Nullable String header) throws IOException {
        if (header != null) {
            try {
                return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
            } catch (DateTimeParseException e) {
                throw unexpected(key, "Last-Modified '" + header + "'");
            }
        }
        return GcsBucket.info("get", key, bucket.head(key, generation)).modified();
    }

    private static OptionalInt crc32c(HttpHeaders headers) {
        for (String value : headers.getHeaderStringValues("x-goog-hash")) {
            Matcher matcher = CRC32C.matcher(value);
            if (matcher.find()) {
                return OptionalInt.of(Crc32c.parse(matcher.group(1)));
            }
        }
        return OptionalInt.empty();
    }

    private ObjectReader emptyObject(ObjectKey key, Optional<ObjectVersion> pinned, IOException unsatisfiable)
            throws IOException {
        ObjectInfo info = head("get", key);
        if (info.sizeBytes() > 0 || (pinned.isPresent() && !pinned.get().equals(info.version()))) {
            throw GcsErrors.of(unsatisfiable, "get", key.value(), Effect.NONE);
        }
        return AnswerReader.ofNothing(info);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        requireOpen();
        return head("head", key);
    }

    private ObjectInfo head(String operation, ObjectKey key) throws IOException {
        try {
            return GcsBucket.info(operation, key, bucket.head(key, null));
        } catch (IOException e) {
            throw GcsErrors.of(e, operation, key.value(), Effect.NONE);
        }
    }

    private static CorruptDataException unexpected(ObjectKey key, String what) {
        return new CorruptDataException("get", key.value(), "the server's answer makes no sense: " + what);
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        requireOpen();
        return listing(
                prefix,
                listRequest(prefix, startAfter)
                        .setFields("nextPageToken,items(name,size,generation,timeCreated,crc32c)"),
                page -> objects(page.getItems(), startAfter));
    }

    /** The objects of a page. Names that are no legal keys (folder marks, say) were never put by a store. */
    private List<ObjectInfo> objects(@Nullable List<StorageObject> items, String startAfter) throws IOException {
        List<ObjectInfo> objects = new ArrayList<>();
        for (StorageObject item : items == null ? List.<StorageObject>of() : items) {
            String name = ownName(item.getName());
            if (name != null && ObjectKey.isLegal(name) && ObjectKey.compareUtf8(name, startAfter) > 0) {
                objects.add(GcsBucket.info("list", ObjectKey.of(name), item));
            }
        }
        return objects;
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        requireOpen();
        ObjectKey.requireFolder(prefix);
        return listing(
                prefix,
                listRequest(prefix, startAfter).setDelimiter("/").setFields("nextPageToken,prefixes"),
                page -> prefixes(page.getPrefixes(), startAfter));
    }

    private List<String> prefixes(@Nullable List<String> names, String startAfter) {
        return (names == null ? List.<String>of() : names)
                .stream()
                        .map(this::ownName)
                        .filter(Objects::nonNull)
                        .filter(name -> ObjectKey.compareUtf8(name, startAfter) > 0)
                        .toList();
    }

    /** Tells what of a page is listed. */
    @FunctionalInterface
    private interface PageEntries<T> {
        List<T> of(com.google.api.services.storage.model.Objects page) throws IOException;
    }

    private <T> Listing<T> listing(String prefix, Storage.Objects.List request, PageEntries<T> entries)
            throws IOException {
        if (!ObjectKey.canBeginWith(prefix)) {
            return PagedListing.ofNothing();
        }
        return new PagedListing<>(name(), token -> {
            com.google.api.services.storage.model.Objects page;
            try {
                page = bucket.parsed(
                        bucket.send(request.setPageToken(token)), com.google.api.services.storage.model.Objects.class);
            } catch (IOException e) {
                throw GcsErrors.of(e, "list", name(), Effect.NONE);
            }
            String next = page.getNextPageToken();
            return new PagedListing.Page<>(entries.of(page), next == null || next.isEmpty() ? null : next);
        });
    }

    /** The server's bound is part of what it lists, which is left out afterwards. */
    private Storage.Objects.List listRequest(String prefix, String startAfter) throws IOException {
        Storage.Objects.List request = bucket.list(prefix).setMaxResults(PAGE_SIZE);
        return startAfter.isEmpty()
                ? request
                : request.setStartOffset(bucket.options().prefix() + startAfter);
    }

    /** A name below the store's prefix, or null. */
    private @Nullable String ownName(@Nullable String objectName) {
        String prefix = bucket.options().prefix();
        return objectName == null || !objectName.startsWith(prefix) ? null : objectName.substring(prefix.length());
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        requireOpen();
        deletes.delete(key);
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        requireOpen();
        Map<ObjectKey, CloudDicomException> failures = new HashMap<>();
        deletes.delete(new ArrayList<>(new LinkedHashSet<>(keys)), failures);
        return new DeleteResult(failures);
    }

    @Override
    public <A extends StoreAbility> Optional<A> ability(Class<A> ability) {
        return Stream.of(presigned, new GcsObservations(bucket))
                .filter(ability::isInstance)
                .map(ability::cast)
                .findFirst();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + bucket.name() + " is closed");
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                whenClosed.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("the client could not be closed", e);
            }
        }
    }
}
