package io.clouddicom.testkit.gcs;

/** What a {@link GcsServer} can do to a request. */
public enum GcsFault {
    /** Nothing. */
    NONE,
    /** The connection is closed when the head of the request has been read. */
    CLOSED_BEFORE_BODY,
    /** The connection is closed when the whole request has been read; it is not carried out. */
    CLOSED_AFTER_BODY,
    /** The request is carried out, then the connection is closed without an answer. */
    CLOSED_INSTEAD_OF_ANSWER,
    /** The request is carried out; half of the answer's body arrives, or none of the answer where it has no body. */
    CUT_ANSWER,
    /** The request is carried out; the answer does not come before the server is closed. */
    STALL,
    /** The request is carried out; the answer comes in small pieces. */
    DRIP,
    /** Not carried out: 429 {@code rateLimitExceeded}. */
    RATE_LIMIT_EXCEEDED,
    /** Not carried out: 503 {@code backendError}. */
    BACKEND_ERROR,
    /** Not carried out: 503 of something in between, without JSON. */
    BARE_503,
    /** Carried out; the answer is 500 {@code internalError}. */
    ERROR_AFTER_SUCCESS,
    /** Not carried out: 403 {@code forbidden}. */
    FORBIDDEN,
    /** Not carried out: 401 {@code authError}. */
    UNAUTHORIZED,
    /** Carried out; the bytes of a download are damaged on the way, their checksums are not. Others are not touched. */
    DAMAGED_BYTES,
    /** Carried out with what arrived: of an upload, one bit of the bytes is another. Others are not touched. */
    DAMAGED_UPLOAD
}
