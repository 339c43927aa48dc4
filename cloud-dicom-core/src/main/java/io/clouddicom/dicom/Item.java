package io.clouddicom.dicom;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An item of a sequence: a dataset, and how it is delimited. Immutable; equal when the datasets are. */
public final class Item {
    /** No delimitation item is there. */
    static final int NO_DELIMITER = -1;

    private final Dataset dataset;
    private final boolean undefinedLength;
    /** What stands as the length of the Item Delimitation Item, regularly 0. */
    private final int delimiterLength;
    /** By how much the length in the file is more than what is there, regularly 0. */
    private final int missingBytes;

    private Item(Dataset dataset, boolean undefinedLength, int delimiterLength, int missingBytes) {
        this.dataset = Objects.requireNonNull(dataset, "dataset");
        this.undefinedLength = undefinedLength;
        this.delimiterLength = delimiterLength;
        this.missingBytes = missingBytes;
    }

    /**
     * An item of defined length.
     *
     * @param dataset the dataset
     * @return the item
     */
    public static Item of(Dataset dataset) {
        return new Item(dataset, false, NO_DELIMITER, 0);
    }

    /**
     * An item of undefined length, ended by an Item Delimitation Item.
     *
     * @param dataset the dataset
     * @return the item
     */
    public static Item ofUndefinedLength(Dataset dataset) {
        return new Item(dataset, true, 0, 0);
    }

    /** An item as it stands in a file. */
    static Item encoded(Dataset dataset, boolean undefinedLength, int delimiterLength, int missingBytes) {
        return new Item(dataset, undefinedLength, delimiterLength, missingBytes);
    }

    /** The dataset. */
    public Dataset dataset() {
        return dataset;
    }

    /** Whether its length is undefined. */
    public boolean undefinedLength() {
        return undefinedLength;
    }

    int delimiterLength() {
        return delimiterLength;
    }

    int missingBytes() {
        return missingBytes;
    }

    Item withDataset(Dataset other) {
        return new Item(other, undefinedLength, delimiterLength, missingBytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Item that && dataset.equals(that.dataset);
    }

    @Override
    public int hashCode() {
        return dataset.hashCode();
    }

    @Override
    public String toString() {
        return "item of " + dataset;
    }
}
