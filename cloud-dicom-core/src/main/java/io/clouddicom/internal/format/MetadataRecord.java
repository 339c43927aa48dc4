package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.DicomReaderOptions;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.Item;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.SpanList;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * The metadata of an instance as the study index keeps it: its dataset without pixel data as a DICOM file in explicit VR
 * little endian, without long values; and a list of these, each with its place in the dataset and in the stored object.
 * A second list, of the encapsulated pixel data of items (of icons, PS3.5 A.4), is there only if there is any.
 */
public final class MetadataRecord {
    private static final int PIXEL_DATA_GROUP = 0x7FE0;
    private static final int DEEPEST = 64;

    /** A value that is not in the record, in bulk or in fragments: where in the dataset, and where in the stored object. */
    private record LongValue(List<Step> path, int tag, Vr vr, Value value) {}

    /** One step down: a sequence and one of its items. */
    private record Step(int tag, int item) {}

    private MetadataRecord() {}

    /**
     * Writes the record of a dataset.
     *
     * @param dataset the dataset as read; values that were not loaded become long values
     * @param place where in the stored object lies what was read at an offset
     * @throws IOException the dataset cannot be written
     */
    public static byte[] encode(Dataset dataset, LongUnaryOperator place) throws IOException {
        List<LongValue> longValues = new ArrayList<>();
        Dataset loaded = withoutLongValues(dataset, List.of(), longValues);
        ByteArrayOutputStream file = new ByteArrayOutputStream(4096);
        DicomWriter.writeFile(Dataset.empty(), loaded, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, file);
        ByteWriter out = new ByteWriter().block(file.toByteArray());
        List<LongValue> inBulk = longValues.stream()
                .filter(longValue -> longValue.value() instanceof Value.Bulk)
                .toList();
        out.varint(inBulk.size());
        for (LongValue longValue : inBulk) {
            Value.Bulk bulk = (Value.Bulk) longValue.value();
            writePlace(longValue, out);
            out.u8(bulk.bigEndian() ? 1 : 0);
            writeSpan(bulk.span(), place, out);
        }
        if (inBulk.size() == longValues.size()) {
            return out.toByteArray();
        }
        out.varint(longValues.size() - inBulk.size());
        for (LongValue longValue : longValues) {
            if (longValue.value() instanceof Value.Fragments fragments) {
                writePlace(longValue, out);
                out.varint(fragments.fragments().size());
                for (ByteSpan fragment : fragments.fragments()) {
                    writeSpan(fragment, place, out);
                }
            }
        }
        return out.toByteArray();
    }

    private static void writePlace(LongValue longValue, ByteWriter out) {
        out.varint(longValue.path().size());
        for (Step step : longValue.path()) {
            out.u32(step.tag()).varint(step.item());
        }
        out.u32(longValue.tag()).text(longValue.vr().name());
    }

    private static void writeSpan(ByteSpan span, LongUnaryOperator place, ByteWriter out) {
        out.varint(place.applyAsLong(span.offset())).varint(span.length());
    }

    private static Dataset withoutLongValues(Dataset dataset, List<Step> path, List<LongValue> longValues) {
        // A builder of the same encoding: the writer then knows what the values have to be converted from.
        Dataset.Builder kept = dataset.toBuilder();
        for (Element element : dataset) {
            Value value = element.value();
            boolean pixelData = path.isEmpty() && Tag.group(element.tag()) == PIXEL_DATA_GROUP;
            boolean topFragments = path.isEmpty() && value instanceof Value.Fragments;
            if (pixelData || topFragments || element.tag() == Tag.DATA_SET_TRAILING_PADDING) {
                kept.remove(element.tag());
            } else if (value instanceof Value.Bulk || value instanceof Value.Fragments) {
                kept.remove(element.tag());
                longValues.add(new LongValue(path, element.tag(), element.vr(), value));
            } else if (value instanceof Value.Sequence sequence) {
                List<Item> items = new ArrayList<>();
                for (Item item : sequence.items()) {
                    List<Step> deeper = new ArrayList<>(path);
                    deeper.add(new Step(element.tag(), items.size()));
                    items.add(Item.of(withoutLongValues(item.dataset(), List.copyOf(deeper), longValues)));
                }
                kept.put(Element.of(element.tag(), Vr.SQ, new Value.Sequence(items)));
            }
        }
        return kept.build();
    }

