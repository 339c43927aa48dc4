package io.clouddicom.internal.format;

import io.clouddicom.InstanceId;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.ObjectKey;
import java.util.Optional;

/**
 * The key of a stored object by its parts:
 * {@code studies/<study>/instances/<series>/<instance>.<revision>}.
 *
 * @param study the escaped Study Instance UID
 * @param series the escaped Series Instance UID
 * @param instance the escaped SOP Instance UID
 * @param revision the revision, from 1
 */
public record InstanceKey(String study, String series, String instance, int revision) {

    private static final int PARTS = 5;
    private static final int MOST_DIGITS = 9;

    /**
     * Takes a key to pieces.
     *
     * @param key any key
     * @return its parts; empty where it is not that of a stored object
     */
    public static Optional<InstanceKey> parse(ObjectKey key) {
        String[] parts = key.value().split("/", -1);
        if (parts.length != PARTS || !parts[0].equals("studies") || !parts[2].equals("instances")) {
            return Optional.empty();
        }
        // The revision is what is behind the last dot: dots before it belong to the UID.
        int dot = parts[4].lastIndexOf('.');
        if (dot < 1) {
            return Optional.empty();
        }
        String instance = parts[4].substring(0, dot);
        int revision = parseRevision(parts[4].substring(dot + 1));
        if (revision < 1
                || !ObjectNames.isSegment(parts[1])
                || !ObjectNames.isSegment(parts[3])
                || !ObjectNames.isSegment(instance)) {
            return Optional.empty();
        }
        return Optional.of(new InstanceKey(parts[1], parts[3], instance, revision));
    }

    private static int parseRevision(String digits) {
        if (digits.isEmpty()
                || digits.length() > MOST_DIGITS
                || digits.charAt(0) == '0'
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(digits);
    }

    /** The key. */
    public ObjectKey objectKey() {
        return new ObjectKey(ObjectNames.STUDIES + study + "/instances/" + series + "/" + instance + "." + revision);
    }

    /**
     * The key of another revision of the same instance.
     *
     * @param other the revision
     */
    public InstanceKey withRevision(int other) {
        return new InstanceKey(study, series, instance, other);
    }

    /** What all revisions have in common: {@code <study>/<series>/<instance>}, escaped. */
    public String instancePath() {
        return study + "/" + series + "/" + instance;
    }

    /** The identifiers, where all three can be read from the key. */
    public Optional<InstanceId> id() {
        Optional<Uid> studyUid = ObjectNames.unescape(study);
        Optional<Uid> seriesUid = ObjectNames.unescape(series);
        Optional<Uid> instanceUid = ObjectNames.unescape(instance);
        return studyUid.isPresent() && seriesUid.isPresent() && instanceUid.isPresent()
                ? Optional.of(new InstanceId(studyUid.get(), seriesUid.get(), instanceUid.get()))
                : Optional.empty();
    }

    /**
     * Whether an instance lies under this key.
     *
     * @param id the instance
     */
    public boolean names(InstanceId id) {
        return study.equals(ObjectNames.escape(id.study()))
                && series.equals(ObjectNames.escape(id.series()))
                && instance.equals(ObjectNames.escape(id.instance()));
    }
}
