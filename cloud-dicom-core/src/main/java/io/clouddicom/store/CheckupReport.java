package io.clouddicom.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a {@link StoreCheckup} found.
 *
 * @param store the store's name
 * @param findings what was seen, in the order of {@link CheckupSubject}; a subject may have several
 * @param latency how long small requests took, where they could be made
 */
public record CheckupReport(String store, List<CheckupFinding> findings, Optional<CheckupLatency> latency) {
    /** Copies and sorts the findings. */
    public CheckupReport {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(latency, "latency");
        List<CheckupFinding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparing(CheckupFinding::subject));
        findings = List.copyOf(sorted);
    }

    /**
     * The worst finding about a subject.
     *
     * @param subject the subject
     * @return its verdict, unknown where nothing was found
     */
    public CheckupVerdict verdict(CheckupSubject subject) {
        return findings.stream()
                .filter(finding -> finding.subject() == subject)
                .map(CheckupFinding::verdict)
                .max(Comparator.naturalOrder())
                .orElse(CheckupVerdict.UNKNOWN);
    }

    /** What follows for the archive, promise by promise. */
    public List<CheckupGuarantee> guarantees() {
        List<CheckupGuarantee> guarantees = new ArrayList<>();
        for (CheckupGuarantee.Promise promise : CheckupGuarantee.Promise.values()) {
            guarantees.add(guarantee(promise));
        }
        return guarantees;
    }

    private CheckupGuarantee guarantee(CheckupGuarantee.Promise promise) {
        List<CheckupFinding> foundation = findings.stream()
                .filter(finding -> promise.foundation().contains(finding.subject()))
                .toList();
        CheckupVerdict worst = foundation.stream()
                .map(CheckupFinding::verdict)
                .max(Comparator.naturalOrder())
                .orElse(CheckupVerdict.UNKNOWN);
        String reasons = foundation.stream()
                .filter(finding -> finding.verdict() == worst)
                .map(finding -> finding.subject().label() + " (" + finding.detail() + ")")
                .collect(Collectors.joining("; "));
        String sentence = switch (worst) {
            case HOLDS -> promise.kept();
            case LIMITED -> promise.kept() + "; with a restriction: " + reasons;
            case UNKNOWN -> "it could not be found out whether " + promise.kept() + ": " + reasons;
            case DENIED -> "not with these credentials: " + reasons;
            case FAILS -> promise.broken() + ": " + reasons;
        };
        return new CheckupGuarantee(promise, worst, sentence);
    }

    /** Whether every promise of the archive is kept here, if need be within the restrictions that are told. */
    public boolean sound() {
        return guarantees().stream().allMatch(guarantee -> guarantee.verdict().sound());
    }
}
