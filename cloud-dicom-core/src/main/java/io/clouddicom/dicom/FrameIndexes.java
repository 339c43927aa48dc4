package io.clouddicom.dicom;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes the frame index of a dataset (PS3.5 8.1, A.4; PS3.3 C.7.6.3). */
final class FrameIndexes {
    private static final int[] PIXEL_DATA = {Tag.PIXEL_DATA, Tag.FLOAT_PIXEL_DATA, Tag.DOUBLE_FLOAT_PIXEL_DATA};

    private final Dataset dataset;
    private final TransferSyntax transferSyntax;
    private final EncapsulatedScan scan;
    private final Warnings warnings;

    FrameIndexes(Dataset dataset, TransferSyntax transferSyntax, EncapsulatedScan scan, Warnings warnings) {
        this.dataset = dataset;
        this.transferSyntax = transferSyntax;
        this.scan = scan;
        this.warnings = warnings;
    }

    FrameIndex build() {
        for (int tag : PIXEL_DATA) {
            @Nullable Element element = dataset.element(tag).orElse(null);
            if (element != null && element.value() instanceof Value.Bulk bulk) {
                return nativeFrames(tag, bulk.span());
            } else if (element != null && element.value() instanceof Value.Fragments fragments) {
                return encapsulated(tag, fragments);
            }
        }
        return FrameIndex.empty();
    }

    private int declaredFrames(long offset) {
        OptionalLong declared = dataset.integer(Tag.NUMBER_OF_FRAMES);
        long frames = declared.orElse(1);
        if (frames < 1 || frames > Integer.MAX_VALUE - 1) {
            warnings.add(offset, Tag.NUMBER_OF_FRAMES, "not a number of frames; taken for 1");
            return 1;
        }
        if (declared.isEmpty()
                && dataset.element(Tag.NUMBER_OF_FRAMES)
                        .filter(e -> !e.isEmpty())
                        .isPresent()) {
            warnings.add(offset, Tag.NUMBER_OF_FRAMES, "not a number of frames; taken for 1");
        }
        return (int) frames;
    }

    private FrameIndex nativeFrames(int tag, ByteSpan span) {
        long frameBits = frameBits(tag);
        if (frameBits <= 0) {
            warnings.add(span.offset(), tag, "the size of a frame is not known");
            return FrameIndex.empty();
        }
        int declared = declaredFrames(span.offset());
        long present = span.length() >= Long.MAX_VALUE / 8 ? Long.MAX_VALUE / frameBits : span.length() * 8 / frameBits;
        if (present < declared) {
            warnings.add(span.offset(), tag, "pixel data for " + present + " of " + declared + " frames");
        }
        int count = (int) Math.min(declared, present);
        // Samples of a byte in big endian words of two (PS3.5 A.3): the last of an odd number lies behind the padding.
        boolean bytesInWords = transferSyntax.bigEndian()
                && dataset.integer(Tag.BITS_ALLOCATED).orElse(0) <= 8
                && dataset.element(tag).filter(element -> element.vr() == Vr.OW).isPresent();
        long usedBytes = (count * frameBits + 7) / 8;
        int padding = bytesInWords && usedBytes % 2 == 1 && usedBytes < span.length() ? 1 : 0;
        return NativeFrameIndex.of(span.offset(), frameBits, count, padding);
    }

    /** The bits of one frame; 0 where the attributes do not say. */
    private long frameBits(int tag) {
        long rows = dataset.integer(Tag.ROWS).orElse(0);
        long columns = dataset.integer(Tag.COLUMNS).orElse(0);
        long samples = dataset.integer(Tag.SAMPLES_PER_PIXEL).orElse(1);
        long bits = switch (tag) {
            case Tag.FLOAT_PIXEL_DATA -> 32;
            case Tag.DOUBLE_FLOAT_PIXEL_DATA -> 64;
            default -> dataset.integer(Tag.BITS_ALLOCATED).orElse(0);
        };
        if (rows < 1 || columns < 1 || samples < 1 || bits < 1 || rows > 0xFFFF_FFFFL || columns > 0xFFFF_FFFFL) {
            return 0;
        }
        if (samples > 0xFFFF || bits > 0xFFFF || rows * columns < 0) {
            return 0;
        }
        try {
            long pixels = Math.multiplyExact(rows, columns);
            return switch (dataset.string(Tag.PHOTOMETRIC_INTERPRETATION).orElse("")) {
                case "YBR_FULL_422", "YBR_PARTIAL_422" -> Math.multiplyExact(pixels, 2 * bits);
                case "YBR_PARTIAL_420" -> Math.multiplyExact(pixels, 3 * bits) / 2;
                default -> Math.multiplyExact(pixels, samples * bits);
            };
        } catch (ArithmeticException tooLarge) {
            return 0;
        }
    }

