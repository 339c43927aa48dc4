package io.clouddicom.dicom;

import io.clouddicom.internal.bytes.WordOrder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The value of an element: bytes as encoded, items, fragments, or a stretch of the source that was not loaded. */
public sealed interface Value {

    /** Bytes as they are encoded, padding included. */
    final class Bytes implements Value {
        private static final Bytes EMPTY_LITTLE_ENDIAN = new Bytes(new byte[0], false);
        private static final Bytes EMPTY_BIG_ENDIAN = new Bytes(new byte[0], true);

        private final byte[] bytes;
        private final boolean bigEndian;

        private Bytes(byte[] bytes, boolean bigEndian) {
            this.bytes = bytes;
            this.bigEndian = bigEndian;
        }

        /**
         * A value of the bytes, which are copied.
         *
         * @param bytes the bytes as encoded
         * @param order the byte order of the words in them
         * @return the value
         */
        public static Bytes of(byte[] bytes, ByteOrder order) {
            return ofOwned(bytes.clone(), order == ByteOrder.BIG_ENDIAN);
        }

        /** The array becomes the value's own: it must not be changed any more. */
        static Bytes ofOwned(byte[] bytes, boolean bigEndian) {
            if (bytes.length == 0) {
                return bigEndian ? EMPTY_BIG_ENDIAN : EMPTY_LITTLE_ENDIAN;
            }
            return new Bytes(bytes, bigEndian);
        }

        /** The value in a byte order, padded to even length. */
        Bytes inOrder(Vr vr, boolean toBigEndian) {
            boolean odd = (bytes.length & 1) != 0;
            boolean swap = bigEndian != toBigEndian && vr.wordSizeBytes() > 1;
            if (!odd && !swap) {
                return bigEndian == toBigEndian ? this : ofOwned(bytes, toBigEndian);
            }
            byte[] converted = Arrays.copyOf(bytes, bytes.length + (odd ? 1 : 0));
            if (odd) {
                converted[bytes.length] = vr.padding();
            }
            if (swap) {
                WordOrder.reverse(converted, vr.wordSizeBytes());
            }
            return ofOwned(converted, toBigEndian);
        }

        /** How many bytes, padding included. */
        public int length() {
            return bytes.length;
        }

        /** The byte order of the words. */
        public ByteOrder order() {
            return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }

        /** The bytes, read-only, set to their byte order. */
        public ByteBuffer buffer() {
            return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(order());
        }

        /** A copy of the bytes. */
        public byte[] toByteArray() {
            return bytes.clone();
        }

        /** The bytes themselves, not to be changed. */
        byte[] array() {
            return bytes;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes that && bigEndian == that.bigEndian && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    /**
     * Items, each a dataset.
     *
     * @param items the items in order
     */
    record Sequence(List<Item> items) implements Value {
        /** Copies the list. */
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * Encapsulated pixel data (PS3.5 A.4): an offset table, then fragments. Their bytes are not loaded.
     *
     * @param offsetTable the value of the first item, the Basic Offset Table, as encoded; empty where it has none
     * @param fragments where the values of the items after it lie in the source
     * @param delimited whether a Sequence Delimitation Item ends them; without, the source ended
     */
    record Fragments(ByteSpan offsetTable, SpanList fragments, boolean delimited) implements Value {
        /** In place of an offset table: not even its item is there. */
        static final ByteSpan NO_OFFSET_TABLE = new ByteSpan(0, 0);

        /** Checks for null. */
        public Fragments {
            Objects.requireNonNull(offsetTable, "offsetTable");
            Objects.requireNonNull(fragments, "fragments");
        }
    }

    /**
     * Bytes that were not loaded.
     *
     * @param span where they lie in the source, padding included
     * @param bigEndian whether the words are big endian
     */
    record Bulk(ByteSpan span, boolean bigEndian) implements Value {
        /** Checks for null. */
        public Bulk {
            Objects.requireNonNull(span, "span");
        }
    }
}
