package io.clouddicom.testkit.gcs;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Uploads in chunks: "Resumable uploads" of the documentation. */
final class Uploads {
    private static final int UNIT = 256 << 10;
    private static final int CANCELLED = 499;
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (?:(\\*)|(\\d{1,15})-(\\d{1,15}|\\*))/(\\d{1,15}|\\*)");

    private final Buckets buckets;
    private final Map<String, Upload> uploads = new HashMap<>();

    Uploads(Buckets buckets) {
        this.buckets = buckets;
    }

    /** One upload; it is locked while a request for it is carried out. */
    private static final class Upload {
        private final ObjectSpec spec;
        private final Conditions conditions;
        private final @Nullable String fields;
        private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long declared = -1;
        private @Nullable Blob blob;
        private @Nullable Refusal refused;

        Upload(ObjectSpec spec, Conditions conditions, @Nullable String fields) {
            this.spec = spec;
            this.conditions = conditions;
            this.fields = fields;
        }
    }

    /** Begins one; answers its id. */
    String begin(ObjectSpec spec, Conditions conditions, @Nullable String fields) {
        String id = UUID.randomUUID().toString().replace("-", "");
        synchronized (uploads) {
            uploads.put(id, new Upload(spec, conditions, fields));
        }
        return id;
    }

    /** The names of objects whose uploads hold bytes and have neither ended nor been cancelled. */
    List<String> unfinished() {
        synchronized (uploads) {
            List<String> names = new ArrayList<>();
            for (Upload upload : uploads.values()) {
                synchronized (upload) {
                    if (upload.blob == null && upload.refused == null && upload.bytes.size() > 0) {
                        names.add(upload.spec.name());
                    }
                }
            }
            return names;
        }
    }

    private Upload upload(String id) throws Refusal {
        synchronized (uploads) {
            Upload upload = uploads.get(id);
            if (upload == null) {
                throw new Refusal(404, "notFound", "No such upload");
            }
            return upload;
        }
    }

    Answer cancel(String id) throws Refusal {
        Upload upload = upload(id);
        synchronized (upload) {
            if (upload.blob != null) {
                throw new Refusal(404, "notFound", "The upload has ended");
            }
            upload.refused = new Refusal(CANCELLED, "cancelled", "The upload was cancelled");
            return Answer.empty(CANCELLED);
        }
    }

    Answer put(String id, GcsRequest request, String origin) throws Refusal {
        Upload upload = upload(id);
        synchronized (upload) {
            if (upload.refused != null) {
                throw upload.refused;
            }
            if (upload.blob == null) {
                take(upload, request);
            }
            if (upload.blob == null) {
                Answer more = Answer.empty(308).with("X-GUploader-UploadID", id);
                return upload.bytes.size() == 0 ? more : more.with("Range", "bytes=0-" + (upload.bytes.size() - 1));
            }
            return Answer.json(200, Fields.select(upload.blob.resource(origin), upload.fields));
        }
    }

    private void take(Upload upload, GcsRequest request) throws Refusal {
        String header = request.header("content-range");
        if (header == null) {
            if (upload.bytes.size() > 0) {
                throw Refusal.invalid("a Content-Range is needed once an upload has bytes");
            }
            upload.bytes.writeBytes(request.body());
            end(upload, request);
            return;
        }
        Matcher range = CONTENT_RANGE.matcher(header);
        if (!range.matches()) {
            throw Refusal.invalid("Failed to parse Content-Range header.");
        }
        declare(upload, range.group(4));
        if (range.group(1) == null) {
            takeBytes(upload, range, request.body());
        } else if (request.body().length > 0) {
            throw Refusal.invalid("a status query has no body");
        }
        if (upload.bytes.size() == upload.declared) {
            end(upload, request);
        }
    }

    private static void declare(Upload upload, String total) throws Refusal {
        if (!total.equals("*")) {
            long size = Long.parseLong(total);
            if ((upload.declared >= 0 && upload.declared != size) || size < upload.bytes.size()) {
                throw Refusal.invalid("Invalid request. The total size differs from the one that was given before.");
            }
            upload.declared = size;
        }
    }

    private static void takeBytes(Upload upload, Matcher range, byte[] body) throws Refusal {
        long first = Long.parseLong(range.group(2));
        if (range.group(3).equals("*")) {
            throw Refusal.notKnown("a Content-Range without an end");
        }
        long end = Long.parseLong(range.group(3)) + 1;
        if (end - first != body.length || (upload.declared >= 0 && end > upload.declared)) {
            throw Refusal.invalid("Invalid request. There were " + body.length
                    + " byte(s) in the request body. There should have been " + (end - first) + " byte(s).");
        }
        int has = upload.bytes.size();
        if (first > has) {
            throw new Refusal(
                    503,
                    "backendError",
                    "Invalid request. According to the Content-Range header, the upload offset is " + first
                            + " byte(s), which exceeds already uploaded size of " + has + " byte(s).");
        }
        boolean last = end == upload.declared;
        if (!last && body.length < UNIT) {
            throw Refusal.invalid("Invalid request. The number of bytes uploaded is required to be equal or greater"
                    + " than 262144, except for the final request.");
        }
        long kept = last ? end : end / UNIT * UNIT;
        if (kept > has) {
            upload.bytes.write(body, (int) (has - first), (int) (kept - has));
        }
    }

    private void end(Upload upload, GcsRequest request) throws Refusal {
        try {
            Blob.Content content = Blob.Content.of(upload.bytes.toByteArray());
            upload.blob =
                    buckets.insert(upload.spec.withHash(request.header("x-goog-hash")), content, upload.conditions);
            upload.bytes = new ByteArrayOutputStream();
        } catch (Refusal e) {
            upload.refused = e;
            throw e;
        }
    }
}