    private FrameIndex encapsulated(int tag, Value.Fragments value) {
        SpanList fragments = value.fragments();
        if (fragments.isEmpty()) {
            return FrameIndex.empty();
        }
        long offset = fragments.offset(0);
        if (transferSyntax.codec().video()) {
            return new FragmentFrameIndex(FrameIndex.Origin.BIT_STREAM, fragments, new int[] {0, fragments.size()});
        }
        int frames = declaredFrames(offset);
        FrameIndex byTable = byExtendedOffsetTable(fragments, frames);
        if (byTable == null) {
            byTable = byBasicOffsetTable(tag, fragments, frames);
        }
        return byTable != null ? byTable : byFragments(tag, fragments, frames);
    }

    private @Nullable FrameIndex byExtendedOffsetTable(SpanList fragments, int frames) {
        long[] offsets = table(Tag.EXTENDED_OFFSET_TABLE, scan.extendedOffsets());
        if (offsets.length == 0) {
            return null;
        }
        int[] first = firstFragments(fragments, offsets, frames);
        if (first == null) {
            warnings.add(fragments.offset(0), Tag.EXTENDED_OFFSET_TABLE, "does not fit the fragments; not used");
            return null;
        }
        long[] lengths = table(Tag.EXTENDED_OFFSET_TABLE_LENGTHS, scan.extendedLengths());
        BitSet padded = new BitSet();
        for (int i = 0; i < frames; i++) {
            long bytes = 0;
            for (int fragment = first[i]; fragment < first[i + 1]; fragment++) {
                bytes += fragments.length(fragment);
            }
            boolean fits = i < lengths.length && (lengths[i] == bytes || lengths[i] == bytes - 1);
            if (!fits) {
                warnings.add(fragments.offset(0), Tag.EXTENDED_OFFSET_TABLE_LENGTHS, "does not fit the fragments");
                padded.clear();
                break;
            }
            padded.set(i, lengths[i] == bytes - 1 && fragments.length(first[i + 1] - 1) > 0);
        }
        return new FragmentFrameIndex(FrameIndex.Origin.EXTENDED_OFFSET_TABLE, fragments, first, padded);
    }

    private long[] table(int tag, long[] scanned) {
        return scanned.length > 0 ? scanned : dataset.integers(tag);
    }

    private @Nullable FrameIndex byBasicOffsetTable(int tag, SpanList fragments, int frames) {
        long[] offsets = scan.basicOffsetTable();
        if (offsets.length == 0) {
            return null;
        }
        int[] first = firstFragments(fragments, offsets, frames);
        if (first == null) {
            warnings.add(fragments.offset(0), tag, "the basic offset table does not fit the fragments; not used");
            return null;
        }
        return new FragmentFrameIndex(FrameIndex.Origin.BASIC_OFFSET_TABLE, fragments, first);
    }

    /** The first fragment of each frame and the end, where the offsets name fragments from the first one on; or null. */
    private int @Nullable [] firstFragments(SpanList fragments, long[] offsets, int frames) {
        if (offsets.length != frames || frames > fragments.size()) {
            return null;
        }
        int[] first = new int[frames + 1];
        first[frames] = fragments.size();
        long origin = fragments.offset(0);
        int fragment = 0;
        for (int i = 0; i < frames; i++) {
            while (fragment < fragments.size() && fragments.offset(fragment) - origin < offsets[i]) {
                fragment++;
            }
            boolean names = fragment < fragments.size() && fragments.offset(fragment) - origin == offsets[i];
            if (!names || (i == 0 ? fragment != 0 : fragment <= first[i - 1])) {
                return null;
            }
            first[i] = fragment;
        }
        return first;
    }

    /**
     * Without a table: one fragment a frame where there are as many, or all of them for a single frame; otherwise a frame
     * begins where a fragment begins like a codestream.
     */
    private FrameIndex byFragments(int tag, SpanList fragments, int frames) {
        int count = fragments.size();
        if (frames == 1) {
            return new FragmentFrameIndex(FrameIndex.Origin.FRAGMENTS, fragments, new int[] {0, count});
        }
        if (count <= frames) {
            if (count < frames) {
                warnings.add(fragments.offset(0), tag, count + " fragments for " + frames + " frames");
            }
            int[] first = new int[count + 1];
            Arrays.setAll(first, i -> i);
            return new FragmentFrameIndex(FrameIndex.Origin.FRAGMENTS, fragments, first);
        }
        BitSet beginnings = scan.beginnings();
        if (beginnings.cardinality() == frames && beginnings.get(0)) {
            int[] first = Arrays.copyOf(beginnings.stream().toArray(), frames + 1);
            first[frames] = count;
            return new FragmentFrameIndex(FrameIndex.Origin.FRAGMENTS, fragments, first);
        }
        warnings.add(
                fragments.offset(0),
                tag,
                "frames cannot be told apart: " + count + " fragments, " + frames + " frames");
        return FrameIndex.empty();
    }
}
