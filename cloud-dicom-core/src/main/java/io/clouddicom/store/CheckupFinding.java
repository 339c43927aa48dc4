package io.clouddicom.store;

import java.util.Objects;

/**
 * One thing that was looked at, and what was seen.
 *
 * @param subject what was looked at
 * @param verdict what came of it
 * @param detail what was seen, in a sentence without a full stop; holds no secret
 */
public record CheckupFinding(CheckupSubject subject, CheckupVerdict verdict, String detail) {
    /** Checks the values. */
    public CheckupFinding {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(detail, "detail");
    }

    @Override
    public String toString() {
        return verdict.label() + ": " + subject.label() + ": " + detail;
    }
}
