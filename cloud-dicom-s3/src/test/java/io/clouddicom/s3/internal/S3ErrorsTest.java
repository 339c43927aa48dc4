package io.clouddicom.s3.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.NotYetReadableException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RangeNotSatisfiableException;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import io.clouddicom.s3.internal.S3Errors.Effect;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Every status and code becomes the error by which a caller knows what to do next. */
class S3ErrorsTest {

    @ParameterizedTest(name = "{0} {1}: reading {2}, changing {3}")
    @CsvSource({
        "400, InvalidArgument, InvalidRequest, InvalidRequest",
        "400, '', InvalidRequest, InvalidRequest",
        "400, BadDigest, Unavailable, Unavailable",
        "400, XAmzContentChecksumMismatch, Unavailable, Unavailable",
        "400, IncompleteBody, Unavailable, Unavailable",
        "400, RequestTimeout, Unavailable, Unavailable",
        "400, ExpiredToken, AccessDenied, AccessDenied",
        "400, AuthorizationHeaderMalformed, InvalidRequest, InvalidRequest",
        "400, EntityTooLarge, UnsupportedFeature, UnsupportedFeature",
        "400, KeyTooLongError, InvalidRequest, InvalidRequest",
        "301, PermanentRedirect, InvalidRequest, InvalidRequest",
        "401, '', AccessDenied, AccessDenied",
        "403, '', AccessDenied, AccessDenied",
        "403, AccessDenied, AccessDenied, AccessDenied",
        "403, SignatureDoesNotMatch, AccessDenied, AccessDenied",
        "403, RequestTimeTooSkewed, AccessDenied, AccessDenied",
        "403, InvalidObjectState, NotYetReadable, NotYetReadable",
        "404, '', NotFound, NotFound",
        "404, NoSuchKey, NotFound, NotFound",
        "404, NoSuchBucket, InvalidRequest, InvalidRequest",
        "405, MethodNotAllowed, UnsupportedFeature, UnsupportedFeature",
        "408, '', Unavailable, Unavailable",
        "409, OperationAborted, Unavailable, Unavailable",
        "412, PreconditionFailed, PreconditionFailed, PreconditionFailed",
        "416, InvalidRange, RangeNotSatisfiable, RangeNotSatisfiable",
        "429, '', Throttled, Throttled",
        "429, TooManyRequests, Throttled, Throttled",
        "503, SlowDown, Throttled, Throttled",
        "503, GlacierExpeditedRetrievalNotAvailable, Throttled, Throttled",
        "503, ServiceUnavailable, Unavailable, Unavailable",
        "503, '', Unavailable, OutcomeUnknown",
        "500, InternalError, Unavailable, OutcomeUnknown",
        "500, '', Unavailable, OutcomeUnknown",
        "502, '', Unavailable, OutcomeUnknown",
        "504, '', Unavailable, OutcomeUnknown",
        "501, NotImplemented, UnsupportedFeature, UnsupportedFeature",
        "200, InternalError, Unavailable, OutcomeUnknown",
        "200, SlowDown, Throttled, Throttled"
    })
    void anAnswerBecomesATypedError(int status, String code, String reading, String changing) {
        assertError(answer(status, code), Effect.NONE, reading);
        assertError(answer(status, code), Effect.CHANGE, changing);
    }

    private static void assertError(SdkException e, Effect effect, String expected) {
        IOException error = S3Errors.of(e, "put", "a/b", effect);
        assertThat(error.getClass().getSimpleName()).isEqualTo(expected + "Exception");
        assertThat(((CloudDicomException) error).object()).isEqualTo("a/b");
        assertThat(error).hasMessageStartingWith("put a/b: ").hasCause(e);
    }

