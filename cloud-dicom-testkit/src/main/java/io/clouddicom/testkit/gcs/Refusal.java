package io.clouddicom.testkit.gcs;

import java.io.Serial;

/** Why a request is not carried out, as the API's reference has it: a status, a reason and words. */
final class Refusal extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    Refusal(int status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    static Refusal invalid(String message) {
        return new Refusal(400, "invalid", message);
    }

    static Refusal notKnown(String what) {
        return new Refusal(501, "notImplemented", "this server does not know " + what);
    }

    static Refusal absentBucket() {
        return new Refusal(404, "notFound", "The specified bucket does not exist.");
    }

    static Refusal absentObject(String bucket, String object) {
        return new Refusal(404, "notFound", "No such object: " + bucket + "/" + object);
    }

    static Refusal conditionNotMet() {
        return new Refusal(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
    }
}
