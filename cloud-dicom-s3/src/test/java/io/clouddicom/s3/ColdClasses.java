package io.clouddicom.s3;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The archive storage classes of Amazon S3 before a server that has none, as the API reference describes HeadObject,
 * GetObject and RestoreObject. Restorations end when the test says so. What it does not know it refuses.
 */
final class ColdClasses implements FaultProxy.StandIn {
    static final String EXPIRY = "Fri, 21 Dec 2035 00:00:00 GMT";
    static final String LATER_EXPIRY = "Mon, 31 Dec 2035 00:00:00 GMT";

    private static final Pattern BODY = Pattern.compile("(?:<\\?xml[^>]*\\?>)?"
            + "<RestoreRequest xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">(?:<Days>(\\d+)</Days>)?"
            + "<GlacierJobParameters><Tier>(Bulk|Standard|Expedited)</Tier></GlacierJobParameters></RestoreRequest>");

    /** What is known of a cold object. */
    private record Cold(String storageClass, String archiveStatus, String restore) {
        Cold with(String value) {
            return new Cold(storageClass, archiveStatus, value);
        }
    }

    private final Map<String, Cold> objects = new ConcurrentHashMap<>();
    private volatile boolean noCapacity;

    /** Moves an object, such as {@code /bucket/key}, into a class; of its tiers the one named, or none. */
    void freeze(String path, String storageClass, String archiveStatus) {
        objects.put(path, new Cold(storageClass, archiveStatus, null));
    }

    /** Ends the restorations that are going on. */
    void finishThawing() {
        objects.replaceAll(
                (path, cold) -> cold.restore() != null && cold.restore().contains("true")
                        ? cold.with("ongoing-request=\"false\", expiry-date=\"" + EXPIRY + "\"")
                        : cold);
        objects.values().removeIf(cold -> cold.archiveStatus() != null && cold.restore() != null);
    }

    /** From now on expedited restorations are refused, as when there is no capacity for them. */
    void exhaust() {
        noCapacity = true;
    }

    @Override
    public byte[] answer(String request, String body) {
        int space = request.indexOf(' ');
        String target = request.substring(space + 1);
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        Cold cold = objects.get(path);
        if (cold == null) {
            return null;
        }
        return switch (request.substring(0, space)) {
            case "HEAD" -> null;
            case "GET" -> readable(cold) ? null : error("403 Forbidden", "InvalidObjectState", cold.storageClass());
            case "POST" ->
                target.substring(query + 1).equals("restore")
                        ? restore(path, cold, body)
                        : error("400 Bad Request", "InvalidRequest", null);
            default -> null;
        };
    }

    private static boolean readable(Cold cold) {
        return cold.restore() != null && cold.restore().contains("false");
    }

    private byte[] restore(String path, Cold cold, String body) {
        Matcher matcher = BODY.matcher(body);
        boolean tiering = cold.archiveStatus() != null;
        if (!matcher.matches() || (matcher.group(1) != null) == tiering) {
            return error("400 Bad Request", "MalformedXML", null);
        }
        if (matcher.group(2).equals("Expedited") && cold.storageClass().equals("DEEP_ARCHIVE")) {
            return error("400 Bad Request", "InvalidArgument", null);
        }
        if (matcher.group(2).equals("Expedited") && noCapacity) {
            return error("503 Service Unavailable", "GlacierExpeditedRetrievalNotAvailable", null);
        }
        if (cold.restore() != null && cold.restore().contains("true")) {
            return error("409 Conflict", "RestoreAlreadyInProgress", null);
        }
        if (readable(cold)) {
            objects.put(path, cold.with("ongoing-request=\"false\", expiry-date=\"" + LATER_EXPIRY + "\""));
            return reply("200 OK", "");
        }
        objects.put(path, cold.with("ongoing-request=\"true\""));
        return reply("202 Accepted", "");
    }

    /** Adds what HeadObject tells of storage classes. */
    @Override
    public byte[] changed(String request, byte[] answer) {
        Cold cold = request.startsWith("HEAD ") ? objects.get(request.substring("HEAD ".length())) : null;
        if (cold == null) {
            return answer;
        }
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        StringBuilder headers = new StringBuilder("\r\nx-amz-storage-class: " + cold.storageClass());
        if (cold.archiveStatus() != null) {
            headers.append("\r\nx-amz-archive-status: ").append(cold.archiveStatus());
        }
        if (cold.restore() != null) {
            headers.append("\r\nx-amz-restore: ").append(cold.restore());
        }
        return text.replaceFirst("(?i)\r\nx-amz-storage-class:[^\r]*", "")
                .replaceFirst("\r\n", Matcher.quoteReplacement(headers + "\r\n"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] error(String status, String code, String storageClass) {
        return reply(
                status,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>as told</Message>"
                        + (storageClass == null ? "" : "<StorageClass>" + storageClass + "</StorageClass>")
                        + "</Error>");
    }

    private static byte[] reply(String status, String body) {
        return ("HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