    private static SdkException answer(int status, String code) {
        return S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code.isEmpty() ? null : code)
                        .errorMessage("secret words of the server")
                        .build())
                .build();
    }

    @ParameterizedTest(name = "Retry-After: {0}")
    @CsvSource(
            nullValues = "none",
            value = {"7, 7", "0, 0", "'Fri, 31 Dec 1999 23:59:59 GMT', 0", "soon, none", "-1, none", "'', none"})
    void howLongAServerWantsToBeLeftAloneIsTold(String header, Long seconds) {
        SdkException e = S3Exception.builder()
                .statusCode(503)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("SlowDown")
                        .sdkHttpResponse(SdkHttpResponse.builder()
                                .statusCode(503)
                                .putHeader("Retry-After", header)
                                .build())
                        .build())
                .build();
        assertThat(((ThrottledException) S3Errors.of(e, "put", "a", Effect.CHANGE)).retryAfter())
                .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
        assertThat(((ThrottledException) S3Errors.of(answer(503, "SlowDown"), "put", "a", Effect.CHANGE)).retryAfter())
                .isEmpty();
    }

    @Test
    void whatTheServerSaysInWordsStaysOutOfTheMessage() {
        assertThat(S3Errors.of(answer(403, "AccessDenied"), "get", "a", Effect.NONE))
                .hasMessage("get a: the server answered 403 AccessDenied");
    }

    @Test
    void onlyTheServerCanSayThatAnObjectIsAbsent() {
        for (int status : new int[] {200, 301, 400, 401, 403, 409, 412, 429, 500, 501, 502, 503, 504}) {
            assertThat(S3Errors.of(answer(status, ""), "get", "a", Effect.NONE))
                    .as("status %d", status)
                    .isNotInstanceOf(NotFoundException.class);
        }
        assertThat(S3Errors.of(SdkClientException.create("no route"), "get", "a", Effect.NONE))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aServerThatWasNotReachedChangedNothing() {
        for (Exception cause : new Exception[] {new ConnectException("refused"), new UnknownHostException("nowhere")}) {
            SdkException e = SdkClientException.create("failed", new IOException(cause));
            assertThat(S3Errors.of(e, "put", "a", Effect.CHANGE)).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void anAnswerThatDoesNotComeLeavesTheOutcomeOpen() {
        for (SdkException e : new SdkException[] {
            SdkClientException.create("failed", new SocketTimeoutException("Read timed out")),
            SdkClientException.create("failed", new IOException("Connection reset")),
            ApiCallTimeoutException.create(100)
        }) {
            assertThat(S3Errors.of(e, "put", "a", Effect.CHANGE)).isInstanceOf(OutcomeUnknownException.class);
            assertThat(S3Errors.of(e, "get", "a", Effect.NONE)).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void missingCredentialsAreNoMatterOfTryingAgain() {
        SdkException e = SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        assertThat(S3Errors.of(e, "get", "a", Effect.NONE)).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void anInterruptionIsOneAndStaysSet() {
        IOException error = S3Errors.of(AbortedException.create("aborted"), "put", "a", Effect.CHANGE);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(error).isInstanceOf(InterruptedIOException.class).hasMessageContaining("interrupted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDenied", "InternalError", "SlowDown", "MadeUp", ""})
    void aKeyThatCouldNotBeDeletedHasAnErrorOfItsOwn(String code) {
        IOException error = S3Errors.ofKey(code, "delete", "a");
        Class<?> expected = switch (code) {
            case "AccessDenied" -> AccessDeniedException.class;
            case "InternalError" -> OutcomeUnknownException.class;
            case "SlowDown" -> ThrottledException.class;
            default -> InvalidRequestException.class;
        };
        assertThat(error).isInstanceOf(expected).isInstanceOf(CloudDicomException.class);
    }

    @Test
    void conditionsThatDoNotHoldAreTold() {
        assertThat(S3Errors.of(answer(412, ""), "get", "a", Effect.NONE))
                .isInstanceOf(PreconditionFailedException.class);
        assertThat(S3Errors.of(answer(416, ""), "get", "a", Effect.NONE))
                .isInstanceOf(RangeNotSatisfiableException.class);
        assertThat(S3Errors.of(answer(403, "InvalidObjectState"), "get", "a", Effect.NONE))
                .isInstanceOf(NotYetReadableException.class)
                .hasMessageContaining("thawed first");
    }
}
