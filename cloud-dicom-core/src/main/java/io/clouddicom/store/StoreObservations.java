package io.clouddicom.store;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * The ability to tell more of a store and its server than the contract lets one see. A {@link StoreCheckup} asks for it, and
 * passes on what is told beside what it tries out itself.
 */
public non-sealed interface StoreObservations extends StoreAbility {

    /** The size above which an object is sent in parts, where that is done. */
    default OptionalLong partSizeBytes() {
        return OptionalLong.empty();
    }

    /**
     * What the store has seen of its server, or knows of itself. May make requests, on objects of the store's own.
     *
     * @return the findings, in no order; a finding that goes beyond what was tried out counts like any other
     * @throws IOException a {@link io.clouddicom.CloudDicomException}
     */
    List<CheckupFinding> observations() throws IOException;
}
