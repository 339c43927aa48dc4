package io.clouddicom.s3.internal;

import io.clouddicom.store.AnswerReader;
import io.clouddicom.store.Interruption;
import io.clouddicom.store.ObjectInfo;
import java.io.IOException;
import java.util.OptionalInt;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Reads the body of one answer; interrupting the thread that reads ends it. The client compares the checksum where the server
 * gives one.
 */
final class S3ObjectReader extends AnswerReader {
    private final ResponseInputStream<?> body;

    S3ObjectReader(ObjectInfo info, long offset, long length, ResponseInputStream<?> body) {
        super(info, offset, length, body, body::abort, OptionalInt.empty());
        this.body = body;
    }

    @Override
    protected int readAt(long at, byte[] into, int offset, int length) throws IOException {
        try {
            return Interruption.during(() -> super.readAt(at, into, offset, length), body::abort);
        } catch (SdkException e) {
            throw S3Errors.of(e, "get", info().key().value(), S3Errors.Effect.NONE);
        }
    }

    @Override
    protected void checkEnd() throws IOException {
        try {
            super.checkEnd();
        } catch (SdkException e) {
            throw otherBytes(e);
        }
    }
}
