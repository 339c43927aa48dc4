package io.clouddicom.store;

/** What came of looking at one thing, from the best to the worst. */
public enum CheckupVerdict {
    /** It was seen to work. */
    HOLDS("holds"),

    /** It works with a restriction, which the finding tells. */
    LIMITED("limited"),

    /** It could not be found out: something that it takes is missing, or the store did not answer. */
    UNKNOWN("unknown"),

    /** The credentials do not allow it. */
    DENIED("denied"),

    /** It was seen not to work. */
    FAILS("fails");

    private final String label;

    CheckupVerdict(String label) {
        this.label = label;
    }

    /** The word for it in a report. */
    public String label() {
        return label;
    }

    /** Whether one can rely on it, if need be within the restriction that is told. */
    public boolean sound() {
        return this == HOLDS || this == LIMITED;
    }
}
