package io.clouddicom.testkit.gcs;

import org.jspecify.annotations.Nullable;

/** The conditions of a request on the object that is there; an object that is absent has generation and metageneration 0. */
record Conditions(
        @Nullable Long generationMatch,
        @Nullable Long generationNotMatch,
        @Nullable Long metagenerationMatch,
        @Nullable Long metagenerationNotMatch) {

    static Conditions of(GcsRequest request) throws Refusal {
        return new Conditions(
                request.number("ifGenerationMatch"),
                request.number("ifGenerationNotMatch"),
                request.number("ifMetagenerationMatch"),
                request.number("ifMetagenerationNotMatch"));
    }

    /** Refuses where one does not hold. */
    void check(@Nullable Blob there) throws Refusal {
        long generation = there == null ? 0 : there.generation();
        long metageneration = there == null ? 0 : 1;
        if ((generationMatch != null && generationMatch != generation)
                || (metagenerationMatch != null && metagenerationMatch != metageneration)) {
            throw Refusal.conditionNotMet();
        }
        if ((generationNotMatch != null && generationNotMatch == generation)
                || (metagenerationNotMatch != null && metagenerationNotMatch == metageneration)) {
            throw new Refusal(304, "notModified", "Not Modified");
        }
    }
}
