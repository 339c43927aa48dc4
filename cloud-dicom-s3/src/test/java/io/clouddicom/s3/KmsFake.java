package io.clouddicom.s3;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypt, Decrypt and DescribeKey of the AWS Key Management Service over HTTP, as its API reference describes them. What it
 * does not know it refuses: other operations, fields and content types, requests that are not signed for the key's region.
 */
final class KmsFake implements Closeable {
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "Encrypt", Set.of("KeyId", "Plaintext", "EncryptionContext"),
            "Decrypt", Set.of("KeyId", "CiphertextBlob", "EncryptionContext"),
            "DescribeKey", Set.of("KeyId"));
    private static final int MOST_PLAINTEXT = 4096;

    /** An answer that is an error. */
    record Failure(int status, String type) {}

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "kms-fake");
        thread.setDaemon(true);
        return thread;
    });
    private final SecureRandom random = new SecureRandom();
    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private final Queue<Failure> failures = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private volatile boolean silent;

    KmsFake() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        http.createContext("/", this::serve);
        http.setExecutor(threads);
        http.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Makes a key in a region; its ARN. */
    String key(String region, int number) {
        String arn = "arn:aws:kms:" + region + ":111122223333:key/" + String.format("%08d-aaaa", number);
        byte[] key = new byte[32];
        random.nextBytes(key);
        keys.put(arn, key);
        return arn;
    }

    /** Gives a key another name. */
    void alias(String alias, String arn) {
        aliases.put(alias, arn);
    }

    /** The next requests fail so, as often as it is said. */
    void fail(int times, int status, String type) {
        synchronized (failures) {
            failures.addAll(java.util.Collections.nCopies(times, new Failure(status, type)));
        }
    }

    /** From now on nothing is answered. */
    void fallSilent() {
        silent = true;
    }

    /** Operation and encryption context of the requests so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void forgetRequests() {
        requests.clear();
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (silent) {
            return;
        }
        try {
            answer(exchange, 200, respond(exchange, body));
        } catch (Refusal e) {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", e.failure.type());
            answer(exchange, e.failure.status(), "{\"__type\":\"" + e.failure.type() + "\",\"message\":\"as told\"}");
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        Refusal(int status, String type) {
            failure = new Failure(status, type);
        }
    }

    private String respond(HttpExchange exchange, byte[] body) throws IOException, Refusal, GeneralSecurityException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String operation = target == null ? "" : target.replaceFirst("^TrentService\\.", "");
        Set<String> known = FIELDS.get(operation);
        if (known == null
                || !exchange.getRequestMethod().equals("POST")
                || !"application/x-amz-json-1.1"
                        .equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            throw new Refusal(400, "UnknownOperationException");
        }
        Map<String, Object> fields = parse(body);
        requests.add(operation + " " + fields.getOrDefault("EncryptionContext", ""));
        synchronized (failures) {
            if (!failures.isEmpty()) {
                Failure failure = failures.poll();
                throw new Refusal(failure.status(), failure.type());
            }
        }
        if (!known.containsAll(fields.keySet()) || !fields.containsKey("KeyId")) {
            throw new Refusal(400, "SerializationException");
        }
        String arn = aliases.getOrDefault((String) fields.get("KeyId"), (String) fields.get("KeyId"));
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String region = arn.split(":")[3];
        if (authorization == null || !authorization.contains("/" + region + "/kms/aws4_request")) {
            throw new Refusal(400, "InvalidSignatureException");
        }
        if (!keys.containsKey(arn)) {
            throw new Refusal(400, "NotFoundException");
        }
        return switch (operation) {
            case "Encrypt" -> encrypt(arn, fields);
            case "Decrypt" -> decrypt(arn, fields);
            default -> "{\"KeyMetadata\":{\"Arn\":\"" + arn + "\",\"KeyId\":\"" + arn.split("/")[1] + "\"}}";
        };
    }

    private String encrypt(String arn, Map<String, Object> fields) throws GeneralSecurityException, Refusal {
        byte[] plaintext = Base64.getDecoder().decode((String) fields.get("Plaintext"));
        if (plaintext.length == 0 || plaintext.length > MOST_PLAINTEXT) {
            throw new Refusal(400, "ValidationException");
        }
        byte[] iv = new byte[12];
        random.nextBytes(iv);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, arn, iv, fields).doFinal(plaintext);
        byte[] name = arn.getBytes(StandardCharsets.US_ASCII);
        byte[] blob = ByteBuffer.allocate(1 + name.length + iv.length + sealed.length)
                .put((byte) name.length)
                .put(name)
                .put(iv)
                .put(sealed)
                .array();
        return "{\"CiphertextBlob\":\"" + Base64.getEncoder().encodeToString(blob) + "\",\"KeyId\":\"" + arn
                + "\",\"EncryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}";
    }

    private String decrypt(String arn, Map<String, Object> fields) throws GeneralSecurityException, Refusal {
        byte[] blob = Base64.getDecoder().decode((String) fields.get("CiphertextBlob"));
        int end = blob.length == 0 ? 0 : 1 + (blob[0] & 0xFF);
        if (end == 0 || blob.length < end + 12 + 16) {
            throw new Refusal(400, "InvalidCiphertextException");
        }
        String wrappedBy = new String(blob, 1, end - 1, StandardCharsets.US_ASCII);
        if (keys.containsKey(wrappedBy) && !wrappedBy.equals(arn)) {
            throw new Refusal(400, "IncorrectKeyException");
        }
        try {
            byte[] plaintext = cipher(Cipher.DECRYPT_MODE, arn, Arrays.copyOfRange(blob, end, end + 12), fields)
                    .doFinal(blob, end + 12, blob.length - end - 12);
            return "{\"Plaintext\":\"" + Base64.getEncoder().encodeToString(plaintext) + "\",\"KeyId\":\"" + arn
                    + "\",\"EncryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}";
        } catch (AEADBadTagException e) {
            throw new Refusal(400, "InvalidCiphertextException");
        }
    }

    private Cipher cipher(int mode, String arn, byte[] iv, Map<String, Object> fields) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(keys.get(arn), "AES"), new GCMParameterSpec(128, iv));
        Object context = fields.getOrDefault("EncryptionContext", Map.of());
        cipher.updateAAD((arn + new TreeMap<>((Map<?, ?>) context)).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** A JSON object of strings and of objects of strings. */
    private static Map<String, Object> parse(byte[] json) throws IOException, Refusal {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Refusal(400, "SerializationException");
            }
            return object(parser);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException, Refusal {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            switch (parser.nextToken()) {
                case VALUE_STRING -> fields.put(name, parser.getText());
                case START_OBJECT -> fields.put(name, object(parser));
                default -> throw new Refusal(400, "SerializationException");
            }
        }
        return fields;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
