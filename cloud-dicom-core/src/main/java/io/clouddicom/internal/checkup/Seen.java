package io.clouddicom.internal.checkup;

import io.clouddicom.store.CheckupVerdict;

/** What a trial saw: a finding that does not know its subject yet. */
record Seen(CheckupVerdict verdict, String detail) {
    static Seen holds(String detail) {
        return new Seen(CheckupVerdict.HOLDS, detail);
    }

    static Seen limited(String detail) {
        return new Seen(CheckupVerdict.LIMITED, detail);
    }

    static Seen unknown(String detail) {
        return new Seen(CheckupVerdict.UNKNOWN, detail);
    }

    static Seen fails(String detail) {
        return new Seen(CheckupVerdict.FAILS, detail);
    }

    static Seen failsUnless(boolean right, String detail, String otherwise) {
        return right ? holds(detail) : fails(otherwise);
    }
}
