package io.clouddicom.dicom;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lays a dataset out in bytes (PS3.5 section 7). Verbatim: each element and item keeps the form it was read in. Otherwise
 * all get the regular form of the encoding; only what lies in a UN sequence stays implicit VR little endian (CP-246).
 */
final class DatasetEncoder {
    private static final int UNDEFINED = 0xFFFF_FFFF;
    private static final int MOST_OF_SHORT_LENGTH = 0xFFFE;

    private final @Nullable RangeSource source;
    private final OutputStream out;
    private final boolean verbatim;

    DatasetEncoder(@Nullable RangeSource source, OutputStream out, boolean verbatim) {
        this.source = source;
        this.out = out;
        this.verbatim = verbatim;
    }

    void write(Dataset dataset, DatasetEncoding encoding) throws IOException {
        for (Element element : dataset) {
            writeElement(verbatim ? element : element.inEncoding(encoding), encoding);
        }
    }

    /** How many bytes the dataset takes. */
    long lengthOf(Dataset dataset, DatasetEncoding encoding) throws IOException {
        long length = 0;
        for (Element original : dataset) {
            Element element = verbatim ? original : original.inEncoding(encoding);
            // Once for each element: twice would be twice for each level, and so on.
            long valueLength = valueLength(element, encoding);
            length += (element.hasLetters() && isLong(element, valueLength) ? 12 : 8) + valueLength;
            length += element.delimiterLength() == Item.NO_DELIMITER ? 0 : 8;
        }
        return length;
    }

    private static boolean isLong(Element element, long length) {
        return element.longLength() || length > MOST_OF_SHORT_LENGTH + 1;
    }

    private long valueLength(Element element, DatasetEncoding encoding) throws IOException {
        Value value = element.value();
        if (value instanceof Value.Bytes bytes) {
            return bytes.length();
        } else if (value instanceof Value.Bulk bulk) {
            return bulk.span().length() + (verbatim ? 0 : bulk.span().length() & 1);
        } else if (value instanceof Value.Sequence sequence) {
            long length = 0;
            for (Item item : sequence.items()) {
                length += 8 + lengthOf(item.dataset(), itemEncoding(element, item, encoding));
                length += item.delimiterLength() == Item.NO_DELIMITER ? 0 : 8;
            }
            return length;
        }
        Value.Fragments fragments = (Value.Fragments) value;
        long length = fragments.offsetTable() == Value.Fragments.NO_OFFSET_TABLE
                ? 0
                : 8 + fragments.offsetTable().length();
        for (int i = 0; i < fragments.fragments().size(); i++) {
            length += 8 + fragments.fragments().length(i);
        }
        return length;
    }

    private DatasetEncoding itemEncoding(Element element, Item item, DatasetEncoding encoding) {
        return verbatim ? item.dataset().encoding() : sequenceEncoding(element, encoding);
    }

    private static DatasetEncoding sequenceEncoding(Element element, DatasetEncoding encoding) {
        boolean unknown = element.hasLetters() && element.vr() == Vr.UN;
        return unknown ? DatasetEncoding.IMPLICIT_VR_LITTLE_ENDIAN : encoding;
    }