    /**
     * Reads a record.
     *
     * @param record the record
     * @param object the object, for messages
     * @throws CorruptDataException it is damaged
     * @throws IOException another error of reading it
     */
    public static Dataset decode(ByteBuffer record, String object) throws IOException {
        ByteParser in = new ByteParser(record, object, "metadata");
        byte[] file = in.block();
        // Everything in the record was short enough to be kept; so it is to be loaded, whatever its length.
        DicomReaderOptions loadAll = DicomReaderOptions.DEFAULT
                .withInlineLimitBytes(file.length)
                .withHeaderLimitBytes(64L * file.length + (1 << 20));
        DicomFile read = DicomReader.of(RangeSource.of(file), loadAll).read();
        List<LongValue> longValues = new ArrayList<>();
        for (int left = in.count(8); left > 0; left--) {
            List<Step> path = path(in);
            int tag = in.u32();
            Vr vr = vr(in);
            boolean bigEndian = in.u8() != 0;
            longValues.add(new LongValue(path, tag, vr, new Value.Bulk(span(in), bigEndian)));
        }
        for (int left = in.remaining() == 0 ? 0 : in.count(8); left > 0; left--) {
            List<Step> path = path(in);
            int tag = in.u32();
            Vr vr = vr(in);
            List<ByteSpan> fragments = new ArrayList<>();
            for (int more = in.count(2); more > 0; more--) {
                fragments.add(span(in));
            }
            Value value = new Value.Fragments(new ByteSpan(0, 0), SpanList.copyOf(fragments), true);
            longValues.add(new LongValue(path, tag, vr, value));
        }
        in.end();
        return withLongValues(read.dataset(), longValues, 0);
    }

    private static List<Step> path(ByteParser in) throws CorruptDataException {
        int depth = in.count(5);
        if (depth > DEEPEST) {
            throw in.corrupt("a value is too deep");
        }
        List<Step> path = new ArrayList<>();
        for (int step = 0; step < depth; step++) {
            path.add(new Step(in.u32(), (int) Math.min(Integer.MAX_VALUE, in.varint())));
        }
        return path;
    }

    private static Vr vr(ByteParser in) throws CorruptDataException {
        try {
            return Vr.valueOf(in.text());
        } catch (IllegalArgumentException unknown) {
            throw in.corrupt("there is no such value representation");
        }
    }

    private static ByteSpan span(ByteParser in) throws CorruptDataException {
        try {
            return new ByteSpan(in.varint(), in.varint());
        } catch (IllegalArgumentException noSpan) {
            throw in.corrupt("a value lies nowhere");
        }
    }

    private static Dataset withLongValues(Dataset dataset, List<LongValue> longValues, int depth) {
        if (longValues.isEmpty()) {
            return dataset;
        }
        Dataset.Builder whole = dataset.toBuilder();
        for (LongValue longValue : longValues) {
            if (longValue.path().size() == depth) {
                whole.put(Element.of(longValue.tag(), longValue.vr(), longValue.value()));
            }
        }
        longValues.stream()
                .filter(longValue -> longValue.path().size() > depth)
                .map(longValue -> longValue.path().get(depth).tag())
                .distinct()
                .forEach(tag -> dataset.element(tag)
                        .filter(element -> element.value() instanceof Value.Sequence)
                        .ifPresent(element ->
                                whole.put(Element.of(tag, Vr.SQ, withLongValues(element, longValues, depth)))));
        return whole.build();
    }

    private static Value.Sequence withLongValues(Element element, List<LongValue> longValues, int depth) {
        List<Item> items = new ArrayList<>();
        for (Item item : ((Value.Sequence) element.value()).items()) {
            Step here = new Step(element.tag(), items.size());
            List<LongValue> within = longValues.stream()
                    .filter(longValue -> longValue.path().size() > depth
                            && longValue.path().get(depth).equals(here))
                    .toList();
            items.add(Item.of(withLongValues(item.dataset(), within, depth + 1)));
        }
        return new Value.Sequence(items);
    }
}
