package io.clouddicom.s3.internal;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.NotYetReadableException;
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
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Turns what the client throws into the store's errors: the one place where status, code and cause are looked at.
 *
 * <p>Codes are those of "Error responses" in the API reference of Amazon S3. A code that is not known is judged by its
 * status; an answer that does not say that nothing happened leaves the outcome of a change open.
 */
final class S3Errors {
    /** Answers that promise that nothing was done and ask for a pause. */
    private static final Set<String> THROTTLED = Set.of(
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded",
            "TooManyRequests",
            "TooManyRequestsException",
            "RequestThrottled",
            "GlacierExpeditedRetrievalNotAvailable",
            "BandwidthLimitExceeded");

    private static final Set<String> NOT_THERE_NOW = Set.of("ServiceUnavailable", "RequestTimeout");

    /** The bytes did not arrive as they were sent. */
    private static final Set<String> DAMAGED_ON_THE_WAY =
            Set.of("BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody");

    /** What servers answer that have no words of their own for a checksum that does not fit. */
    private static final Set<String> BADLY_ASKED = Set.of("InvalidRequest", "BadRequest");

    private static final Set<String> NOT_ALLOWED = Set.of(
            "AccessDenied",
            "AccountProblem",
            "AllAccessDisabled",
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidToken",
            "NotSignedUp",
            "RequestTimeTooSkewed",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnauthorizedAccess");

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int SERVER_ERROR = 500;

    private S3Errors() {}

    /** What a request would have done. */
    enum Effect {
        /** Nothing: it reads. */
        NONE,
        /** It changes something, so that an answer that does not come leaves open whether it did. */
        CHANGE
    }

    /** Status of the answer, or 0 where none came. */
    static int status(SdkException e) {
        return e instanceof AwsServiceException service ? service.statusCode() : 0;
    }

    /** Code of the answer, or the empty string. */
    static String code(SdkException e) {
        if (e instanceof AwsServiceException service) {
            return Optional.ofNullable(service.awsErrorDetails())
                    .map(AwsErrorDetails::errorCode)
                    .orElse("");
        }
        return "";
    }

    /** Whether a conditional request met another state than it asked for. */
    static boolean isPreconditionFailed(SdkException e) {
        return status(e) == PRECONDITION_FAILED;
    }

    /** Whether the server refused a condition or a checksum, and so looked at it. */
    static boolean isRefusal(SdkException e) {
        return isPreconditionFailed(e)
                || isConflict(e)
                || DAMAGED_ON_THE_WAY.contains(code(e))
                || (status(e) == BAD_REQUEST && BADLY_ASKED.contains(code(e)));
    }

    /** Whether a conditional request met another one that was under way; neither outcome is known from this one. */
    static boolean isConflict(SdkException e) {
        return status(e) == CONFLICT;
    }

    /** Whether the answer was that an object, upload or bucket is not there. */
    static boolean isNotFound(SdkException e) {
        return status(e) == NOT_FOUND;
    }

    /** Whether a range lies outside the object. */
    static boolean isRangeNotSatisfiable(SdkException e) {
        return status(e) == RANGE_NOT_SATISFIABLE;
    }

    /**
     * The error to throw.
     *
     * @param e what the client threw
     * @param operation what was being done
     * @param object the key, or the store
     * @param effect what the request would have done
     */
    static IOException of(SdkException e, String operation, String object, Effect effect) {
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException(operation + " " + object + ": the thread was interrupted");
            interrupted.initCause(e);
            return interrupted;
        }
        if (e instanceof AwsServiceException service) {
            return answered(status(service), code(service), operation, object, effect, e);
        }
        return unanswered(e, operation, object, effect);
    }

    /** An error of one key within an answer that is none. */
    static IOException ofKey(String code, String operation, String object) {
        int status = switch (code) {
            case "NoSuchKey" -> NOT_FOUND;
            case "InternalError" -> SERVER_ERROR;
            default -> BAD_REQUEST;
        };
        return answered(status, code, operation, object, Effect.CHANGE, null);
    }

