package io.clouddicom.s3.internal;

import io.clouddicom.store.AnswerReader;
import io.clouddicom.store.ObjectInfo;
import java.io.IOException;
import java.util.OptionalInt;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/** Reads the body of one answer. The client compares the checksum where the server gives one. */
final class S3ObjectReader extends AnswerReader {
    S3ObjectReader(ObjectInfo info, long offset, long length, ResponseInputStream<?> body) {
        super(info, offset, length, body, body::abort, OptionalInt.empty());
    }

    @Override
    protected int readAt(long at, byte[] into, int offset, int length) throws IOException {
        try {
            return super.readAt(at, into, offset, length);
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
