package io.clouddicom.internal.format;

import io.clouddicom.ArchiveScope;
import io.clouddicom.InstanceId;
import io.clouddicom.SeriesId;
import io.clouddicom.StudyId;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The keys of an archive's objects, plain naming. */
public final class ObjectNames {

    /** The description of the archive. */
    public static final ObjectKey ARCHIVE_DESCRIPTION = new ObjectKey("archive.json");

    /** What the keys of all studies begin with. */
    public static final String STUDIES = "studies/";

    private static final String INSTANCES = "/instances/";
    private static final int LONGEST_ESCAPED = 200;
    private static final String HASHED = "_x";

    private ObjectNames() {}

    /**
     * What the keys of a study's objects begin with.
     *
     * @param study Study Instance UID
     */
    public static String studyPrefix(Uid study) {
        return segmentPrefix(escape(study));
    }

    /**
     * What the keys of a study's objects begin with.
     *
     * @param studySegment the escaped Study Instance UID
     */
    public static String segmentPrefix(String studySegment) {
        return STUDIES + studySegment + "/";
    }

    /**
     * The key of a study's index.
     *
     * @param studySegment the escaped Study Instance UID
     */
    public static ObjectKey index(String studySegment) {
        return new ObjectKey(segmentPrefix(studySegment) + "index");
    }

    /**
     * The key of a stored object.
     *
     * @param id the instance
     * @param revision the revision, from 1
     */
    public static ObjectKey instance(InstanceId id, int revision) {
        return new InstanceKey(escape(id.study()), escape(id.series()), escape(id.instance()), revision).objectKey();
    }

    /**
     * What the keys of all stored objects in a scope begin with. Keys of other instances may begin so too: see
     * {@link #contains}.
     *
     * @param scope a study, series or instance
     */
    public static String instancesPrefix(ArchiveScope scope) {
        String study = STUDIES + escape(scope.study()) + INSTANCES;
        if (scope instanceof StudyId) {
            return study;
        } else if (scope instanceof SeriesId series) {
            return study + escape(series.series()) + "/";
        }
        InstanceId id = (InstanceId) scope;
        return study + escape(id.series()) + "/" + escape(id.instance()) + ".";
    }

    /**
     * Whether a stored object belongs to a scope.
     *
     * @param scope a study, series or instance
     * @param key the object's key
     */
    public static boolean contains(ArchiveScope scope, InstanceKey key) {
        if (!key.study().equals(escape(scope.study()))) {
            return false;
        }
        if (scope instanceof SeriesId series) {
            return key.series().equals(escape(series.series()));
        } else if (scope instanceof InstanceId id) {
            return key.series().equals(escape(id.series())) && key.instance().equals(escape(id.instance()));
        }
        return true;
    }

    /**
     * Writes a UID so that it can be a segment of a key on any store and any file system.
     *
     * @param uid the UID
     * @return digits, lower-case letters and inner dots as they are, every other byte of its UTF-8 as {@code _hh}; where
     *     that is longer than 200 characters, {@code _x} and the SHA-256 of its UTF-8
     */
    public static String escape(Uid uid) {
        byte[] utf8 = uid.value().getBytes(StandardCharsets.UTF_8);
        StringBuilder escaped = new StringBuilder(utf8.length);
        for (int i = 0; i < utf8.length; i++) {
            // A dot at either end could make a segment mean something else to a file system.
            boolean dotAtEnd = utf8[i] == '.' && (i == 0 || i == utf8.length - 1);
            if (isPlain(utf8[i]) && !dotAtEnd) {
                escaped.append((char) utf8[i]);
            } else {
                escaped.append('_');
                HexFormat.of().toHexDigits(escaped, utf8[i]);
            }
        }
        return escaped.length() <= LONGEST_ESCAPED
                ? escaped.toString()
                : HASHED + HexFormat.of().formatHex(sha256(utf8));
    }

    /**
     * Reads a segment back.
     *
     * @param segment what stands in a key
     * @return the UID; empty for a hashed one, and for what {@link #escape} never writes
     */
    public static Optional<Uid> unescape(String segment) {
        if (segment.startsWith(HASHED)) {
            return Optional.empty();
        }
        byte[] utf8 = new byte[segment.length()];
        int count = 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '_') {
                utf8[count++] = (byte) c;
            } else if (i + 2 < segment.length()
                    && HexFormat.isHexDigit(segment.charAt(i + 1))
                    && HexFormat.isHexDigit(segment.charAt(i + 2))) {
                utf8[count++] = (byte) HexFormat.fromHexDigits(segment, i + 1, i + 3);
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        try {
            Uid uid = new Uid(new String(utf8, 0, count, StandardCharsets.UTF_8));
            return escape(uid).equals(segment) ? Optional.of(uid) : Optional.empty();
        } catch (IllegalArgumentException noUid) {
            return Optional.empty();
        }
    }

    /**
     * Whether a segment is one that {@link #escape} writes, hashed ones included.
     *
     * @param segment what stands in a key
     */
    public static boolean isSegment(String segment) {
        if (segment.startsWith(HASHED)) {
            return segment.length() == HASHED.length() + 64
                    && segment.chars().skip(HASHED.length()).allMatch(c -> isDigit(c) || (c >= 'a' && c <= 'f'));
        }
        return unescape(segment).isPresent();
    }

    private static boolean isPlain(int c) {
        return isDigit(c) || c == '.' || (c >= 'a' && c <= 'z');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
