package io.clouddicom.internal.archive;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.Item;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Loads the tables of a dataset that rendering needs, where they are so long that metadata does not hold them. */
final class RenderingTables {
    /** As long as the longest table, 65536 entries of 16 bits. */
    private static final long LONGEST_TABLE = 128 << 10;

    private static final int SEGMENTED = 0x20;
    private static final Set<Integer> TABLES = Set.of(
            Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            Tag.GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            Tag.BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA + SEGMENTED,
            Tag.GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA + SEGMENTED,
            Tag.BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA + SEGMENTED,
            Tag.LUT_DATA);

    private RenderingTables() {}

    /** The metadata of an instance with these tables. */
    static Dataset loaded(StoredInstance instance) throws IOException {
        return loaded(instance, instance.metadata());
    }

    private static Dataset loaded(StoredInstance instance, Dataset dataset) throws IOException {
        Dataset.Builder loaded = null;
        for (Element element : dataset) {
            Element other = element;
            if (element.value() instanceof Value.Bulk bulk
                    && TABLES.contains(element.tag())
                    && bulk.span().length() <= LONGEST_TABLE) {
                byte[] bytes = instance.range(bulk.span().offset(), bulk.span().length());
                ByteOrder order = bulk.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                other = Element.of(element.tag(), element.vr(), Value.Bytes.of(bytes, order));
            } else if (element.tag() == Tag.MODALITY_LUT_SEQUENCE || element.tag() == Tag.VOI_LUT_SEQUENCE) {
                List<Item> items = new ArrayList<>();
                for (Dataset item : dataset.items(element.tag())) {
                    items.add(Item.of(loaded(instance, item)));
                }
                other = Element.of(element.tag(), Vr.SQ, new Value.Sequence(items));
            }
            if (other != element) {
                loaded = loaded == null ? dataset.toBuilder() : loaded;
                loaded.put(other);
            }
        }
        return loaded == null ? dataset : loaded.build();
    }
}
