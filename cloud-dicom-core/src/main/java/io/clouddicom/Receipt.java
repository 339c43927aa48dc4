package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Says that an instance is durable in the archive.
 *
 * @param instance its identifiers
 * @param revision the revision that holds the content (after {@link Outcome#SKIPPED}: that holds other content)
 * @param outcome what the put did
 * @param storedBytes the size of the stored object
 * @param originalBytes the size of the file that was put
 * @param sha256 the digest of the file that was put
 * @param fidelity how exactly it comes back
 * @param keptAsReceived why it is stored as it was received, where the policy wanted it transcoded
 * @param warnings what is not as it should be with the file, without identifiers or values
 */
public record Receipt(
        InstanceId instance,
        int revision,
        Outcome outcome,
        long storedBytes,
        long originalBytes,
        Sha256 sha256,
        Fidelity fidelity,
        Optional<String> keptAsReceived,
        List<String> warnings) {

    /** What a put did. */
    public enum Outcome {
        /** It stored the content. */
        STORED,
        /** The same content was there. */
        ALREADY_PRESENT,
        /** Other content was there and stays: {@link DuplicatePolicy#SKIP}. This content is not in the archive. */
        SKIPPED
    }

    /** Checks for null, copies the list. */
    public Receipt {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(fidelity, "fidelity");
        Objects.requireNonNull(keptAsReceived, "keptAsReceived");
        warnings = List.copyOf(warnings);
    }

    /** Study Instance UID. */
    public Uid study() {
        return instance.study();
    }

    /** Series Instance UID. */
    public Uid series() {
        return instance.series();
    }

    /** Whether the same content was there before. */
    public boolean alreadyPresent() {
        return outcome == Outcome.ALREADY_PRESENT;
    }
}
