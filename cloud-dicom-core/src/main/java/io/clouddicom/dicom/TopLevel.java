package io.clouddicom.dicom;

import io.clouddicom.MalformedDicomException;
import java.io.IOException;

/**
 * Reads the elements of a file's own dataset one after the other, and finds out where it ends: with the source, with Data
 * Set Trailing Padding, or where padding or junk begins that is no element.
 */
final class TopLevel {
    private static final int HEADER = 8;
    private static final int FIRST_PIXEL_TAG = Tag.FLOAT_PIXEL_DATA;

    private final ByteInput input;
    private final DatasetParser parser;
    private final DatasetParser.Scope scope;
    private final Warnings warnings;
    private int lastTag;
    private boolean ended;
    private long end;

    TopLevel(ByteInput input, DatasetParser parser, DatasetEncoding encoding, Warnings warnings) {
        this.input = input;
        this.parser = parser;
        this.scope = DatasetParser.Scope.topLevel(encoding);
        this.warnings = warnings;
    }

    /** Reads on; stops before the first tag that is not less than the given one, unless that is 0. */
    void read(int stop) throws IOException {
        while (!ended) {
            long offset = input.position();
            int available = input.available(HEADER);
            if (available < HEADER) {
                if (available > 0) {
                    warnings.add(offset, -1, available + " bytes after the dataset that are no element");
                }
                finish(offset);
                return;
            }
            int tag = parser.peekTag(scope.encoding());
            if (stop != 0 && Integer.compareUnsigned(tag, stop) >= 0) {
                return;
            }
            if (isEnd(offset, tag)) {
                finish(offset);
                return;
            }
            if (Integer.compareUnsigned(tag, lastTag) <= 0 && !scope.elements().isEmpty()) {
                warnings.add(offset, tag, tag == lastTag ? "the element stands twice" : "out of order");
            }
            parser.readElement(scope);
            lastTag = tag;
        }
    }

    private void finish(long offset) {
        ended = true;
        end = offset;
    }

    /** Whether what comes is not of the dataset any more. */
    private boolean isEnd(long offset, int tag) throws IOException {
        boolean pixelsSeen = Integer.compareUnsigned(lastTag, FIRST_PIXEL_TAG) >= 0;
        if (lastTag == Tag.DATA_SET_TRAILING_PADDING) {
            warnings.add(offset, -1, "bytes after the trailing padding");
            return true;
        }
        boolean zeros = tag == 0 && input.peekInt(4, false) == 0;
        if (zeros && !scope.elements().isEmpty()) {
            if (!pixelsSeen && !onlyZerosFollow()) {
                throw new MalformedDicomException("dataset", offset, tag, "zeros between elements", null);
            }
            warnings.add(offset, -1, "zeros after the dataset");
            return true;
        }
        if (Tag.group(tag) == 0xFFFE) {
            if (input.peekInt(4, false) != 0 || tag == Tag.ITEM) {
                if (pixelsSeen) {
                    warnings.add(offset, tag, "an item after the dataset");
                    return true;
                }
                throw new MalformedDicomException("dataset", offset, tag, "an item outside of a sequence", null);
            }
            warnings.add(offset, tag, "a delimitation item outside of a sequence");
            return false;
        }
        if (pixelsSeen && !parser.plausibleNext(scope.encoding(), lastTag)) {
            warnings.add(offset, -1, "bytes after the dataset that are no element");
            return true;
        }
        return false;
    }

    /** Consumes up to the first byte that is not zero, or all. */
    private boolean onlyZerosFollow() throws IOException {
        while (input.has(1)) {
            if (input.peekByte(0) != 0) {
                return false;
            }
            input.advance(1);
        }
        return true;
    }

    /** Where the dataset ends or, before that, the reader is. */
    long position() {
        return ended ? end : input.position();
    }

    /** Reads to the end of the input; returns its length. */
    long drain() throws IOException {
        input.skip(Long.MAX_VALUE);
        return input.position();
    }

    Dataset dataset() {
        return scope.dataset();
    }

    EncapsulatedScan scan() {
        return parser.scan();
    }
}
