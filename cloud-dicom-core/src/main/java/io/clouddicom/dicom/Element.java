package io.clouddicom.dicom;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One data element: tag, value representation and value, and how its header was encoded.
 *
 * <p>Immutable. Two elements are equal when tag, value representation and value are.
 */
public final class Element {
    private static final int NO_LETTERS = 0;

    private final int tag;
    private final Vr vr;
    private final Value value;
    /** The two letters in the file, 0 without. */
    private final char letters;
    /** What stood in the reserved bytes behind the letters, as they came. */
    private final char reserved;

    private final boolean longLength;
    private final boolean undefinedLength;
    /** What stands as the length of the Sequence Delimitation Item, regularly 0; without one, -1. */
    private final int delimiterLength;
    /** How many bytes a sequence takes beyond the length that the file gives it, regularly 0. */
    private final int excessBytes;

    private Element(
            int tag,
            Vr vr,
            Value value,
            char letters,
            char reserved,
            boolean longLength,
            boolean undefinedLength,
            int delimiterLength,
            int excessBytes) {
        this.tag = tag;
        this.vr = Objects.requireNonNull(vr, "vr");
        this.value = Objects.requireNonNull(value, "value");
        this.letters = letters;
        this.reserved = reserved;
        this.longLength = longLength;
        this.undefinedLength = undefinedLength;
        this.delimiterLength = delimiterLength;
        this.excessBytes = excessBytes;
    }

    /**
     * An element in its regular encoding; a sequence gets a defined length.
     *
     * @param tag the tag as {@code 0xGGGGEEEE}
     * @param vr the value representation
     * @param value the value
     * @return the element
     */
    public static Element of(int tag, Vr vr, Value value) {
        boolean undefined = value instanceof Value.Fragments;
        return new Element(
                tag, vr, value, vr.code(), (char) 0, vr.longLength(), undefined, undefined ? 0 : Item.NO_DELIMITER, 0);
    }

    /** An element as it stands in a file; letters 0 where its header has no value representation. */
    static Element encoded(
            int tag,
            Vr vr,
            Value value,
            int letters,
            int reserved,
            boolean longLength,
            boolean undefinedLength,
            int delimiterLength,
            int excessBytes) {
        return new Element(
                tag,
                vr,
                value,
                (char) letters,
                (char) reserved,
                longLength,
                undefinedLength,
                delimiterLength,
                excessBytes);
    }

    /** The same element with another value. */
    Element withValue(Value other) {
        return new Element(
                tag, vr, other, letters, reserved, longLength, undefinedLength, delimiterLength, excessBytes);
    }

    /** The same element in the regular form of an encoding: letters or none, word order, even length. */
    Element inEncoding(DatasetEncoding encoding) {
        if (Tag.group(tag) == 0xFFFE) {
            return this;
        }
        Value converted = value instanceof Value.Bytes bytes ? bytes.inOrder(vr, encoding.bigEndian()) : value;
        boolean delimited = undefinedLength || delimiterLength != Item.NO_DELIMITER;
        return new Element(
                tag,
                vr,
                converted,
                encoding.explicitVr() ? vr.code() : (char) NO_LETTERS,
                (char) 0,
                !encoding.explicitVr() || vr.longLength(),
                undefinedLength,
                delimited ? 0 : Item.NO_DELIMITER,
                0);
    }

    /** The tag as {@code 0xGGGGEEEE}; compare tags as unsigned. */
    public int tag() {
        return tag;
    }

    /** The value representation; {@link Vr#UN} where the file has letters that the standard does not know. */
    public Vr vr() {
        return vr;
    }

    /**
     * The two letters of the value representation as they stand in the file: they differ from {@link #vr()} where the
     * standard does not know them.
     */
    public String vrLetters() {
        char code = letters == NO_LETTERS ? vr.code() : letters;
        return "" + (char) (code >>> 8) + (char) (code & 0xFF);
    }

    /** The value. */
    public Value value() {
        return value;
    }

    /** Whether its length is undefined and a Sequence Delimitation Item ends it. */
    public boolean undefinedLength() {
        return undefinedLength;
    }

    /** Whether the value is empty: no bytes, no items, no fragments. */
    public boolean isEmpty() {
        if (value instanceof Value.Bytes bytes) {
            return bytes.length() == 0;
        } else if (value instanceof Value.Sequence sequence) {
            return sequence.items().isEmpty();
        } else if (value instanceof Value.Bulk bulk) {
            return bulk.span().length() == 0;
        }
        return value instanceof Value.Fragments fragments
                && fragments.fragments().isEmpty();
    }

    /** Whether the header in the file names a value representation. */
    boolean hasLetters() {
        return letters != NO_LETTERS;
    }

    char letters() {
        return letters;
    }

    char reserved() {
        return reserved;
    }

    int excessBytes() {
        return excessBytes;
    }

    int delimiterLength() {
        return delimiterLength;
    }

    boolean longLength() {
        return longLength;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Element that && tag == that.tag && vr == that.vr && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tag, vr, value);
    }

    /** Tag, value representation and the size of the value; never the value itself. */
    @Override
    public String toString() {
        return Tag.toString(tag) + " " + vrLetters() + " " + value.getClass().getSimpleName();
    }
}
