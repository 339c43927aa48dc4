package io.clouddicom.gcs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.UnavailableException;
import io.clouddicom.gcs.internal.GcsErrors.Effect;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every status and reason becomes the error by which a caller knows what to do next. */
class GcsErrorsTest {

    @ParameterizedTest(name = "{0} {1}: reading {2}, changing {3}")
    @CsvSource({
        "304, notModified, Unavailable, OutcomeUnknown",
        "400, invalid, InvalidRequest, InvalidRequest",
        "400, required, InvalidRequest, InvalidRequest",
        "400, '', InvalidRequest, InvalidRequest",
        "401, authError, AccessDenied, AccessDenied",
        "401, required, AccessDenied, AccessDenied",
        "401, '', AccessDenied, AccessDenied",
        "403, '', AccessDenied, AccessDenied",
        "403, forbidden, AccessDenied, AccessDenied",
        "403, insufficientPermissions, AccessDenied, AccessDenied",
        "403, retentionPolicyNotMet, AccessDenied, AccessDenied",
        "403, accountDisabled, AccessDenied, AccessDenied",
        "403, UserProjectAccountProblem, AccessDenied, AccessDenied",
        "403, rateLimitExceeded, Throttled, Throttled",
        "403, userRateLimitExceeded, Throttled, Throttled",
        "403, quotaExceeded, Throttled, Throttled",
        "404, notFound, NotFound, NotFound",
        "404, '', NotFound, NotFound",
        "405, methodNotAllowed, UnsupportedFeature, UnsupportedFeature",
        "408, uploadBrokenConnection, Unavailable, OutcomeUnknown",
        "409, conflict, Unavailable, Unavailable",
        "410, uploadGone, InvalidRequest, InvalidRequest",
        "411, '', InvalidRequest, InvalidRequest",
        "412, conditionNotMet, PreconditionFailed, PreconditionFailed",
        "413, uploadTooLarge, UnsupportedFeature, UnsupportedFeature",
        "416, requestedRangeNotSatisfiable, RangeNotSatisfiable, RangeNotSatisfiable",
        "429, rateLimitExceeded, Throttled, Throttled",
        "429, '', Throttled, Throttled",
        "500, backendError, Unavailable, OutcomeUnknown",
        "500, internalError, Unavailable, OutcomeUnknown",
        "501, notImplemented, UnsupportedFeature, UnsupportedFeature",
        "502, '', Unavailable, OutcomeUnknown",
        "503, backendError, Unavailable, OutcomeUnknown",
        "503, '', Unavailable, OutcomeUnknown",
        "504, gatewayTimeout, Unavailable, OutcomeUnknown"
    })
    void anAnswerBecomesATypedError(int status, String reason, String reading, String changing) {
        assertError(answer(status, reason, "secret words of the server"), "get", Effect.NONE, reading);
        assertError(answer(status, reason, "secret words of the server"), "delete", Effect.CHANGE, changing);
    }

    private static void assertError(IOException e, String operation, Effect effect, String expected) {
        IOException error = GcsErrors.of(e, operation, "a/b", effect);
        assertThat(error.getClass().getSimpleName()).isEqualTo(expected + "Exception");
        assertThat(((CloudDicomException) error).object()).isEqualTo("a/b");
        assertThat(error).hasMessageStartingWith(operation + " a/b: ").hasCause(e);
        assertThat(error.getMessage()).doesNotContain("secret");
    }

    private static HttpResponseException answer(int status, String reason, String message) {
        HttpResponseException.Builder builder = new HttpResponseException.Builder(status, null, new HttpHeaders());
        builder.setMessage(message).setContent(message);
        if (reason.isEmpty()) {
            return builder.build();
        }
        return new GoogleJsonResponseException(builder, error(status, reason, message));
    }

    private static GoogleJsonError error(int status, String reason, String message) {
        GoogleJsonError.ErrorInfo info = new GoogleJsonError.ErrorInfo();
        info.setReason(reason);
        GoogleJsonError error = new GoogleJsonError();
        error.setCode(status);
        error.setMessage(message);
        error.setErrors(List.of(info));
        return error;
    }

    @ParameterizedTest(name = "{0} {1} with Retry-After: 7")
    @CsvSource({
        "429, rateLimitExceeded, Throttled, Throttled",
        "403, userRateLimitExceeded, Throttled, Throttled",
        "503, backendError, Unavailable, OutcomeUnknown",
        "503, '', Unavailable, OutcomeUnknown"
    })
    void howLongAServerWantsToBeLeftAloneIsTold(int status, String reason, String reading, String changing) {
        HttpResponseException answer = answer(status, reason, "");
        answer.getHeaders().setRetryAfter("7");
        for (Effect effect : Effect.values()) {
            CloudDicomException error = (CloudDicomException) GcsErrors.of(answer, "get", "a", effect);
            assertThat(error.getClass().getSimpleName())
                    .isEqualTo((effect == Effect.NONE ? reading : changing) + "Exception");
            assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
        }
        assertThat(((CloudDicomException) GcsErrors.of(answer(status, reason, ""), "get", "a", Effect.NONE))
                        .retryAfter())
                .isEmpty();
        if (!reason.isEmpty()) {
            assertThat(GcsErrors.ofObject(error(status, reason, ""), answer.getHeaders(), "delete", "a")
                            .retryAfter())
                    .contains(Duration.ofSeconds(7));
        }
    }

