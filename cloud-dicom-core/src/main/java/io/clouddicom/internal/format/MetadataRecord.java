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
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The metadata of an instance as the study index keeps it: its dataset without pixel data as a DICOM file in explicit VR
 * little endian, without long values; and a list of these, each with its place in the dataset and in the stored object.
 */
public final class MetadataRecord {
    private static final int PIXEL_DATA_GROUP = 0x7FE0;
    private static final int DEEPEST = 64;

    /** A long value: where in the dataset, and where in the stored object. */
    private record LongValue(List<Step> path, int tag, Vr vr, Value.Bulk value) {}

    /** One step down: a sequence and one of its items. */
    private record Step(int tag, int item) {}

    private MetadataRecord() {}

    /**
     * Writes the record of a dataset.
     *
     * @param dataset the dataset as read from the stored object; values that were not loaded become long values
     * @throws IOException the dataset cannot be written
     */
    public static byte[] encode(Dataset dataset) throws IOException {
        List<LongValue> longValues = new ArrayList<>();
        Dataset loaded = withoutLongValues(dataset, List.of(), longValues);
        ByteArrayOutputStream file = new ByteArrayOutputStream(4096);
        DicomWriter.writeFile(Dataset.empty(), loaded, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, file);
        ByteWriter out = new ByteWriter().block(file.toByteArray()).varint(longValues.size());
        for (LongValue longValue : longValues) {
            out.varint(longValue.path().size());
            for (Step step : longValue.path()) {
                out.u32(step.tag()).varint(step.item());
            }
            out.u32(longValue.tag()).text(longValue.vr().name());
            out.u8(longValue.value().bigEndian() ? 1 : 0);
            out.varint(longValue.value().span().offset())
                    .varint(longValue.value().span().length());
        }
        return out.toByteArray();
    }

    private static Dataset withoutLongValues(Dataset dataset, List<Step> path, List<LongValue> longValues) {
        // A builder of the same encoding: the writer then knows what the values have to be converted from.
        Dataset.Builder kept = dataset.toBuilder();
        for (Element element : dataset) {
            Value value = element.value();
            boolean pixelData = path.isEmpty() && Tag.group(element.tag()) == PIXEL_DATA_GROUP;
            if (pixelData || value instanceof Value.Fragments || element.tag() == Tag.DATA_SET_TRAILING_PADDING) {
                kept.remove(element.tag());
            } else if (value instanceof Value.Bulk bulk) {
                kept.remove(element.tag());
                longValues.add(new LongValue(path, element.tag(), element.vr(), bulk));
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
        int count = in.count(8);
        List<LongValue> longValues = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int depth = in.count(5);
            if (depth > DEEPEST) {
                throw in.corrupt("a value is too deep");
            }
            List<Step> path = new ArrayList<>();
            for (int step = 0; step < depth; step++) {
                path.add(new Step(in.u32(), (int) Math.min(Integer.MAX_VALUE, in.varint())));
            }
            int tag = in.u32();
            Vr vr = vr(in);
            boolean bigEndian = in.u8() != 0;
            longValues.add(new LongValue(path, tag, vr, new Value.Bulk(span(in), bigEndian)));
        }
        in.end();
        return withLongValues(read.dataset(), longValues, 0);
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
