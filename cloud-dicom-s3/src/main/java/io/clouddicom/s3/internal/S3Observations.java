package io.clouddicom.s3.internal;

import io.clouddicom.store.CheckupFinding;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
import io.clouddicom.store.StoreObservations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** What a check-up is told of the server that a store makes up for, so that no put shows it. */
final class S3Observations implements StoreObservations {
    private final S3Bucket bucket;
    private final S3Probe probe;

    S3Observations(S3Bucket bucket, S3Probe probe) {
        this.bucket = bucket;
        this.probe = probe;
    }

    @Override
    public OptionalLong partSizeBytes() {
        return OptionalLong.of(bucket.options().partBytes());
    }

    @Override
    public List<CheckupFinding> observations() throws IOException {
        S3Probe.Findings server = probe.findings();
        PutObjectResponse answer;
        try {
            answer = probe.put();
        } catch (SdkException e) {
            throw S3Errors.of(e, "probe", bucket.name(), S3Errors.Effect.NONE);
        }
        List<CheckupFinding> seen = new ArrayList<>();
        if (server.conditionalCreate() && server.conditionalReplace() && !server.conditionalComplete()) {
            String detour = "the server ignores conditions when parts are completed; an object of more than "
                    + bucket.options().partBytes() + " bytes is completed under a name of the store's own and put from "
                    + "there in one request, 5 GiB at most, which sends it twice more";
            seen.add(new CheckupFinding(CheckupSubject.CREATE_LARGE, CheckupVerdict.LIMITED, detour));
            seen.add(new CheckupFinding(CheckupSubject.REPLACE_LARGE, CheckupVerdict.LIMITED, detour));
        }
        seen.add(checksums(server, answer));
        seen.add(versions(answer.versionId()));
        return seen;
    }

    private CheckupFinding checksums(S3Probe.Findings server, PutObjectResponse answer) {
        if (!bucket.sendsChecksums()) {
            return checksums(
                    "no checksum is sent to the server, as the store is told; after each put the size is compared"
                            + (bucket.options().readBack()
                                    ? ", and all bytes are read back"
                                    : " (readBack=true: all bytes)"));
        }
        boolean returned = answer.checksumCRC32C() != null;
        if (!server.refusesWrongChecksums()) {
            return checksums(
                    returned
                            ? "the server takes bytes that do not have the checksum that is sent; the one that it returns "
                                    + "is compared"
                            : "the server neither compares the checksum that is sent nor returns one; after each put the "
                                    + "size is compared (readBack=true: all bytes)");
        }
        return new CheckupFinding(
                CheckupSubject.CHECKSUMS,
                CheckupVerdict.HOLDS,
                "the server refuses bytes that do not have the checksum that is sent, and returns "
                        + (returned ? "it" : "none"));
    }

    private static CheckupFinding checksums(String limit) {
        return new CheckupFinding(CheckupSubject.CHECKSUMS, CheckupVerdict.LIMITED, limit);
    }

    private static CheckupFinding versions(@Nullable String versionId) {
        if (versionId == null || versionId.isEmpty()) {
            return new CheckupFinding(
                    CheckupSubject.OLD_VERSIONS, CheckupVerdict.HOLDS, "the bucket keeps no older versions");
        }
        return new CheckupFinding(
                CheckupSubject.OLD_VERSIONS,
                CheckupVerdict.LIMITED,
                "null".equals(versionId)
                        ? "the bucket has kept older versions in the past, and may still hold them"
                        : "the bucket keeps older versions; until a lifecycle rule removes them the bytes can be read "
                                + "by those who may read versions, unless the study was encrypted and its key is destroyed");
    }
}
