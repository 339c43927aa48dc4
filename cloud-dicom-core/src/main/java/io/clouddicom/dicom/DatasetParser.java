package io.clouddicom.dicom;

import io.clouddicom.CloudDicomException;
import io.clouddicom.MalformedDicomException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads elements from a {@link ByteInput}: headers, values, sequences and fragments (PS3.5 section 7, A.4).
 *
 * <p>Recursion is bounded by {@link #DEEPEST}; memory by the limits of the options. Every length is held against the end
 * of the item around it, and against the end of the source where that is known, before memory is taken.
 */
// Over 500 lines: the recursion of elements, sequences, items and fragments over one input.
final class DatasetParser {
    /** How deep sequences may lie in each other. */
    static final int DEEPEST = 64;

    private static final long UNDEFINED = 0xFFFF_FFFFL;
    private static final int ITEM_HEADER = 8;
    /** By how much the length of an item may be more than what its sequence holds. */
    private static final int MOST_MISSING = 1024;
    /** What the objects of an element, an item and a fragment take in memory, in bytes, about. */
    private static final int ELEMENT_COST = 96;

    private static final int ITEM_COST = 160;
    private static final int FRAGMENT_COST = 32;

    private final ByteInput input;
    private final DicomReaderOptions options;
    private final Warnings warnings;
    private final EncapsulatedScan scan = new EncapsulatedScan();
    private long memoryLeft;

    DatasetParser(ByteInput input, DicomReaderOptions options, Warnings warnings) {
        this.input = input;
        this.options = options;
        this.warnings = warnings;
        this.memoryLeft = options.headerLimitBytes();
    }

    /** A dataset on its way. */
    static final class Scope {
        private final DatasetEncoding encoding;
        /** Where its bytes end at the latest; -1 where nothing around it has a defined length. */
        private final long bound;

        private final int depth;
        private final List<String> inheritedCharacterSets;
        /** Those that items have: of this dataset, as far as it is read, or inherited. */
        private List<String> characterSets;

        private final List<Element> elements = new ArrayList<>();
        private boolean signedPixels;

        private Scope(
                DatasetEncoding encoding, long bound, int depth, List<String> characterSets, boolean signedPixels) {
            this.encoding = encoding;
            this.bound = bound;
            this.depth = depth;
            this.inheritedCharacterSets = characterSets;
            this.characterSets = characterSets;
            this.signedPixels = signedPixels;
        }

        static Scope topLevel(DatasetEncoding encoding) {
            return new Scope(encoding, -1, 0, List.of(), false);
        }

        DatasetEncoding encoding() {
            return encoding;
        }

        List<Element> elements() {
            return elements;
        }

        /** The elements so far as a dataset. */
        Dataset dataset() {
            return new Dataset(elements.toArray(new Element[0]), encoding, inheritedCharacterSets);
        }

        private void add(Element element) {
            elements.add(element);
            if (element.tag() == Tag.SPECIFIC_CHARACTER_SET) {
                characterSets = Dataset.builder().put(element).build().characterSets();
            }
            if (element.tag() == Tag.PIXEL_REPRESENTATION && element.value() instanceof Value.Bytes bytes) {
                signedPixels = bytes.length() >= 2 && bytes.buffer().getShort() == 1;
            }
        }
    }

    /** The header of an element. */
    private record Header(long offset, int tag, Vr vr, int letters, int reserved, boolean longLength, long length) {
        boolean undefinedLength() {
            return length == UNDEFINED;
        }
    }

    /**
     * The items of a sequence that is encoded as UN of defined length, in implicit VR little endian (PS3.5 6.2.2) or as
     * found; none where the bytes are not items.
     */
    static List<Item> unknownAsItems(byte[] value) {
        DicomReaderOptions options = DicomReaderOptions.DEFAULT.withInlineLimitBytes(Integer.MAX_VALUE);
        ByteInput input = new ByteInput(Feed.of(RangeSource.of(value)));
        DatasetParser parser = new DatasetParser(input, options, new Warnings());
        DatasetEncoding encoding = DatasetEncoding.IMPLICIT_VR_LITTLE_ENDIAN;
        Header header = new Header(0, 0, Vr.SQ, 0, 0, true, value.length);
        try {
            Element sequence = parser.readSequence(header, Scope.topLevel(encoding), encoding, value.length);
            return sequence.value() instanceof Value.Sequence items ? items.items() : List.of();
        } catch (IOException noItems) {
            return List.of();
        }
    }

    /** What the fragments of the pixel data showed. */
    EncapsulatedScan scan() {
        return scan;
    }

    /** The tag that comes next; eight bytes must be there. */
    int peekTag(DatasetEncoding encoding) {
        boolean bigEndian = encoding.bigEndian();
        return Tag.of(input.peekShort(0, bigEndian), input.peekShort(2, bigEndian));
    }

    /** Whether what comes looks like an element after the given one; eight bytes must be there. */
    boolean plausibleNext(DatasetEncoding encoding, int lastTag) throws IOException {
        if (Integer.compareUnsigned(peekTag(encoding), lastTag) <= 0) {
            return false;
        }
        if (encoding.explicitVr()) {
            return Vr.ofCode(input.peekShort(4, true)) != null;
        }
        long remaining = input.remaining();
        return remaining < 0 || (input.peekInt(4, encoding.bigEndian()) & UNDEFINED) <= remaining;
    }

    /** Reads one element into a dataset. */
    void readElement(Scope scope) throws IOException {
        Header header = readHeader(scope);
        spend(ELEMENT_COST, header.offset, header.tag);
        Element element;
        if (header.undefinedLength()) {
            element = readUndefinedLength(header, scope);
        } else {
            checkEnd(header.length, scope.bound, header.offset, header.tag);
            element = header.vr == Vr.SQ && header.length > 0 && itemsFollow(header, scope)
                    ? readSequence(header, scope, scope.encoding, input.position() + header.length)
                    : element(header, readValue(header, scope), Item.NO_DELIMITER);
        }
        scope.add(element);
        if (element.tag() == Tag.SPECIFIC_CHARACTER_SET) {
            for (String term : scope.characterSets) {
                SpecificCharacterSet.problem(term, Charset::isSupported)
                        .ifPresent(problem -> warnings.add(header.offset, header.tag, problem));
            }
        }
    }

    private static Element element(Header header, Value value, int delimiterLength) {
        return element(header, value, delimiterLength, 0);
    }

    private static Element element(Header header, Value value, int delimiterLength, int excessBytes) {
        return Element.encoded(
                header.tag,
                header.vr,
                value,
                header.letters,
                header.reserved,
                header.longLength,
                header.undefinedLength(),
                delimiterLength,
                excessBytes);
    }

    private Header readHeader(Scope scope) throws IOException {
        long offset = input.position();
        boolean bigEndian = scope.encoding.bigEndian();
        if (!input.has(ITEM_HEADER)) {
            throw malformed(offset, -1, "the dataset ends within the header of an element");
        }
        int tag = peekTag(scope.encoding);
        int letters = input.peekShort(4, true);
        Vr vr = Vr.ofCode(letters);
        boolean longLength = vr != null && vr.longLength();
        if (!scope.encoding.explicitVr() || Tag.group(tag) == 0xFFFE || vr == null && !printable(letters)) {
            if (scope.encoding.explicitVr() && Tag.group(tag) != 0xFFFE) {
                warnings.add(offset, tag, "no value representation where one is due; read as implicit");
            }
            long length = input.peekInt(4, bigEndian) & UNDEFINED;
            input.advance(ITEM_HEADER);
            return new Header(offset, tag, Dictionary.standard().vr(tag, scope.signedPixels), 0, 0, true, length);
        }
        if (vr == null) {
            vr = Vr.UN;
            longLength = unknownVrIsLong(letters, tag, bigEndian);
            warnings.add(offset, tag, "a value representation that the standard does not have");
        }
        if (!longLength) {
            int length = input.peekShort(6, bigEndian);
            input.advance(ITEM_HEADER);
            return new Header(offset, tag, vr, letters, 0, false, length);
        }
        if (!input.has(12)) {
            throw malformed(offset, tag, "the dataset ends within the header of an element");
        }
        int reserved = input.peekShort(6, true);
        long length = input.peekInt(8, bigEndian) & UNDEFINED;
        input.advance(12);
        return new Header(offset, tag, vr, letters, reserved, true, length);
    }

    /** Whether both letters are printable. */
    static boolean printable(int letters) {
        int first = letters >>> 8;
        int second = letters & 0xFF;
        return first >= ' ' && first <= '~' && second >= ' ' && second <= '~';
    }

    /**
     * Whether a value representation that nobody knows has a 32-bit length. Those of the future have one (PS3.5 6.2),
     * and zeros in the reserved bytes; what is no pair of capitals comes from a damaged or careless file and takes the
     * place of an old one with a 16-bit length.
     */
    private boolean unknownVrIsLong(int letters, int tag, boolean bigEndian) throws IOException {
        boolean capitals =
                letters >>> 8 >= 'A' && letters >>> 8 <= 'Z' && (letters & 0xFF) >= 'A' && (letters & 0xFF) <= 'Z';
        if (!capitals || input.peekShort(6, true) != 0 || !input.has(12)) {
            return false;
        }
        if (!input.has(16)) {
            return true;
        }
        int next = Tag.of(input.peekShort(8, bigEndian), input.peekShort(10, bigEndian));
        boolean emptyAndNextFollows = Integer.compareUnsigned(next, tag) > 0
                && Tag.group(next) - Tag.group(tag) < 0x100
                && Vr.ofCode(input.peekShort(12, true)) != null;
        return !emptyAndNextFollows;
    }

    private boolean itemsFollow(Header header, Scope scope) throws IOException {
        if (header.letters != 0 || !input.has(ITEM_HEADER)) {
            return true;
        }
        int tag = peekTag(scope.encoding);
        if (tag == Tag.ITEM || tag == Tag.SEQUENCE_DELIMITATION_ITEM) {
            return true;
        }
        warnings.add(header.offset, header.tag, "a sequence by its tag, but it does not hold items");
        return false;
    }

    private Element readUndefinedLength(Header header, Scope scope) throws IOException {
        boolean pixelData = isPixelData(header.tag);
        boolean explicit = header.letters != 0;
        if (header.vr != Vr.SQ && (pixelData || explicit && isOther(header.vr))) {
            return readFragments(header, scope);
        }
        if (explicit && header.vr == Vr.UN) {
            // PS3.5 6.2.2 note 6 (CP-246): whatever the dataset around, implicit VR little endian.
            return readSequence(header, scope, DatasetEncoding.IMPLICIT_VR_LITTLE_ENDIAN, -1);
        }
        if (explicit && header.vr != Vr.SQ) {
            throw malformed(header.offset, header.tag, "undefined length with value representation " + header.vr);
        }
        Header sequence = new Header(
                header.offset, header.tag, Vr.SQ, header.letters, header.reserved, header.longLength, header.length);
        return readSequence(sequence, scope, scope.encoding, -1);
    }

    private static boolean isOther(Vr vr) {
        return switch (vr) {
            case OB, OW, OF, OD, OL, OV -> true;
            default -> false;
        };
    }

    static boolean isPixelData(int tag) {
        return tag == Tag.PIXEL_DATA || tag == Tag.FLOAT_PIXEL_DATA || tag == Tag.DOUBLE_FLOAT_PIXEL_DATA;
    }

    private Value readValue(Header header, Scope scope) throws IOException {
        boolean bigEndian = scope.encoding.bigEndian();
        long offset = input.position();
        boolean topLevelPixels = scope.depth == 0 && isPixelData(header.tag);
        if (topLevelPixels || header.length > options.inlineLimitBytes() || header.length > memoryLeft) {
            if (scope.depth == 0 && EncapsulatedScan.isExtendedOffsetTable(header.tag)) {
                scan.readExtendedOffsetTable(input, header.tag, header.length, bigEndian, memoryLeft);
            }
            long left = offset + header.length - input.position();
            if (input.skip(left) < left) {
                throw malformed(
                        header.offset, header.tag, "a value of " + header.length + " bytes, but the source ends");
            }
            return new Value.Bulk(new ByteSpan(offset, header.length), bigEndian);
        }
        spend(header.length, header.offset, header.tag);
        byte[] bytes = input.read((int) header.length);
        if (bytes.length < header.length) {
            throw malformed(header.offset, header.tag, "a value of " + header.length + " bytes, but the source ends");
        }
        return Value.Bytes.ofOwned(bytes, bigEndian);
    }

    private Element readSequence(Header header, Scope scope, DatasetEncoding encoding, long end) throws IOException {
        if (scope.depth >= DEEPEST) {
            throw malformed(header.offset, header.tag, "sequences nested deeper than " + DEEPEST);
        }
        // An item that runs over the end of its sequence is read where there is room around: it has a length of its
        // own.
        long bound = scope.bound;
        List<Item> items = new ArrayList<>();
        int delimiterLength = Item.NO_DELIMITER;
        while (end < 0 || input.position() < end) {
            long offset = input.position();
            checkEnd(ITEM_HEADER, bound, offset, header.tag);
            if (!input.has(ITEM_HEADER)) {
                throw malformed(offset, header.tag, "the source ends within the sequence");
            }
            int tag = peekTag(encoding);
            long length = input.peekInt(4, encoding.bigEndian()) & UNDEFINED;
            if (tag == Tag.ITEM) {
                input.advance(ITEM_HEADER);
                spend(ITEM_COST, offset, header.tag);
                items.add(readItem(header, scope, encoding, length, end));
            } else if (tag == Tag.SEQUENCE_DELIMITATION_ITEM) {
                input.advance(ITEM_HEADER);
                delimiterLength = delimiter(offset, header.tag, length);
                break;
            } else {
                throw malformed(offset, header.tag, "no item where one is due in the sequence");
            }
        }
        long excess = end < 0 ? 0 : input.position() - end;
        if (excess < 0 || excess > Integer.MAX_VALUE) {
            throw malformed(header.offset, header.tag, "the sequence ends before its length");
        }
        if (excess > 0) {
            warnings.add(header.offset, header.tag, "the last item runs over the end of the sequence");
        }
        return element(header, new Value.Sequence(items), delimiterLength, (int) excess);
    }

    private int delimiter(long offset, int tag, long length) throws CloudDicomException {
        if (length == UNDEFINED) {
            throw malformed(offset, tag, "a delimitation item of undefined length");
        }
        if (length != 0) {
            warnings.add(offset, tag, "a delimitation item with a length");
        }
        return (int) length;
    }

    private Item readItem(Header sequence, Scope parent, DatasetEncoding declared, long length, long sequenceEnd)
            throws IOException {
        boolean undefined = length == UNDEFINED;
        boolean overrun = !undefined && overruns(length, parent.bound, sequenceEnd);
        if (!undefined && !overrun) {
            checkEnd(length, parent.bound, input.position() - ITEM_HEADER, sequence.tag);
        }
        long end = undefined ? -1 : input.position() + length;
        long outerBound = sequenceEnd >= 0 && (undefined || overrun) ? sequenceEnd : parent.bound;
        DatasetEncoding encoding = undefined || length > 0 ? EncodingGuess.of(input, declared, true) : declared;
        Scope scope = new Scope(
                encoding,
                undefined || overrun ? outerBound : end,
                parent.depth + 1,
                parent.characterSets,
                parent.signedPixels);
        int delimiterLength = Item.NO_DELIMITER;
        int missingBytes = 0;
        while (end < 0 || input.position() < end) {
            long offset = input.position();
            if (offset == sequenceEnd && !undefined && (overrun || !input.has(1))) {
                if (end - offset > MOST_MISSING) {
                    throw malformed(offset, sequence.tag, "an item ends before its length");
                }
                warnings.add(offset, sequence.tag, "an item ends with its sequence, before its length");
                missingBytes = (int) (end - offset);
                break;
            }
            if (undefined && offset == outerBound) {
                warnings.add(offset, sequence.tag, "an item without its delimitation item");
                break;
            }
            checkEnd(ITEM_HEADER, scope.bound, offset, sequence.tag);
            if (!input.has(ITEM_HEADER)) {
                throw malformed(offset, sequence.tag, "the source ends within an item");
            }
            int tag = peekTag(encoding);
            if (tag == Tag.ITEM_DELIMITATION_ITEM) {
                long delimiter = input.peekInt(4, encoding.bigEndian()) & UNDEFINED;
                input.advance(ITEM_HEADER);
                delimiterLength = delimiter(offset, sequence.tag, delimiter);
                break;
            }
            if (undefined && (tag == Tag.SEQUENCE_DELIMITATION_ITEM || tag == Tag.ITEM)) {
                warnings.add(offset, sequence.tag, "an item without its delimitation item");
                break;
            }
            if (Tag.group(tag) == 0xFFFE) {
                throw malformed(offset, tag, "a delimitation item in the wrong place");
            }
            readElement(scope);
        }
        if (end >= 0 && input.position() != end - missingBytes) {
            throw malformed(input.position(), sequence.tag, "an item ends before its length");
        }
        return Item.encoded(scope.dataset(), undefined, delimiterLength, missingBytes);
    }

    /**
     * Whether an item of this length runs over all that is around it though its sequence does not: elements were taken
     * out of it and its length was left as it was. It then ends with its sequence, if an element ends there.
     */
    private boolean overruns(long length, long bound, long sequenceEnd) throws IOException {
        long position = input.position();
        long remaining = input.remaining();
        boolean over = bound >= 0 && length > bound - position || remaining >= 0 && length > remaining;
        return over && sequenceEnd >= position && length <= sequenceEnd - position + MOST_MISSING;
    }

    private Element readFragments(Header header, Scope scope) throws IOException {
        boolean bigEndian = scope.encoding.bigEndian();
        boolean frames = scope.depth == 0 && isPixelData(header.tag);
        SpanList.Builder fragments = new SpanList.Builder();
        ByteSpan offsetTable = Value.Fragments.NO_OFFSET_TABLE;
        boolean first = true;
        int delimiterLength = Item.NO_DELIMITER;
        while (true) {
            long offset = input.position();
            int available = input.available(ITEM_HEADER);
            if (available == 0 && scope.bound < 0) {
                warnings.add(offset, header.tag, "fragments without a sequence delimitation item");
                break;
            }
            if (available < ITEM_HEADER) {
                throw malformed(offset, header.tag, "the source ends within the fragments");
            }
            checkEnd(ITEM_HEADER, scope.bound, offset, header.tag);
            int tag = peekTag(scope.encoding);
            long length = input.peekInt(4, bigEndian) & UNDEFINED;
            if (tag == Tag.SEQUENCE_DELIMITATION_ITEM) {
                input.advance(ITEM_HEADER);
                delimiterLength = delimiter(offset, header.tag, length);
                break;
            }
            if (tag != Tag.ITEM || length == UNDEFINED) {
                throw malformed(offset, header.tag, "no fragment where one is due");
            }
            input.advance(ITEM_HEADER);
            checkEnd(length, scope.bound, offset, header.tag);
            spend(FRAGMENT_COST, offset, header.tag);
            ByteSpan span = new ByteSpan(input.position(), length);
            if (first) {
                offsetTable = span;
                if (frames) {
                    scan.readBasicOffsetTable(input, length, bigEndian, memoryLeft);
                }
            } else {
                if (frames && length > 0) {
                    scan.sniff(input, (int) Math.min(length, EncapsulatedScan.SNIFFED), fragments.count());
                }
                fragments.add(span.offset(), span.length());
            }
            first = false;
            long left = span.end() - input.position();
            if (input.skip(left) < left) {
                throw malformed(offset, header.tag, "a fragment of " + length + " bytes, but the source ends");
            }
        }
        boolean delimited = delimiterLength != Item.NO_DELIMITER;
        return element(header, new Value.Fragments(offsetTable, fragments.build(), delimited), delimiterLength);
    }

    /** Refuses what is longer than the item around it or than what is left of the source. */
    private void checkEnd(long length, long bound, long offset, int tag) throws IOException {
        long position = input.position();
        if (bound >= 0 && length > bound - position) {
            throw malformed(offset, tag, length + " bytes, but the item or sequence around them ends before");
        }
        long remaining = input.remaining();
        if (remaining >= 0 && length > remaining) {
            throw malformed(offset, tag, length + " bytes, but the source ends after " + remaining);
        }
    }

    private void spend(long bytes, long offset, int tag) throws UnsupportedFeatureException {
        memoryLeft -= bytes;
        if (memoryLeft < 0) {
            throw new UnsupportedFeatureException(
                    "read",
                    "dataset",
                    Tag.toString(tag) + " at byte " + offset + ": the elements take more memory than the limit of "
                            + options.headerLimitBytes() + " bytes");
        }
    }

    private static MalformedDicomException malformed(long offset, int tag, String detail) {
        return new MalformedDicomException("dataset", offset, tag, detail, null);
    }
}
