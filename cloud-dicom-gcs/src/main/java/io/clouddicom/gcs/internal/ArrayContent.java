package io.clouddicom.gcs.internal;

import com.google.api.client.http.HttpContent;
import java.io.IOException;
import java.io.OutputStream;

/** Bytes of a request, which go out as they are; the client's own content would copy them piece by piece. */
final class ArrayContent implements HttpContent {
    private final byte[] bytes;
    private final int offset;
    private final int length;

    ArrayContent(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public String getType() {
        return GcsBucket.OCTETS;
    }

    /** The bytes are there as often as they are wanted; whether they may be sent again is decided elsewhere. */
    @Override
    public boolean retrySupported() {
        return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }
}
