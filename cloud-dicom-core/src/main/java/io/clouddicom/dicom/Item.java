package io.clouddicom.dicom;

import java.util.Objects;

/**
 * An item of a sequence: a dataset, and how it is delimited.
 *
 * @param dataset the dataset
 * @param undefinedLength whether its length is undefined and an Item Delimitation Item ends it
 * @param delimited whether that delimiter is there; one that is missing though it had to be there is not written
 */
public record Item(Dataset dataset, boolean undefinedLength, boolean delimited) {

    /** Checks for null. */
    public Item {
        Objects.requireNonNull(dataset, "dataset");
    }

    /**
     * An item of defined length.
     *
     * @param dataset the dataset
     * @return the item
     */
    public static Item of(Dataset dataset) {
        return new Item(dataset, false, false);
    }
}
