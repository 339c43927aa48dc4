package io.clouddicom.gcs.internal;

import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import com.google.auth.Credentials;
import com.google.auth.Retryable;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import io.clouddicom.crypto.KeyEncryptionKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A key in Cloud KMS, over its REST API (v1, {@code cryptoKeys.encrypt} and {@code decrypt}). What is sent goes with its
 * CRC-32C, and the service has to say that it looked at it; what comes back is held against the one that comes with it.
 */
public final class GcpKmsKey implements KeyEncryptionKey {
    private static final Duration CONNECT_TIME_OUT = Duration.ofSeconds(10);
    private static final Duration TIME_OUT = Duration.ofSeconds(30);

    private final GcpKmsUri uri;
    private final @Nullable Credentials credentials;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIME_OUT).build();

    private GcpKmsKey(GcpKmsUri uri, @Nullable Credentials credentials) {
        this.uri = uri;
        this.credentials = credentials;
    }

    /**
     * Opens a key; nothing is requested yet.
     *
     * @param uri its URI
     * @param credentials go with every request; null for none
     * @return the key
     * @throws InvalidRequestException the URI is not understood
     */
    public static GcpKmsKey open(String uri, @Nullable Credentials credentials) throws InvalidRequestException {
        return new GcpKmsKey(GcpKmsUri.parse(uri), credentials);
    }

    @Override
    public String id() {
        return uri.id();
    }

    @Override
    public byte[] wrap(byte[] key, byte[] associatedData) throws IOException {
        GenericJson answer = call("wrap", "encrypt", "plaintext", key, associatedData);
        require("wrap", Boolean.TRUE.equals(answer.get("verifiedPlaintextCrc32c")), "looked at the key's checksum");
        require(
                "wrap",
                Boolean.TRUE.equals(answer.get("verifiedAdditionalAuthenticatedDataCrc32c")),
                "looked at the associated data's checksum");
        String version = String.valueOf(answer.get("name"));
        require("wrap", version.startsWith(uri.name() + "/cryptoKeyVersions/"), "used this key");
        return checked("wrap", answer, "ciphertext");
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws IOException {
        return checked("unwrap", call("unwrap", "decrypt", "ciphertext", wrapped, associatedData), "plaintext");
    }

    private GenericJson call(String operation, String method, String field, byte[] bytes, byte[] associatedData)
            throws IOException {
        GenericJson body = new GenericJson();
        body.put(field, Base64.getEncoder().encodeToString(bytes));
        body.put(field + "Crc32c", crc32c(bytes));
        body.put("additionalAuthenticatedData", Base64.getEncoder().encodeToString(associatedData));
        body.put("additionalAuthenticatedDataCrc32c", crc32c(associatedData));
        URI address = URI.create(uri.endpoint() + "/v1/" + uri.name() + ":" + method);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(TIME_OUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        GsonFactory.getDefaultInstance().toString(body)));
        authorize(operation, address, request);
        HttpResponse<String> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException(operation + " " + id() + ": the thread was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            throw new UnavailableException(operation, id(), "no answer came", e);
        }
        GenericJson answer = parsed(response.body());
        if (response.statusCode() != 200) {
            throw failed(operation, response.statusCode(), answer);
        }
        return answer;
    }

    /** Numbers of 64 bits are strings in this API. */
    private static String crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Long.toString(crc.getValue());
    }

    private void authorize(String operation, URI address, HttpRequest.Builder request) throws IOException {
        if (credentials == null) {
            return;
        }
        Map<String, List<String>> headers;
        try {
            headers = credentials.getRequestMetadata(address);
        } catch (IOException e) {
            if (e instanceof Retryable passing && passing.isRetryable()) {
                throw new UnavailableException(operation, id(), "no access token came", e);
            }
            throw new AccessDeniedException(operation, id(), "no access token is given", e);
        }
        headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    }

    /** The JSON of an answer; an empty object where it has none, as answers of something in between. */
    private static GenericJson parsed(String text) {
        try {
            GenericJson json = GsonFactory.getDefaultInstance().fromString(text, GenericJson.class);
            return json == null ? new GenericJson() : json;
        } catch (IOException | RuntimeException e) {
            return new GenericJson();
        }
    }

    /** The bytes of a field of an answer, held against their checksum. */
    private byte[] checked(String operation, GenericJson answer, String field) throws UnavailableException {
        byte[] bytes;
        try {
            // An empty value is left out.
            bytes = Base64.getDecoder().decode(answer.get(field) instanceof String text ? text : "");
        } catch (IllegalArgumentException e) {
            throw new UnavailableException(operation, id(), "the answer arrived damaged", e);
        }
        require(operation, crc32c(bytes).equals(answer.get(field + "Crc32c")), "sent an answer that arrived whole");
        return bytes;
    }

    private void require(String operation, boolean held, String what) throws UnavailableException {
        if (!held) {
            throw new UnavailableException(operation, id(), "the service does not show that it " + what);
        }
    }

    private CloudDicomException failed(String operation, int status, GenericJson answer) {
        Map<?, ?> error = answer.get("error") instanceof Map<?, ?> map ? map : Map.of();
        String code = error.get("status") instanceof String text ? text : "";
        String detail = "the service answered " + status + (code.isEmpty() ? "" : " " + code);
        boolean decryption = operation.equals("unwrap")
                && code.equals("INVALID_ARGUMENT")
                && String.valueOf(error.get("message")).startsWith("Decryption failed");
        if (decryption) {
            return new AuthenticationFailedException(
                    operation, id(), "this key did not wrap it, or not with this associated data");
        }
        return switch (status) {
            case 401, 403 -> new AccessDeniedException(operation, id(), detail);
            case 404 -> new NotFoundException(operation, id(), "there is no such key");
            case 429 -> new ThrottledException(operation, id(), detail);
            case 400 ->
                code.equals("FAILED_PRECONDITION")
                        ? new AccessDeniedException(operation, id(), detail + ": is the key enabled?")
                        : new InvalidRequestException(operation, id(), detail);
            default ->
                status >= 500
                        ? new UnavailableException(operation, id(), detail, null)
                        : new InvalidRequestException(operation, id(), detail);
        };
    }
}