    private static IOException answered(
            int status,
            String code,
            String operation,
            String object,
            Effect effect,
            @org.jspecify.annotations.Nullable Throwable cause) {
        String detail = "the server answered " + status + (code.isEmpty() ? "" : " " + code);
        if (THROTTLED.contains(code) || status == TOO_MANY_REQUESTS) {
            return new ThrottledException(operation, object, detail, retryAfter(cause), cause);
        }
        if (NOT_THERE_NOW.contains(code) || status == REQUEST_TIMEOUT) {
            return new UnavailableException(operation, object, detail, cause);
        }
        if (DAMAGED_ON_THE_WAY.contains(code)) {
            return new UnavailableException(operation, object, detail + ": the bytes arrived damaged", cause);
        }
        if (NOT_ALLOWED.contains(code)) {
            return new AccessDeniedException(operation, object, detail, cause);
        }
        return switch (code) {
            case "NoSuchBucket" -> new InvalidRequestException(operation, object, "there is no such bucket", cause);
            case "NoSuchKey", "NoSuchVersion" ->
                new NotFoundException(operation, object, "there is no such object", cause);
            case "InvalidObjectState" ->
                new NotYetReadableException(operation, object, S3ColdStorage.told(cause), cause);
            case "EntityTooLarge" ->
                new UnsupportedFeatureException(operation, object, "the object is too large", cause);
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException" ->
                new InvalidRequestException(operation, object, detail + ": is this the bucket's region?", cause);
            default -> byStatus(status, detail, operation, object, effect, cause);
        };
    }

    /** How long the server wants to be left alone, as far as it says. */
    static @org.jspecify.annotations.Nullable Duration retryAfter(@org.jspecify.annotations.Nullable Throwable answer) {
        if (!(answer instanceof AwsServiceException service) || service.awsErrorDetails() == null) {
            return null;
        }
        SdkHttpResponse response = service.awsErrorDetails().sdkHttpResponse();
        return response == null
                ? null
                : RetryAfter.of(response.firstMatchingHeader("Retry-After").orElse(null));
    }

    private static IOException byStatus(
            int status,
            String detail,
            String operation,
            String object,
            Effect effect,
            @org.jspecify.annotations.Nullable Throwable cause) {
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> new AccessDeniedException(operation, object, detail, cause);
            case NOT_FOUND -> new NotFoundException(operation, object, "there is no such object", cause);
            case PRECONDITION_FAILED ->
                new PreconditionFailedException(operation, object, "the object is at another version", cause);
            case CONFLICT -> new UnavailableException(operation, object, detail, cause);
            case RANGE_NOT_SATISFIABLE ->
                new RangeNotSatisfiableException(operation, object, "the range begins at or beyond the end", cause);
            case METHOD_NOT_ALLOWED, NOT_IMPLEMENTED ->
                new UnsupportedFeatureException(operation, object, detail, cause);
            default ->
                status >= BAD_REQUEST && status < SERVER_ERROR
                        ? new InvalidRequestException(operation, object, detail, cause)
                        : unclear(detail, operation, object, effect, cause);
        };
    }

    private static IOException unanswered(SdkException e, String operation, String object, Effect effect) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorruptDataException corrupt) {
                return corrupt;
            }
            if (cause instanceof UnknownHostException
                    || cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException) {
                return new UnavailableException(operation, object, "the server cannot be reached", e);
            }
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("credentials")) {
            return new AccessDeniedException(operation, object, "no credentials were found", e);
        }
        return unclear("no answer came", operation, object, effect, e);
    }

    private static IOException unclear(
            String detail,
            String operation,
            String object,
            Effect effect,
            @org.jspecify.annotations.Nullable Throwable cause) {
        return effect == Effect.NONE
                ? new UnavailableException(operation, object, detail, retryAfter(cause), cause)
                : new OutcomeUnknownException(operation, object, detail, retryAfter(cause), cause);
    }

    /** The error of a put under a condition that did not hold. */
    static IOException conditionFailed(boolean create, String object, SdkException cause) {
        return create
                ? new AlreadyExistsException("put", object, "there is an object", cause)
                : new PreconditionFailedException("put", object, "the object is absent or at another version", cause);
    }
}
