package io.clouddicom.gcs.internal;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RangeNotSatisfiableException;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.store.RetryAfter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the client throws into the store's errors: the one place where status, reason and cause are looked at.
 *
 * <p>Reasons are those of "HTTP status and error codes for JSON" in the reference of Cloud Storage. A reason that is not
 * known is judged by its status; an answer that does not say that nothing happened leaves the outcome of a change open.
 */
final class GcsErrors {
    /** Answers that promise that nothing was done and ask for a pause; some come with 403. */
    private static final Set<String> THROTTLED =
            Set.of("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "usageLimits", "resourceExhausted");

    /** A bucket that is absent is told by 404 too, and only the words tell it from an object. */
    private static final Pattern NO_BUCKET = Pattern.compile("^The specified bucket does not exist"
            + "|Bucket projects/_/buckets/\\S+ does not exist"
            // Google's test bench: its words are an answer of their own.
            + "|^\\{\"error\": \\{\"errors\": \\[\\{\"domain\": \"global\", \"message\": \"Bucket \\S+ does not exist");

    /**
     * What is said of bytes that do not have the checksum that came with them, by Google's servers with 400 and the reason of any
     * wrong request, by Google's test bench with 412.
     */
    private static final Pattern DAMAGED = Pattern.compile(
            "^Provided (?:CRC32C|MD5 hash) .*doesn't match calculated|crc32c validation failed\\. Expected");

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONFLICT = 409;
    private static final int GONE = 410;
    private static final int PRECONDITION_FAILED = 412;
    private static final int TOO_LARGE = 413;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;

    private GcsErrors() {}

    /** What a request would have done. */
    enum Effect {
        /** Nothing that anybody could see: it reads, or it adds to an upload that is not yet finished. */
        NONE,
        /** It changes something, so that an answer that does not come leaves open whether it did. */
        CHANGE
    }

    /** Status of the answer, or 0 where none came. */
    static int status(IOException e) {
        return e instanceof HttpResponseException answer ? answer.getStatusCode() : 0;
    }

    /** Whether a conditional request met another state than it asked for. */
    static boolean isPreconditionFailed(IOException e) {
        return status(e) == PRECONDITION_FAILED && !isDamaged(e);
    }

    /** Whether a range lies outside the object. */
    static boolean isRangeNotSatisfiable(IOException e) {
        return status(e) == RANGE_NOT_SATISFIABLE;
    }

    /** Whether the server does not know this kind of request at all. */
    static boolean isUnknownRequest(IOException e) {
        int status = status(e);
        return status == NOT_FOUND || status == METHOD_NOT_ALLOWED || status == NOT_IMPLEMENTED;
    }

    /** Whether the bytes arrived with another checksum than they were sent with. */
    static boolean isDamaged(IOException e) {
        return e instanceof HttpResponseException answer
                && (answer.getStatusCode() == BAD_REQUEST || answer.getStatusCode() == PRECONDITION_FAILED)
                && DAMAGED.matcher(String.valueOf(words(answer))).find();
    }

    /** Whether an upload that was begun is not known any more. */
    static boolean isUploadGone(IOException e) {
        return status(e) == NOT_FOUND || status(e) == GONE;
    }

    /**
     * The error to throw.
     *
     * @param e what the client threw
     * @param operation what was being done
     * @param object the key, or the store
     * @param effect what the request would have done
     */
    static IOException of(IOException e, String operation, String object, Effect effect) {
        if (e instanceof CloudDicomException) {
            return e;
        }
        if (Thread.currentThread().isInterrupted()) {
            InterruptedIOException interrupted =
                    new InterruptedIOException(operation + " " + object + ": the thread was interrupted");
            interrupted.initCause(e);
            return interrupted;
        }
        if (isDamaged(e)) {
            return new UnavailableException(operation, object, "the bytes arrived damaged", e);
        }
        if (e instanceof HttpResponseException answer) {
            Answer told =
                    new Answer(answer.getStatusCode(), reason(answer), isAbsentBucket(answer), retryAfter(answer));
            return answered(told, operation, object, effect, e);
        }
        return unanswered(e, operation, object, effect);
    }

    /** An error of one object within the answer of a batch. */
    static CloudDicomException ofObject(
            GoogleJsonError error, @Nullable HttpHeaders headers, String operation, String object) {
        Answer told =
                new Answer(error.getCode(), reason(error), isAbsentBucket(error.getMessage()), retryAfter(headers));
        return answered(told, operation, object, Effect.CHANGE, null);
    }

    /** What an answer that is no success says. */
    private record Answer(
            int status,
            String reason,
            boolean absentBucket,
            @Nullable Duration retryAfter) {}

    private static @Nullable Duration retryAfter(HttpResponseException answer) {
        return retryAfter(answer.getHeaders());
    }

    private static @Nullable Duration retryAfter(@Nullable HttpHeaders headers) {
        return headers == null ? null : RetryAfter.of(headers.getRetryAfter());
    }

    /** The error of a put under a condition that did not hold. */
    static IOException conditionFailed(boolean create, String object, Throwable cause) {
        return create
                ? new AlreadyExistsException("put", object, "there is an object", cause)
                : new PreconditionFailedException("put", object, "the object is absent or at another version", cause);
    }

    private static String reason(HttpResponseException e) {
        return e instanceof GoogleJsonResponseException json && json.getDetails() != null
                ? reason(json.getDetails())
                : "";
    }

    private static String reason(GoogleJsonError error) {
        if (error.getErrors() == null || error.getErrors().isEmpty()) {
            return "";
        }
        String reason = error.getErrors().get(0).getReason();
        return reason == null ? "" : reason;
    }

    private static boolean isAbsentBucket(HttpResponseException e) {
        return isAbsentBucket(words(e));
    }

    /** What the server says for people. */
    private static @Nullable String words(HttpResponseException e) {
        return e instanceof GoogleJsonResponseException json && json.getDetails() != null
                ? json.getDetails().getMessage()
                : e.getContent();
    }

    private static boolean isAbsentBucket(@Nullable String message) {
        return message != null && NO_BUCKET.matcher(message).find();
    }

    private static CloudDicomException answered(
            Answer answer, String operation, String object, Effect effect, @Nullable Throwable cause) {
        int status = answer.status();
        String detail = "the server answered " + status + (answer.reason().isEmpty() ? "" : " " + answer.reason());
        if (THROTTLED.contains(answer.reason()) || status == TOO_MANY_REQUESTS) {
            return new ThrottledException(operation, object, detail, answer.retryAfter(), cause);
        }
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> new AccessDeniedException(operation, object, detail, cause);
            case NOT_FOUND -> absent(answer.absentBucket(), operation, object, cause);
            case PRECONDITION_FAILED ->
                new PreconditionFailedException(operation, object, "the object is at another version", cause);
            case CONFLICT -> new UnavailableException(operation, object, detail, cause);
            case RANGE_NOT_SATISFIABLE ->
                new RangeNotSatisfiableException(operation, object, "the range begins at or beyond the end", cause);
            case TOO_LARGE -> new UnsupportedFeatureException(operation, object, "the object is too large", cause);
            case METHOD_NOT_ALLOWED, NOT_IMPLEMENTED ->
                new UnsupportedFeatureException(operation, object, detail, cause);
            default ->
                status >= BAD_REQUEST && status < SERVER_ERROR && status != REQUEST_TIMEOUT
                        ? new InvalidRequestException(operation, object, detail, cause)
                        : unclear(detail, operation, object, effect, answer.retryAfter(), cause);
        };
    }

    /** Nothing but a read, a head or a delete can miss an object; what else is missed is the bucket. */
    private static CloudDicomException absent(
            boolean absentBucket, String operation, String object, @Nullable Throwable cause) {
        return absentBucket || operation.equals("put") || operation.equals("list")
                ? new InvalidRequestException(operation, object, "there is no such bucket", cause)
                : new NotFoundException(operation, object, "there is no such object", cause);
    }

    private static CloudDicomException unanswered(IOException e, String operation, String object, Effect effect) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Retryable credentials) {
                // Without a token nothing is sent.
                return credentials.isRetryable()
                        ? new UnavailableException(operation, object, "no access token came", e)
                        : new AccessDeniedException(operation, object, "no access token is given", e);
            }
            if (cause instanceof UnknownHostException
                    || cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException) {
                return new UnavailableException(operation, object, "the server cannot be reached", e);
            }
        }
        return unclear("no answer came", operation, object, effect, null, e);
    }

    private static CloudDicomException unclear(
            String detail,
            String operation,
            String object,
            Effect effect,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        return effect == Effect.NONE
                ? new UnavailableException(operation, object, detail, retryAfter, cause)
                : new OutcomeUnknownException(operation, object, detail, retryAfter, cause);
    }
}
