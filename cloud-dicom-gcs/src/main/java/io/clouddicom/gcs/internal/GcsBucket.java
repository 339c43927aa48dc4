package io.clouddicom.gcs.internal;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.json.GoogleJsonErrorContainer;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.googleapis.services.AbstractGoogleClientRequest;
import com.google.api.client.http.EmptyContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.MultipartContent;
import com.google.api.client.http.json.JsonHttpContent;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.DateTime;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.StorageOptions;
import io.clouddicom.CorruptDataException;
import io.clouddicom.gcs.GcsOptions;
import io.clouddicom.store.Crc32c;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.Retries;
import io.clouddicom.store.RetryBudget;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bucket, or the part of it below a prefix: the names of its objects, and requests with the settings that every one of
 * their kind carries.
 *
 * <p>Requests are those of the JSON API, sent with the transport, the credentials and the endpoint of the client that was
 * given, once each: the client's own calls repeat requests by themselves, need two for the last bytes of an object, and
 * hide whether a conditional put met its own object.
 */
final class GcsBucket {
    /** How the server says that it has a part of an upload (it is no redirect here). */
    static final int RESUME_INCOMPLETE = 308;

    static final String OCTETS = "application/octet-stream";
    private static final int CANCELLED = 499;
    private static final String CRC32C_OF_NOTHING = Crc32c.base64(0);
    private static final String FIELDS = "size,generation,timeCreated,crc32c";

    private final Storage api;
    private final GcsOptions options;
    private final String rootUrl;
    private final RetryBudget retryBudget = RetryBudget.standard();

    private GcsBucket(Storage api, GcsOptions options) {
        this.api = api;
        this.options = options;
        this.rootUrl = api.getRootUrl();
    }

    /**
     * The bucket, reached as a client reaches it.
     *
     * @throws IllegalArgumentException the client speaks gRPC
     */
    static GcsBucket of(com.google.cloud.storage.Storage client, GcsOptions options) {
        StorageOptions settings = client.getOptions();
        if (!(settings.getTransportOptions() instanceof HttpTransportOptions http)) {
            throw new IllegalArgumentException(
                    "the client does not speak HTTP; StorageOptions.http() makes one that does");
        }
        HttpTransport transport = http.getHttpTransportFactory().create();
        HttpRequestInitializer initializer = http.getHttpRequestInitializer(settings);
        Storage api = new Storage.Builder(transport, GsonFactory.getDefaultInstance(), initializer)
                .setRootUrl(settings.getHost())
                .setApplicationName("cloud-dicom")
                .build();
        return new GcsBucket(api, options);
    }

    GcsOptions options() {
        return options;
    }

    /** Begins the attempts of something that the store repeats by itself: a part of an upload, which nobody sees. */
    Retries retries() {
        return new Retries(options.uploadRetries(), retryBudget);
    }

    /** The store's name. */
    String name() {
        String prefix = options.prefix();
        return "gs://" + options.bucket() + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }

    /** The object's name in the bucket. */
    String objectName(ObjectKey key) {
        return options.prefix() + key.value();
    }

    Storage.Objects.Get get(ObjectKey key) throws IOException {
        return api.objects().get(options.bucket(), objectName(key));
    }

    /** Asks for size, version, time and checksum. */
    StorageObject head(ObjectKey key, @Nullable Long generation) throws IOException {
        return object(send(get(key).setFields(FIELDS).setIfGenerationMatch(generation)));
    }

    Storage.Objects.List list(String prefix) throws IOException {
        return api.objects()
                .list(options.bucket())
                .setPrefix(options.prefix() + prefix)
                .setPrettyPrint(false);
    }

    Storage.Objects.Delete delete(ObjectKey key) throws IOException {
        return api.objects().delete(options.bucket(), objectName(key));
    }

    BatchRequest batch() {
        return api.batch(api.getRequestFactory().getInitializer());
    }

    /** Puts an object in one request. */
    StorageObject insert(ObjectKey key, byte[] bytes, int length, int crc32c, @Nullable Long ifGenerationMatch)
            throws IOException {
        HttpContent description =
                new JsonHttpContent(api.getJsonFactory(), resource(key).setCrc32c(Crc32c.base64(crc32c)));
        HttpContent both =
                new MultipartContent().setContentParts(List.of(description, new ArrayContent(bytes, 0, length)));
        return object(send(api.getRequestFactory().buildPostRequest(insertUrl("multipart", ifGenerationMatch), both)));
    }

    /**
     * Begins an upload in chunks.
     *
     * @return the address that the chunks go to
     */
    String beginUpload(ObjectKey key, @Nullable Long ifGenerationMatch) throws IOException {
        HttpRequest request = api.getRequestFactory()
                .buildPostRequest(
                        insertUrl("resumable", ifGenerationMatch),
                        new JsonHttpContent(api.getJsonFactory(), resource(key)));
        request.getHeaders().set("X-Upload-Content-Type", OCTETS);
        HttpResponse response = send(request);
        response.ignore();
        String location = response.getHeaders().getLocation();
        if (location == null) {
            throw new IOException("the server began an upload but does not say where");
        }
        return location;
    }

