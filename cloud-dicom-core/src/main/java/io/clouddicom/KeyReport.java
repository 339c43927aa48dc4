package io.clouddicom;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * How the studies' keys of an encrypted archive are wrapped.
 *
 * @param studies how many by each key-encryption key, by its identifier; of one that has versions, by identifier, {@code #}
 *     and version
 * @param withoutKey the segments in object keys of studies that have objects and no key: plain, of an archive on its way;
 *     otherwise shredded half way, or attacked
 * @param failures the segments of studies whose key cannot be read or was not wrapped anew, and why
 */
public record KeyReport(Map<String, Integer> studies, List<String> withoutKey, Map<String, IOException> failures) {
    /** Copies the collections. */
    public KeyReport {
        studies = Map.copyOf(studies);
        withoutKey = List.copyOf(withoutKey);
        failures = Map.copyOf(failures);
    }

    /**
     * Whether every study's key is wrapped by this key-encryption key.
     *
     * @param keyEncryptionKey its identifier, for any version of it; or identifier, {@code #} and version, for this alone
     * @return whether nothing is left that another one wraps
     */
    public boolean covers(String keyEncryptionKey) {
        return failures.isEmpty()
                && studies.keySet().stream()
                        .allMatch(wrapping ->
                                wrapping.equals(keyEncryptionKey) || wrapping.startsWith(keyEncryptionKey + "#"));
    }
}
