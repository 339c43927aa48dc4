package io.clouddicom.store;

import java.io.IOException;
import java.time.Duration;

/** The ability to remove what puts left that were never finished, such as those of a process that died. */
public non-sealed interface UnfinishedPuts extends StoreAbility {

    /**
     * Removes what is left of puts that nobody will finish. Objects are not touched, nor is a put of this process that
     * is under way, nor anything that is younger than the age: it may be another process's put that is under way, so the
     * age has to exceed the time that the longest put takes.
     *
     * @param olderThan the age, by the store's clock
     * @return what was removed; what could not be removed is in it, not thrown
     * @throws IllegalArgumentException the age is negative
     * @throws IOException a {@link io.clouddicom.CloudDicomException}: what there is cannot be listed
     */
    SweepReport sweep(Duration olderThan) throws IOException;
}