    private GenericUrl insertUrl(String type, @Nullable Long ifGenerationMatch) {
        GenericUrl url = new GenericUrl(rootUrl + "upload/storage/v1/b/");
        url.getPathParts().set(url.getPathParts().size() - 1, options.bucket());
        url.getPathParts().add("o");
        url.set("uploadType", type);
        url.set("fields", FIELDS);
        if (ifGenerationMatch != null) {
            url.set("ifGenerationMatch", ifGenerationMatch);
        }
        options.kmsKeyName().ifPresent(name -> url.set("kmsKeyName", name));
        return url;
    }

    /**
     * Sends a request of an upload that was begun; besides success, 308 and 499 are answers.
     *
     * @param contentRange which bytes, if any
     * @param hash the checksum of everything, or empty
     */
    HttpResponse sendUpload(
            String method, String location, @Nullable HttpContent content, @Nullable String contentRange, String hash)
            throws IOException {
        HttpRequest request = api.getRequestFactory()
                .buildRequest(method, new GenericUrl(location, true), content == null ? new EmptyContent() : content)
                .setFollowRedirects(false)
                .setThrowExceptionOnExecuteError(false);
        request.getHeaders().setContentRange(contentRange);
        if (!hash.isEmpty()) {
            request.getHeaders().set("x-goog-hash", hash);
        }
        HttpResponse response = request.execute();
        if (response.isSuccessStatusCode()
                || response.getStatusCode() == RESUME_INCOMPLETE
                || response.getStatusCode() == CANCELLED) {
            return response;
        }
        throw failure(response);
    }

    /**
     * Sends a request; every answer but success is an {@link HttpResponseException}. (The client's own sending makes a POST
     * of a GET whose address is long, as that of an object with a long name.)
     */
    HttpResponse send(AbstractGoogleClientRequest<?> wanted) throws IOException {
        HttpRequest request = api.getRequestFactory()
                .buildRequest(wanted.getRequestMethod(), wanted.buildHttpRequestUrl(), wanted.getHttpContent())
                .setResponseReturnRawInputStream("media".equals(wanted.get("alt")));
        request.getHeaders().putAll(wanted.getRequestHeaders());
        return send(request);
    }

    private static HttpResponse send(HttpRequest request) throws IOException {
        HttpResponse response = request.setThrowExceptionOnExecuteError(false).execute();
        if (response.isSuccessStatusCode()) {
            return response;
        }
        throw failure(response);
    }

    /** What an answer says, as far as it has arrived. (The client's own reading prints what it cannot read.) */
    private static HttpResponseException failure(HttpResponse response) {
        HttpResponseException.Builder builder = new HttpResponseException.Builder(
                response.getStatusCode(), response.getStatusMessage(), response.getHeaders());
        builder.setMessage(String.valueOf(response.getStatusCode()));
        try {
            String text = response.parseAsString();
            builder.setContent(text);
            GoogleJsonErrorContainer json =
                    GsonFactory.getDefaultInstance().fromString(text, GoogleJsonErrorContainer.class);
            if (json != null && json.getError() != null) {
                return new GoogleJsonResponseException(builder, json.getError());
            }
        } catch (IOException | RuntimeException e) {
            // The status says enough; something in between may answer without JSON.
        }
        return builder.build();
    }

    private StorageObject resource(ObjectKey key) {
        return new StorageObject()
                .setName(objectName(key))
                .setContentType(OCTETS)
                .setStorageClass(options.storageClass(key).orElse(null));
    }

    /** The object that an answer describes. */
    StorageObject object(HttpResponse response) throws IOException {
        return parsed(response, StorageObject.class);
    }

    /** What an answer holds. */
    <T> T parsed(HttpResponse response, Class<T> type) throws IOException {
        try {
            return api.getJsonFactory()
                    .createJsonParser(response.getContent(), response.getContentCharset())
                    .parseAndClose(type);
        } catch (RuntimeException e) {
            throw new IOException("the answer is not what the API says", e);
        }
    }

    /** What an answer says of an object. Times are kept in whole seconds, since reads give them so. */
    static ObjectInfo info(String operation, ObjectKey key, StorageObject object) throws CorruptDataException {
        BigInteger size = size(object);
        Long generation = object.getGeneration();
        DateTime created = object.getTimeCreated();
        if (size == null || generation == null || created == null) {
            throw new CorruptDataException(
                    operation, key.value(), "the server's answer makes no sense: no size, generation or time");
        }
        Instant when = Instant.ofEpochMilli(created.getValue()).truncatedTo(ChronoUnit.SECONDS);
        return new ObjectInfo(key, size.longValueExact(), version(generation), when);
    }

    /**
     * The size that an answer tells, or null. An answer may leave out what is zero (as protocol buffers in JSON do); it is
     * taken for that where the checksum is the one of no bytes, since an empty object has a meaning of its own in an archive.
     */
    static @Nullable BigInteger size(StorageObject object) {
        return object.getSize() == null && CRC32C_OF_NOTHING.equals(object.getCrc32c())
                ? BigInteger.ZERO
                : object.getSize();
    }

    /** The version of a generation. */
    static ObjectVersion version(long generation) {
        return new ObjectVersion(Long.toString(generation));
    }

    /** The generation of a version, or null where it is none of this kind of store. */
    static @Nullable Long generation(ObjectVersion version) {
        try {
            long generation = Long.parseLong(version.token());
            return generation > 0 ? generation : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
