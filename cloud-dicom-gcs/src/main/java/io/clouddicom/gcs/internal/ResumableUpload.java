package io.clouddicom.gcs.internal;

import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpResponse;
import com.google.api.services.storage.model.StorageObject;
import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.UnavailableException;
import io.clouddicom.gcs.internal.GcsErrors.Effect;
import io.clouddicom.store.Crc32c;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An upload in chunks ("Resumable uploads" in the documentation of Cloud Storage). Nothing of it is visible before the last
 * chunk has arrived. After a failure the server is asked how far it came, and the upload goes on from there; since the
 * upload has an address of its own, an object that it made is never taken for another's. Belongs to one thread.
 */
final class ResumableUpload {
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");
    private static final long UNKNOWN = -1;

    private final GcsBucket bucket;
    private final ObjectKey key;
    private final String location;
    private long sentBytes;

    private ResumableUpload(GcsBucket bucket, ObjectKey key, String location) {
        this.bucket = bucket;
        this.key = key;
        this.location = location;
    }

    /** Begins an upload; the condition is looked at when it ends. */
    static ResumableUpload begin(GcsBucket bucket, ObjectKey key, @Nullable Long ifGenerationMatch) throws IOException {
        String location = bucket.retries().run(() -> {
            try {
                return bucket.beginUpload(key, ifGenerationMatch);
            } catch (IOException e) {
                if (GcsErrors.isPreconditionFailed(e)) {
                    throw GcsErrors.conditionFailed(
                            ifGenerationMatch != null && ifGenerationMatch == 0, key.value(), e);
                }
                throw GcsErrors.of(e, "put", key.value(), Effect.NONE);
            }
        });
        return new ResumableUpload(bucket, key, location);
    }

    /** What the server has: the object, or a number of bytes. */
    private record Progress(long bytes, @Nullable StorageObject object) {}

    /**
     * Sends a chunk that is not the last.
     *
     * @param chunk its bytes are the first {@code length}, a multiple of 256 KiB
     */
    void send(byte[] chunk, int length) throws IOException {
        Chunk sending = new Chunk(chunk, length, UNKNOWN, "");
        if (sending.send() != null) {
            throw new CorruptDataException("put", key.value(), "the server ended the upload before its last chunk");
        }
        sentBytes += length;
    }

    /** The object that an upload became, and whether the server was asked for that more than once. */
    record Finished(StorageObject object, boolean asked) {}

    /**
     * Sends the last chunk, with the checksum of everything.
     *
     * @throws IOException 412 of the server as it came, where the condition does not hold, and 400 where the bytes arrived
     *     damaged: an upload that was refused so cannot go on
     */
    Finished finish(byte[] chunk, int length, int crc32c) throws IOException {
        Chunk sending = new Chunk(chunk, length, sentBytes + length, "crc32c=" + Crc32c.base64(crc32c));
        StorageObject object = sending.send();
        if (object == null) {
            throw new OutcomeUnknownException("put", key.value(), "the server did not end the upload");
        }
        return new Finished(object, sending.unclear);
    }

    /** One chunk on its way. */
    private final class Chunk {
        private final byte[] bytes;
        private final long begin = sentBytes;
        private final long end;
        private final long total;
        private final String hash;
        private final Effect effect;
        /** Whether a request that would have ended the upload was not answered. */
        private boolean unclear;

        Chunk(byte[] bytes, int length, long total, String hash) {
            this.bytes = bytes;
            this.end = begin + length;
            this.total = total;
            this.hash = hash;
            this.effect = total == UNKNOWN ? Effect.NONE : Effect.CHANGE;
        }

