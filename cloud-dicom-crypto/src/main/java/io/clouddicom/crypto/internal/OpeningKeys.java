package io.clouddicom.crypto.internal;

import com.google.crypto.tink.StreamingAead;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The keys that may open an object: those known and, when these were tried in vain, those that came since. */
final class OpeningKeys {
    private final SealingKeys keys;
    private final ObjectKey object;
    private final SealingKey known;
    private boolean looked;

    OpeningKeys(SealingKeys keys, ObjectKey object, SealingKey known) {
        this.keys = keys;
        this.object = object;
        this.known = known;
    }

    /** Those known. */
    List<StreamingAead> known() {
        return known.primitives();
    }

    /** Those that came since; asked for once. */
    List<StreamingAead> newer() throws IOException {
        if (looked) {
            return List.of();
        }
        looked = true;
        Optional<SealingKey> newer = keys.newerThan(object, known);
        return newer.isPresent() ? newer.get().primitives() : List.of();
    }
}
