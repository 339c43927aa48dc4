package io.clouddicom.s3.internal;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import io.clouddicom.crypto.KeyEncryptionKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * A symmetric key of the AWS Key Management Service. Names of errors are those of "Encrypt", "Decrypt" and "Common Errors" in
 * its API reference.
 *
 * <p>The associated data goes with every request as the encryption context {@value #CONTEXT}: the hexadecimal SHA-256 of it.
 * Contexts stand in the service's logs, and the associated data names a study.
 */
public final class AwsKmsKey implements KeyEncryptionKey {
    /** What the URIs of such keys begin with. */
    static final String PREFIX = "aws-kms://";

    /** The name of the encryption context. */
    static final String CONTEXT = "cloud-dicom";

    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]{0,20}:kms:([a-z0-9-]{1,40}):\\d{12}:(key|alias)/[A-Za-z0-9:/_-]{1,256}");

    /** Not this key, or not these bytes: the only answers that say so. */
    private static final Set<String> NOT_AUTHENTIC = Set.of("InvalidCiphertextException", "IncorrectKeyException");

    private static final Set<String> THROTTLED = Set.of(
            "ThrottlingException",
            "Throttling",
            "LimitExceededException",
            "RequestLimitExceeded",
            "TooManyRequestsException");

    private static final Set<String> NOT_NOW = Set.of(
            "KeyUnavailableException",
            "DependencyTimeoutException",
            "KMSInternalException",
            "InternalFailure",
            "ServiceUnavailable",
            "ServiceUnavailableException");

    /** The key is there and may not be used; somebody has to change that. */
    private static final Set<String> NOT_USABLE = Set.of("DisabledException", "KMSInvalidStateException");

    private static final Set<String> NOT_ALLOWED = Set.of(
            "AccessDeniedException",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "NotAuthorized",
            "OptInRequired",
            "RequestExpired",
            "UnrecognizedClientException");

    private static final int FORBIDDEN = 403;
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final KmsClient client;
    private final String arn;

    private AwsKmsKey(KmsClient client, String arn) {
        this.client = client;
        this.arn = arn;
    }

    /**
     * Opens a key. Only an alias takes a request.
     *
     * @param client a client of its region
     * @param arn the ARN of a key or an alias
     * @return the key
     */
    public static AwsKmsKey open(KmsClient client, String arn) throws IOException {
        if (!parse(arn).group(2).equals("alias")) {
            return new AwsKmsKey(client, arn);
        }
        String key = requested(
                "open",
                PREFIX + arn,
                () -> client.describeKey(request -> request.keyId(arn))
                        .keyMetadata()
                        .arn());
        parse(key);
        return new AwsKmsKey(client, key);
    }

    /** The region in which a key is. */
    static String region(String arn) throws InvalidRequestException {
        return parse(arn).group(1);
    }

    private static Matcher parse(String arn) throws InvalidRequestException {
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches()) {
            throw new InvalidRequestException(
                    "open",
                    PREFIX + arn,
                    "a key is written aws-kms://arn:aws:kms:REGION:ACCOUNT:key/ID, or with alias/NAME at its end");
        }
        return matcher;
    }

    @Override
    public String id() {
        return PREFIX + arn;
    }

    @Override
    public byte[] wrap(byte[] key, byte[] associatedData) throws IOException {
        return requested(
                "wrap",
                id(),
                () -> client.encrypt(request -> request.keyId(arn)
                                .plaintext(SdkBytes.fromByteArray(key))
                                .encryptionContext(context(associatedData)))
                        .ciphertextBlob()
                        .asByteArray());
    }

    /** The key is named: what another one wrapped is refused, be it in the same account. */
    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws IOException {
        return requested(
                "unwrap",
                id(),
                () -> client.decrypt(request -> request.keyId(arn)
                                .ciphertextBlob(SdkBytes.fromByteArray(wrapped))
                                .encryptionContext(context(associatedData)))
                        .plaintext()
                        .asByteArray());
    }

    private static Map<String, String> context(byte[] associatedData) {
        try {
            return Map.of(
                    CONTEXT,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(associatedData)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static <T> T requested(String operation, String id, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            throw failed(operation, id, e);
        }
    }

    /** The error to throw. An outage is never told as a wrong key. */
    static IOException failed(String operation, String id, SdkException e) {
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException(operation + " " + id + ": the thread was interrupted");
            interrupted.initCause(e);
            return interrupted;
        }
        if (e instanceof AwsServiceException service) {
            return answered(S3Errors.code(service), service.statusCode(), operation, id, e);
        }
        return String.valueOf(e.getMessage()).contains("credentials")
                ? new AccessDeniedException(operation, id, "no credentials were found", e)
                : new UnavailableException(operation, id, "the key management service did not answer", e);
    }

    private static IOException answered(String code, int status, String operation, String id, SdkException e) {
        String detail = "the key management service answered " + status + (code.isEmpty() ? "" : " " + code);
        if (NOT_AUTHENTIC.contains(code)) {
            return new AuthenticationFailedException(
                    operation, id, "the wrapped key was altered or moved, or is of another key-encryption key", e);
        }
        if (THROTTLED.contains(code) || status == TOO_MANY_REQUESTS) {
            return new ThrottledException(operation, id, detail, e);
        }
        if (NOT_USABLE.contains(code)) {
            return new AccessDeniedException(operation, id, detail + ": the key is disabled or to be deleted", e);
        }
        if (NOT_ALLOWED.contains(code)) {
            return new AccessDeniedException(operation, id, detail, e);
        }
        if (NOT_NOW.contains(code) || status >= SERVER_ERROR) {
            return new UnavailableException(operation, id, detail, e);
        }
        if (code.equals("NotFoundException")) {
            return new InvalidRequestException(operation, id, "there is no such key", e);
        }
        return status == FORBIDDEN || status == UNAUTHORIZED
                ? new AccessDeniedException(operation, id, detail, e)
                : new InvalidRequestException(operation, id, detail, e);
    }

    @Override
    public String toString() {
        return id();
    }
}
