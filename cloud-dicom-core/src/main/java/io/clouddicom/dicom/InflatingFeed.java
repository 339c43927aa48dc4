package io.clouddicom.dicom;

import io.clouddicom.MalformedDicomException;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Inflates what another input holds from its position on, and leaves that input right behind the last deflated byte. */
final class InflatingFeed implements Feed, AutoCloseable {
    private final ByteInput deflated;
    private final Inflater inflater;
    private final boolean zlib;
    private final long limit;
    private long inflatedBytes;

    /** Begins at the input's position; the zlib header that some writers put there (against PS3.5 A.5) is recognised. */
    InflatingFeed(ByteInput deflated, long limit) throws IOException {
        this.deflated = deflated;
        this.limit = limit;
        this.zlib = deflated.has(2)
                && (deflated.peekByte(0) & 0x0F) == 8
                && deflated.peekByte(0) >>> 4 <= 7
                && deflated.peekShort(0, true) % 31 == 0;
        this.inflater = new Inflater(!zlib);
    }

    boolean zlib() {
        return zlib;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (inflater.finished()) {
            return -1;
        }
        try {
            while (true) {
                boolean more = deflated.has(1);
                ByteInput.BufferView view = deflated.view();
                inflater.setInput(view.bytes(), view.offset(), view.length());
                int count = inflater.inflate(into, offset, length);
                deflated.advance(view.length() - inflater.getRemaining());
                if (count > 0) {
                    inflatedBytes += count;
                    if (inflatedBytes > limit) {
                        throw malformed("the deflated dataset inflates to more than " + limit + " bytes", null);
                    }
                    return count;
                }
                if (inflater.finished()) {
                    return -1;
                }
                if (inflater.needsDictionary()) {
                    throw malformed("the deflated dataset needs a dictionary", null);
                }
                if (!more) {
                    throw malformed("the deflated dataset ends early", null);
                }
            }
        } catch (DataFormatException cause) {
            throw malformed("the deflated dataset is damaged", cause);
        }
    }

    private MalformedDicomException malformed(String detail, @Nullable Exception cause) {
        return new MalformedDicomException("dataset", inflatedBytes, -1, detail, cause);
    }

    @Override
    public boolean skips() {
        return false;
    }

    @Override
    public void skip(long count) {
        throw new IllegalStateException("deflated bytes are read");
    }

    @Override
    public long remaining() {
        return inflater.finished() ? 0 : -1;
    }

    /** Frees the inflater; to be called once nothing is read any more. */
    @Override
    public void close() {
        inflater.end();
    }
}