        /** Sends it until the server has all of it; the object, where it was the last. */
        @Nullable
        StorageObject send() throws IOException {
            Retries retries = bucket.retries();
            long from = begin;
            boolean ask = false;
            while (true) {
                try {
                    Progress progress = ask ? ask() : send(from);
                    retries.succeeded();
                    if (progress.object() != null) {
                        return progress.object();
                    }
                    if (progress.bytes() == end && total == UNKNOWN) {
                        return null;
                    }
                    requireWithin(progress.bytes());
                    if (progress.bytes() == from && !ask) {
                        throw new UnavailableException("put", key.value(), "the server took nothing of a chunk");
                    }
                    from = progress.bytes();
                    ask = false;
                } catch (CloudDicomException e) {
                    unclear |= e instanceof OutcomeUnknownException;
                    if (!e.retryable() && !(e instanceof OutcomeUnknownException)) {
                        throw unclear ? leftOpen(e) : e;
                    }
                    pause(retries, e);
                    ask = true;
                }
            }
        }

        private void pause(Retries retries, CloudDicomException failure) throws IOException {
            try {
                retries.pauseOrThrow(failure);
            } catch (InterruptedIOException e) {
                throw unclear ? leftOpen(e) : e;
            } catch (CloudDicomException e) {
                throw unclear ? leftOpen(e) : e;
            }
        }

        /** An error after which the object may be there all the same. */
        private IOException leftOpen(IOException e) {
            return e instanceof OutcomeUnknownException
                    ? e
                    : new OutcomeUnknownException("put", key.value(), "the end of the upload was not answered", e);
        }

        private void requireWithin(long serverHas) throws IOException {
            if (serverHas < begin || serverHas > end) {
                throw new CorruptDataException(
                        "put",
                        key.value(),
                        "the server says that it has " + serverHas + " bytes, not " + begin + " to " + end);
            }
        }

        private Progress send(long from) throws IOException {
            int length = (int) (end - from);
            return length == 0
                    ? ask()
                    : progress(new ArrayContent(bytes, (int) (from - begin), length), from + "-" + (end - 1));
        }

        /** Asks how far the server came, and ends the upload where it has everything. */
        private Progress ask() throws IOException {
            return progress(null, "*");
        }

        private Progress progress(@Nullable HttpContent content, String range) throws IOException {
            String contentRange = "bytes " + range + "/" + (total == UNKNOWN ? "*" : Long.toString(total));
            try {
                HttpResponse response = bucket.sendUpload("PUT", location, content, contentRange, hash);
                if (response.isSuccessStatusCode()) {
                    return new Progress(end, bucket.object(response));
                }
                String persisted = response.getHeaders().getRange();
                response.ignore();
                if (response.getStatusCode() != GcsBucket.RESUME_INCOMPLETE) {
                    throw new UnavailableException("put", key.value(), "the server has cancelled the upload");
                }
                return new Progress(persisted(persisted), null);
            } catch (IOException e) {
                if (GcsErrors.isUploadGone(e)) {
                    throw new UnavailableException("put", key.value(), "the server has forgotten the upload", e);
                }
                if ((GcsErrors.isPreconditionFailed(e) && !unclear) || GcsErrors.isDamaged(e)) {
                    throw e;
                }
                throw GcsErrors.of(e, "put", key.value(), effect);
            }
        }

        private long persisted(@Nullable String range) throws IOException {
            if (range == null) {
                return 0;
            }
            Matcher matcher = RANGE.matcher(range);
            if (!matcher.matches()) {
                throw new CorruptDataException("put", key.value(), "the server says that it has '" + range + "'");
            }
            return Long.parseLong(matcher.group(1)) + 1;
        }
    }

    /**
     * Ends the upload without an object. The server forgets it by itself after a week.
     *
     * @return why that could not be done, or null
     */
    @Nullable
    IOException cancel() {
        try {
            return bucket.retries().run(() -> {
                try {
                    // 499 is how the server says that it is cancelled.
                    bucket.sendUpload("DELETE", location, null, null, "").ignore();
                    return null;
                } catch (IOException e) {
                    if (GcsErrors.isUploadGone(e)) {
                        return null;
                    }
                    throw GcsErrors.of(e, "put", key.value(), Effect.NONE);
                }
            });
        } catch (IOException e) {
            return e;
        }
    }
}
