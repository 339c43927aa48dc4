package io.clouddicom.gcs;

import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cloud KMS's {@code encrypt} and {@code decrypt} over REST, from its reference: strict about fields and checksums. Answers
 * can be altered before they are sent.
 */
final class KmsServer implements Closeable {
    static final String KEY = "projects/p-1/locations/europe-west3/keyRings/pacs/cryptoKeys/archive";

    private final HttpServer server;
    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    volatile UnaryOperator<GenericJson> alter = answer -> answer;
    volatile int status;
    volatile String statusCode = "";

    private record Failure(int status, String code, String message) {}

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        Refused(int status, String code, String message) {
            super(message);
            this.failure = new Failure(status, code, message);
        }
    }

    KmsServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        for (String name : new String[] {KEY, KEY + "-2"}) {
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            keys.put(name, key);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> requests() {
        return requests;
    }

    List<String> authorizations() {
        return authorizations;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(authorization == null ? "" : authorization);
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            GenericJson answer;
            int sent = 200;
            try {
                if (status != 0) {
                    throw new Refused(status, statusCode, "as told");
                }
                answer = alter.apply(answer(exchange, body));
            } catch (Refused e) {
                sent = e.failure.status();
                answer = new GenericJson()
                        .set(
                                "error",
                                Map.of(
                                        "code", sent,
                                        "message", e.failure.message(),
                                        "status", e.failure.code()));
            }
            byte[] bytes = GsonFactory.getDefaultInstance().toByteArray(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
            exchange.sendResponseHeaders(sent, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private GenericJson answer(HttpExchange exchange, String body) throws Refused, IOException {
        String path = exchange.getRequestURI().getPath();
        if (!exchange.getRequestMethod().equals("POST") || !path.matches("/v1/[^:]+:(encrypt|decrypt)")) {
            throw new Refused(404, "NOT_FOUND", "unknown: " + path);
        }
        String name = path.substring("/v1/".length(), path.indexOf(':'));
        byte[] key = keys.get(name);
        if (key == null) {
            throw new Refused(404, "NOT_FOUND", "CryptoKey " + name + " not found.");
        }
        GenericJson request = GsonFactory.getDefaultInstance().fromString(body, GenericJson.class);
        boolean encrypt = path.endsWith(":encrypt");
        String field = encrypt ? "plaintext" : "ciphertext";
        Set<String> known =
                Set.of(field, field + "Crc32c", "additionalAuthenticatedData", "additionalAuthenticatedDataCrc32c");
        for (String given : request.keySet()) {
            if (!known.contains(given)) {
                throw invalid("Invalid JSON payload received. Unknown name \"" + given + "\"");
            }
        }
        byte[] bytes = checked(request, field);
        byte[] associated = checked(request, "additionalAuthenticatedData");
        return encrypt ? encrypt(name, key, bytes, associated) : decrypt(key, bytes, associated);
    }

    private static Refused invalid(String message) {
        return new Refused(400, "INVALID_ARGUMENT", message);
    }

    private static byte[] checked(GenericJson request, String field) throws Refused {
        byte[] bytes = Base64.getDecoder().decode((String) request.getOrDefault(field, ""));
        if (!crc32c(bytes).equals(request.get(field + "Crc32c"))) {
            throw invalid("The checksum in field " + field + "_crc32c did not match the data in field " + field + ".");
        }
        return bytes;
    }

    static String crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Long.toString(crc.getValue());
    }

    private static GenericJson encrypt(String name, byte[] key, byte[] plaintext, byte[] associated) {
        byte[] nonce = new byte[12];
        new SecureRandom().nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, associated).doFinal(plaintext);
            byte[] ciphertext = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, ciphertext, nonce.length, sealed.length);
            return new GenericJson()
                    .set("name", name + "/cryptoKeyVersions/1")
                    .set("ciphertext", Base64.getEncoder().encodeToString(ciphertext))
                    .set("ciphertextCrc32c", crc32c(ciphertext))
                    .set("verifiedPlaintextCrc32c", true)
                    .set("verifiedAdditionalAuthenticatedDataCrc32c", true)
                    .set("protectionLevel", "SOFTWARE");
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static GenericJson decrypt(byte[] key, byte[] ciphertext, byte[] associated) throws Refused {
        try {
            byte[] plaintext = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(ciphertext, 12), associated)
                    .doFinal(ciphertext, 12, ciphertext.length - 12);
            return new GenericJson()
                    .set("plaintext", Base64.getEncoder().encodeToString(plaintext))
                    .set("plaintextCrc32c", crc32c(plaintext))
                    .set("usedPrimary", true)
                    .set("protectionLevel", "SOFTWARE");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw invalid("Decryption failed: verify that 'name' refers to the correct CryptoKey.");
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
