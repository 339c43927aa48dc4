package io.clouddicom.testkit.gcs;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the requests of the JSON API do, as far as a store needs them. */
final class GcsApi {
    /** When what is deleted softly will be gone; no test waits for it. */
    private static final String HARD_DELETE_TIME = "2099-12-31T00:00:00.000Z";

    private static final int MOST_IN_A_PAGE = 1000;
    private static final int MOST_IN_A_BATCH = 100;
    private static final String[] CONDITIONS = {
        "ifGenerationMatch", "ifGenerationNotMatch", "ifMetagenerationMatch", "ifMetagenerationNotMatch"
    };
    private static final Pattern RANGE = Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{0,18})|-(\\d{1,18}))");

    private final Buckets buckets;
    private final Uploads uploads;
    private volatile boolean batches = true;

    GcsApi(Buckets buckets, Uploads uploads) {
        this.buckets = buckets;
        this.uploads = uploads;
    }

    void withoutBatches() {
        batches = false;
    }

    /**
     * Carries a request out.
     *
     * @param origin where the server is, such as {@code http://127.0.0.1:9000}
     */
    Answer answer(GcsRequest request, String origin) {
        try {
            return route(request, origin);
        } catch (Refusal e) {
            return Answer.refusal(e, request.wantsMedia());
        }
    }

    private Answer route(GcsRequest request, String origin) throws Refusal {
        List<String> path = request.path();
        if (batches
                && path.equals(List.of("batch", "storage", "v1"))
                && request.method().equals("POST")) {
            return batch(request, origin);
        }
        if (startsWith(path, "upload", "storage", "v1", "b")
                && path.size() == 6
                && path.get(5).equals("o")) {
            return upload(request, path.get(4), origin);
        }
        if (startsWith(path, "storage", "v1", "b")) {
            return storage(request, path.subList(3, path.size()), origin);
        }
        if (startsWith(path, "download", "storage", "v1", "b") && path.size() == 7 && request.wantsMedia()) {
            return storage(request, path.subList(4, path.size()), origin);
        }
        throw unknown(request);
    }

    private static boolean startsWith(List<String> path, String... beginning) {
        return path.size() >= beginning.length
                && path.subList(0, beginning.length).equals(List.of(beginning));
    }

    private static Refusal unknown(GcsRequest request) {
        return Refusal.notKnown(request.method() + " /" + String.join("/", request.path()));
    }

    /** Requests below {@code /storage/v1/b}; the path is what follows. */
    private Answer storage(GcsRequest request, List<String> path, String origin) throws Refusal {
        String method = request.method();
        if (path.isEmpty() && method.equals("POST")) {
            request.allow("project");
            Object name = Json.readObject(request.body()).get("name");
            buckets.create(String.valueOf(name));
            return Answer.json(200, bucket(String.valueOf(name)));
        }
        if (path.size() == 1 && method.equals("GET")) {
            request.allow();
            buckets.require(path.get(0));
            return Answer.json(200, Fields.select(bucket(path.get(0)), request.parameter("fields")));
        }
        if (path.size() == 2 && path.get(1).equals("o") && method.equals("GET")) {
            return list(request, path.get(0), origin);
        }
        if (path.size() == 3 && path.get(1).equals("o") && method.equals("GET")) {
            return get(request, path.get(0), path.get(2), origin);
        }
        if (path.size() == 3 && path.get(1).equals("o") && method.equals("DELETE")) {
            request.allow(and(CONDITIONS, "generation"));
            buckets.delete(path.get(0), path.get(2), request.number("generation"), Conditions.of(request));
            return Answer.empty(204);
        }
        throw unknown(request);
    }

    private static String[] and(String[] names, String... more) {
        String[] all = Arrays.copyOf(names, names.length + more.length);
        System.arraycopy(more, 0, all, names.length, more.length);
        return all;
    }

    private static Map<String, Object> bucket(String name) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("kind", "storage#bucket");
        resource.put("id", name);
        resource.put("name", name);
        resource.put("location", "EU");
        resource.put("storageClass", "STANDARD");
        resource.put("metageneration", "1");
        return resource;
    }

    private Answer get(GcsRequest request, String bucket, String name, String origin) throws Refusal {
        request.allow(and(CONDITIONS, "generation", "softDeleted"));
        if (Boolean.parseBoolean(request.query().getOrDefault("softDeleted", "false"))) {
            Map<String, Object> resource = buckets.getDeleted(bucket, name, request.number("generation"))
                    .resource(origin);
            resource.put("hardDeleteTime", HARD_DELETE_TIME);
            return Answer.json(200, Fields.select(resource, request.parameter("fields")));
        }
        Blob blob = buckets.get(bucket, name, request.number("generation"), Conditions.of(request));
        return request.wantsMedia()
                ? download(request, blob)
                : Answer.json(200, Fields.select(blob.resource(origin), request.parameter("fields")));
    }

    private static Answer download(GcsRequest request, Blob blob) throws Refusal {
        byte[] bytes = blob.bytes();
        Map<String, String> headers = new LinkedHashMap<>();
        String type = blob.spec().contentType();
        headers.put("Content-Type", type == null ? "application/octet-stream" : type);
        headers.put("ETag", blob.etag());
        headers.put(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(blob.created().atZone(ZoneOffset.UTC)));
        headers.put("x-goog-generation", Long.toString(blob.generation()));
        headers.put("x-goog-metageneration", "1");
        headers.put(
                "x-goog-hash",
                "crc32c=" + blob.content().crc32c() + ",md5=" + blob.content().md5());
        headers.put("x-goog-storage-class", blob.spec().storageClass());
        headers.put("x-goog-stored-content-encoding", "identity");
        headers.put("x-goog-stored-content-length", Integer.toString(bytes.length));
        String wanted = request.header("range");
        if (wanted == null) {
            return new Answer(200, headers, bytes);
        }
        Matcher range = RANGE.matcher(wanted);
        if (!range.matches()) {
            throw Refusal.notKnown("the range " + wanted);
        }
        long from;
        long end = bytes.length;
        if (range.group(3) != null) {
            from = Math.max(0, bytes.length - Long.parseLong(range.group(3)));
        } else {
            from = Long.parseLong(range.group(1));
            if (!range.group(2).isEmpty()) {
                end = Math.min(end, Long.parseLong(range.group(2)) + 1);
            }
        }
        if (from >= end) {
            return Answer.text(416, "The requested range cannot be satisfied.")
                    .with("Content-Range", "bytes */" + bytes.length);
        }
        headers.put("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + bytes.length);
        return new Answer(206, headers, Arrays.copyOfRange(bytes, (int) from, (int) end));
    }

    private Answer list(GcsRequest request, String bucket, String origin) throws Refusal {
        request.allow("prefix", "delimiter", "pageToken", "maxResults", "startOffset", "endOffset", "versions");
        if (Boolean.parseBoolean(request.query().getOrDefault("versions", "false"))) {
            throw Refusal.notKnown("versions=true");
        }
        Long most = request.number("maxResults");
        Buckets.Page page = buckets.list(
                bucket,
                request.query().getOrDefault("prefix", ""),
                request.query().getOrDefault("delimiter", ""),
                request.query().getOrDefault("startOffset", ""),
                after(request.query().getOrDefault("pageToken", "")),
                request.query().getOrDefault("endOffset", ""),
                (int) (most == null || most == 0 ? MOST_IN_A_PAGE : Math.min(most, MOST_IN_A_PAGE)));
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("kind", "storage#objects");
        if (page.more() != null) {
            resource.put(
                    "nextPageToken",
                    Base64.getUrlEncoder().encodeToString(page.more().getBytes(StandardCharsets.UTF_8)));
        }
        if (!page.prefixes().isEmpty()) {
            resource.put("prefixes", page.prefixes());
        }
        if (!page.objects().isEmpty()) {
            List<Object> items = new ArrayList<>();
            page.objects().forEach(blob -> items.add(blob.resource(origin)));
            resource.put("items", items);
        }
        return Answer.json(200, Fields.select(resource, request.parameter("fields")));
    }

    private static String after(String pageToken) throws Refusal {
        try {
            return new String(Base64.getUrlDecoder().decode(pageToken), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("Invalid page token");
        }
    }

    private Answer upload(GcsRequest request, String bucket, String origin) throws Refusal {
        buckets.require(bucket);
        request.allow(and(CONDITIONS, "uploadType", "name", "kmsKeyName", "upload_id"));
        String id = request.parameter("upload_id");
        if (id != null) {
            return switch (request.method()) {
                case "PUT", "POST" -> uploads.put(id, request, origin);
                case "DELETE" -> uploads.cancel(id);
                default -> throw unknown(request);
            };
        }
        if (!request.method().equals("POST")) {
            throw unknown(request);
        }
        String type = request.query().getOrDefault("uploadType", "");
        return switch (type) {
            case "multipart" -> inOneRequest(request, bucket, origin);
            case "media" -> {
                ObjectSpec spec = ObjectSpec.of(request, bucket, Map.of(), request.header("content-type"));
                yield inserted(request, spec, request.body(), origin);
            }
            case "resumable" -> begin(request, bucket, origin);
            default -> throw Refusal.invalid("Invalid uploadType '" + type + "'");
        };
    }

    private Answer inOneRequest(GcsRequest request, String bucket, String origin) throws Refusal {
        List<Multipart.Part> parts =
                Multipart.parts(request.header("content-type"), "multipart/related", request.body());
        if (parts.size() != 2) {
            throw Refusal.invalid("Unexpected number of parts in multipart upload: " + parts.size());
        }
        requireJson(parts.get(0).headers().get("content-type"));
        ObjectSpec spec = ObjectSpec.of(
                request,
                bucket,
                Json.readObject(parts.get(0).body()),
                parts.get(1).headers().get("content-type"));
        return inserted(request, spec, parts.get(1).body(), origin);
    }

    private static void requireJson(@org.jspecify.annotations.Nullable String type) throws Refusal {
        if (type == null || !type.startsWith("application/json")) {
            throw Refusal.invalid("Content type of what describes an object is " + type);
        }
    }

    private Answer inserted(GcsRequest request, ObjectSpec spec, byte[] bytes, String origin) throws Refusal {
        Blob blob = buckets.insert(
                spec.withHash(request.header("x-goog-hash")), Blob.Content.of(bytes), Conditions.of(request));
        return Answer.json(200, Fields.select(blob.resource(origin), request.parameter("fields")));
    }

    private Answer begin(GcsRequest request, String bucket, String origin) throws Refusal {
        Map<String, Object> json = Map.of();
        if (request.body().length > 0) {
            requireJson(request.header("content-type"));
            json = Json.readObject(request.body());
        }
        ObjectSpec spec = ObjectSpec.of(request, bucket, json, request.header("x-upload-content-type"));
        String id = uploads.begin(spec, Conditions.of(request), request.parameter("fields"));
        return Answer.empty(200)
                .with("X-GUploader-UploadID", id)
                .with(
                        "Location",
                        origin + "/upload/storage/v1/b/" + bucket + "/o?uploadType=resumable&upload_id=" + id);
    }

    private Answer batch(GcsRequest request, String origin) throws Refusal {
        List<Multipart.Part> parts = Multipart.parts(request.header("content-type"), "multipart/mixed", request.body());
        if (parts.size() > MOST_IN_A_BATCH) {
            throw Refusal.invalid("The batch request contains more than " + MOST_IN_A_BATCH + " calls");
        }
        String boundary = "batch_" + Integer.toHexString(System.identityHashCode(parts));
        StringBuilder body = new StringBuilder();
        for (Multipart.Part part : parts) {
            Answer answer = inBatch(part, origin);
            body.append("--").append(boundary).append("\r\nContent-Type: application/http\r\n");
            String id = part.headers().get("content-id");
            if (id != null) {
                body.append("Content-ID: ")
                        .append(id.replaceFirst("^<", "<response-"))
                        .append("\r\n");
            }
            body.append("\r\nHTTP/1.1 ").append(answer.status()).append(' ').append(words(answer.status()));
            answer.headers()
                    .forEach((name, value) ->
                            body.append("\r\n").append(name).append(": ").append(value));
            body.append("\r\nContent-Length: ").append(answer.body().length).append("\r\n\r\n");
            body.append(new String(answer.body(), StandardCharsets.UTF_8)).append("\r\n");
        }
        body.append("--").append(boundary).append("--\r\n");
        return new Answer(
                200,
                Map.of("Content-Type", "multipart/mixed; boundary=" + boundary),
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String words(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 404 -> "Not Found";
            case 412 -> "Precondition Failed";
            default -> "Answer";
        };
    }

    private Answer inBatch(Multipart.Part part, String origin) {
        try {
            byte[] whole = part.body();
            int end = Multipart.indexOf(whole, "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), 0);
            int headEnd = end < 0 ? whole.length : end;
            String head = new String(whole, 0, headEnd, StandardCharsets.ISO_8859_1).strip();
            int lineEnd = head.indexOf("\r\n");
            String[] line = (lineEnd < 0 ? head : head.substring(0, lineEnd)).split(" ");
            if (line.length != 3) {
                throw Refusal.invalid("a part of the batch is no request");
            }
            Map<String, String> headers = Multipart.headers(lineEnd < 0 ? "" : head.substring(lineEnd + 2));
            String target = line[1].startsWith("http") ? line[1].replaceFirst("^https?://[^/]*", "") : line[1];
            byte[] body = end < 0 ? new byte[0] : Arrays.copyOfRange(whole, end + 4, whole.length);
            GcsRequest request = GcsRequest.of(line[0], target, headers, body);
            if (request.wantsMedia()
                    || request.path().get(0).equals("upload")
                    || request.path().get(0).equals("batch")) {
                throw Refusal.invalid("a batch holds no uploads, downloads or batches");
            }
            return answer(request, origin);
        } catch (Refusal e) {
            return Answer.refusal(e, false);
        }
    }
}