    /** A wrong request would stay wrong; these bytes were damaged on the way, and may be sent again. */
    @Test
    void bytesThatArrivedDamagedMayBeSentAgain() {
        String words = "Provided CRC32C \"AAAAAA==\" doesn't match calculated CRC32C \"qmVmYw==\".";
        String bench = "{\"message\": \"crc32c validation failed. Expected = 1 vs Actual = 2.\"}";
        for (IOException e :
                new IOException[] {answer(400, "invalid", words), answer(400, "", words), answer(412, "", bench)}) {
            assertThat(GcsErrors.isPreconditionFailed(e)).isFalse();
            assertThat(GcsErrors.of(e, "put", "a", Effect.CHANGE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("put a: the bytes arrived damaged");
        }
        assertThat(GcsErrors.of(answer(400, "invalid", "No such class"), "put", "a", Effect.CHANGE))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void anAbsentBucketIsNoAbsentObject() {
        IOException gone = answer(404, "notFound", "The specified bucket does not exist.");
        IOException bare = answer(404, "", "The specified bucket does not exist.");
        for (String operation : new String[] {"get", "head", "delete"}) {
            assertThat(GcsErrors.of(gone, operation, "a", Effect.NONE)).isInstanceOf(InvalidRequestException.class);
            assertThat(GcsErrors.of(bare, operation, "a", Effect.NONE)).isInstanceOf(InvalidRequestException.class);
        }
        IOException bench = answer(
                404,
                "",
                "{\"error\": {\"errors\": [{\"domain\": \"global\", \"message\": \"Bucket b-1 does not exist.\"}]}}");
        assertThat(GcsErrors.of(bench, "get", "a", Effect.NONE)).isInstanceOf(InvalidRequestException.class);
        IOException named = answer(404, "notFound", "No such object: b/The specified bucket does not exist.");
        assertThat(GcsErrors.of(named, "get", "a", Effect.NONE)).isInstanceOf(NotFoundException.class);
        for (String operation : new String[] {"put", "list"}) {
            assertThat(GcsErrors.of(answer(404, "notFound", "Not Found"), operation, "a", Effect.NONE))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageEndingWith("there is no such bucket");
        }
    }

    @Test
    void onlyTheServerCanSayThatAnObjectIsAbsent() {
        for (int status : new int[] {304, 400, 401, 403, 409, 410, 412, 429, 500, 501, 502, 503, 504}) {
            assertThat(GcsErrors.of(answer(status, "", ""), "get", "a", Effect.NONE))
                    .as("status %d", status)
                    .isNotInstanceOf(NotFoundException.class);
        }
        assertThat(GcsErrors.of(new IOException("no route"), "get", "a", Effect.NONE))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aServerThatWasNotReachedChangedNothing() {
        for (IOException e : new IOException[] {new ConnectException("refused"), new UnknownHostException("nowhere")}) {
            assertThat(GcsErrors.of(e, "put", "a", Effect.CHANGE)).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void anAnswerThatDoesNotComeLeavesTheOutcomeOpen() {
        for (IOException e :
                new IOException[] {new SocketTimeoutException("Read timed out"), new IOException("Connection reset")}) {
            assertThat(GcsErrors.of(e, "put", "a", Effect.CHANGE)).isInstanceOf(OutcomeUnknownException.class);
            assertThat(GcsErrors.of(e, "get", "a", Effect.NONE)).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void withoutATokenNothingIsSent() {
        assertThat(GcsErrors.of(new NoToken(true), "put", "a", Effect.CHANGE)).isInstanceOf(UnavailableException.class);
        assertThat(GcsErrors.of(new NoToken(false), "put", "a", Effect.CHANGE))
                .isInstanceOf(AccessDeniedException.class);
    }

    private static final class NoToken extends IOException implements Retryable {
        private static final long serialVersionUID = 1L;
        private final boolean passing;

        NoToken(boolean passing) {
            this.passing = passing;
        }

        @Override
        public boolean isRetryable() {
            return passing;
        }

        @Override
        public int getRetryCount() {
            return 0;
        }
    }

    @Test
    void anInterruptionIsOneAndStaysSet() {
        Thread.currentThread().interrupt();
        IOException error = GcsErrors.of(new IOException("closed"), "put", "a", Effect.CHANGE);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(error).isInstanceOf(InterruptedIOException.class).hasMessageContaining("interrupted");
    }

    @Test
    void anObjectThatCouldNotBeDeletedHasAnErrorOfItsOwn() {
        assertThat(GcsErrors.ofObject(error(403, "forbidden", ""), null, "delete", "a"))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(GcsErrors.ofObject(error(503, "backendError", ""), null, "delete", "a"))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(GcsErrors.ofObject(error(404, "notFound", ""), null, "delete", "a"))
                .isInstanceOf(NotFoundException.class);
    }
}
