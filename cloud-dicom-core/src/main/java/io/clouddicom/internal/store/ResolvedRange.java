package io.clouddicom.internal.store;

import io.clouddicom.RangeNotSatisfiableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;

/**
 * A {@link ByteRange} applied to an object whose size is known.
 *
 * @param offsetBytes where it begins
 * @param lengthBytes how long it is, zero only for an empty object
 */
public record ResolvedRange(long offsetBytes, long lengthBytes) {

    /**
     * Applies a range.
     *
     * @param key the object, for messages
     * @param range the range
     * @param sizeBytes the object's size
     * @return offset and length, cut at the end of the object
     * @throws RangeNotSatisfiableException the range begins at or beyond the end
     */
    public static ResolvedRange of(ObjectKey key, ByteRange range, long sizeBytes) throws RangeNotSatisfiableException {
        // An if-chain, not a switch: patterns in switch are not in Java 17. ByteRange is sealed, there is no other
        // case.
        if (range instanceof ByteRange.Span span) {
            if (span.offsetBytes() >= sizeBytes) {
                throw new RangeNotSatisfiableException(
                        "get",
                        key.value(),
                        "the range begins at byte " + span.offsetBytes() + " of an object of " + sizeBytes + " bytes");
            }
            return new ResolvedRange(span.offsetBytes(), Math.min(span.lengthBytes(), sizeBytes - span.offsetBytes()));
        }
        long length = range instanceof ByteRange.Suffix suffix ? Math.min(suffix.lengthBytes(), sizeBytes) : sizeBytes;
        return new ResolvedRange(sizeBytes - length, length);
    }
}