    private void writeElement(Element element, DatasetEncoding encoding) throws IOException {
        boolean bigEndian = encoding.bigEndian();
        Value value = element.value();
        boolean delimited = element.delimiterLength() != Item.NO_DELIMITER;
        long length = element.undefinedLength()
                ? UNDEFINED
                : valueLength(element, encoding) + (delimited ? 8 : 0) - element.excessBytes();
        if (!element.undefinedLength() && length > 0xFFFF_FFFEL) {
            throw new InvalidRequestException("write", Tag.toString(element.tag()), "a value of " + length + " bytes");
        }
        writeTag(element.tag(), bigEndian);
        if (element.hasLetters()) {
            boolean longHeader = isLong(element, length);
            writeShort(
                    length != UNDEFINED && longHeader && !element.longLength() ? Vr.UN.code() : element.letters(),
                    true);
            if (longHeader) {
                writeShort(element.reserved(), true);
                writeInt((int) length, bigEndian);
            } else {
                writeShort((int) length, bigEndian);
            }
        } else {
            writeInt((int) length, bigEndian);
        }
        if (value instanceof Value.Bytes bytes) {
            out.write(bytes.array());
        } else if (value instanceof Value.Bulk bulk) {
            writeBulk(element, bulk, encoding);
        } else if (value instanceof Value.Sequence sequence) {
            writeSequence(element, sequence, encoding);
        } else if (value instanceof Value.Fragments fragments) {
            writeFragments(element, fragments, bigEndian);
        }
        if (element.delimiterLength() != Item.NO_DELIMITER) {
            writeTag(
                    Tag.SEQUENCE_DELIMITATION_ITEM,
                    sequenceEncoding(element, encoding).bigEndian());
            writeInt(
                    element.delimiterLength(),
                    sequenceEncoding(element, encoding).bigEndian());
        }
    }

    private void writeBulk(Element element, Value.Bulk bulk, DatasetEncoding encoding) throws IOException {
        if (bulk.bigEndian() != encoding.bigEndian() && element.vr().wordSizeBytes() > 1) {
            throw new UnsupportedFeatureException(
                    "write", Tag.toString(element.tag()), "a value that is not loaded in another byte order");
        }
        DicomWriter.copySpan(source(element), bulk.span(), out);
        if (!verbatim && (bulk.span().length() & 1) != 0) {
            out.write(element.vr().padding());
        }
    }

    private void writeSequence(Element element, Value.Sequence sequence, DatasetEncoding encoding) throws IOException {
        boolean bigEndian = sequenceEncoding(element, encoding).bigEndian();
        for (Item item : sequence.items()) {
            DatasetEncoding itemEncoding = itemEncoding(element, item, encoding);
            long length = item.undefinedLength() ? UNDEFINED : lengthOf(item.dataset(), itemEncoding);
            if (item.delimiterLength() != Item.NO_DELIMITER && !item.undefinedLength()) {
                length += 8;
            }
            if (verbatim && !item.undefinedLength()) {
                length += item.missingBytes();
            }
            writeTag(Tag.ITEM, bigEndian);
            writeInt((int) length, bigEndian);
            write(item.dataset(), itemEncoding);
            if (item.delimiterLength() != Item.NO_DELIMITER) {
                writeTag(Tag.ITEM_DELIMITATION_ITEM, bigEndian);
                writeInt(item.delimiterLength(), bigEndian);
            }
        }
    }

    private void writeFragments(Element element, Value.Fragments value, boolean bigEndian) throws IOException {
        if (value.offsetTable() != Value.Fragments.NO_OFFSET_TABLE) {
            writeFragment(element, value.offsetTable(), bigEndian);
        }
        for (ByteSpan fragment : value.fragments()) {
            writeFragment(element, fragment, bigEndian);
        }
    }

    private void writeFragment(Element element, ByteSpan span, boolean bigEndian) throws IOException {
        writeTag(Tag.ITEM, bigEndian);
        writeInt((int) span.length(), bigEndian);
        DicomWriter.copySpan(source(element), span, out);
    }

    private RangeSource source(Element element) throws InvalidRequestException {
        if (source == null) {
            throw new InvalidRequestException("write", Tag.toString(element.tag()), "the value is not loaded");
        }
        return source;
    }

    private void writeTag(int tag, boolean bigEndian) throws IOException {
        writeShort(Tag.group(tag), bigEndian);
        writeShort(Tag.element(tag), bigEndian);
    }

    private void writeShort(int value, boolean bigEndian) throws IOException {
        out.write(bigEndian ? value >>> 8 : value);
        out.write(bigEndian ? value : value >>> 8);
    }

    private void writeInt(int value, boolean bigEndian) throws IOException {
        writeShort(bigEndian ? value >>> 16 : value, bigEndian);
        writeShort(bigEndian ? value : value >>> 16, bigEndian);
    }
}
