package io.clouddicom.crypto.internal;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.UnavailableException;
import io.clouddicom.key.SealingWatch;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ForwardingStore;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PresignedReads;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.StoreAbility;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store whose objects lie sealed in another one, or plain, as they do while an archive is encrypted or decrypted in place.
 * To those above it holds the plain objects, and they do not notice when one is replaced by the same content in the other
 * form.
 *
 * <p>What is put goes by what the archive said a short while ago, and is looked after when it took long. What is read tells by
 * itself what it is ({@link ObjectForm}). Where all is sealed, as the archive says, nothing plain is given out.
 */
public final class MovingObjectStore extends ForwardingStore {
    private static final int MOST_RACES = 100;

    private final UUID archive;
    private final StudyKeys keys;
    private final SealingWatch watch;
    private final Resealing resealing;
    private final SealedObjectStore sealed;
    private final KnownForms forms;

    /** Of an archive. */
    public MovingObjectStore(ObjectStore store, UUID archive, StudyKeys keys, SealingWatch watch, Resealing resealing) {
        super(store);
        this.archive = archive;
        this.keys = keys;
        this.watch = watch;
        this.resealing = resealing;
        this.sealed = new SealedObjectStore(store, archive, new OpeningOnly(keys));
        this.forms = new KnownForms(store);
    }

    /** Keys to read by; which version it is, is seen to here. */
    private record OpeningOnly(StudyKeys keys) implements SealingKeys {
        @Override
        public boolean sealed(ObjectKey key) {
            return true;
        }

        @Override
        public SealingKey toSeal(ObjectKey key) throws IOException {
            return keys.toSeal(key);
        }

        @Override
        public SealingKey toOpen(ObjectKey key) throws IOException {
            return keys.toOpen(key);
        }

        @Override
        public Optional<SealingKey> newerThan(ObjectKey key, SealingKey known) throws IOException {
            return keys.newerThan(key, known);
        }
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        if (!keys.sealed(key)) {
            return store.put(key, content, condition);
        }
        if (!watch.recent().seals()) {
            PutResult result = store.put(key, content, condition);
            // It may have taken long.
            boolean stays = !watch.recent().seals();
            return stays ? result : inForm(result, resealing.seal(key, keys.toSealAtLast(key)));
        }
        SealingKey used = content.repeatable() ? keys.toSeal(key) : keys.toSealAtLast(key);
        PutResult result = new SealedObjectStore(store, archive, new FixedKey(used)).put(key, content, condition);
        boolean stays = watch.recent().seals();
        return stays ? keys.settle(key, used, result) : inForm(result, resealing.unseal(key, used));
    }

    /** The result of a put that was brought into the other form. */
    private static PutResult inForm(PutResult put, Resealing.Result changed) {
        return new PutResult(changed.info().version(), put.sizeBytes(), put.crc32c());
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        if (!keys.sealed(key)) {
            return store.get(key, range, pinned);
        }
        @Nullable ObjectForm before = pinned.isPresent() ? forms.known(key, pinned.get()) : null;
        @Nullable PreconditionFailedException gone = null;
        Optional<ObjectVersion> wanted = pinned;
        for (int races = 0; races < MOST_RACES; races++) {
            try {
                ObjectForm form = current(key, wanted);
                if (gone != null) {
                    checkSameContent(before, form, gone);
                }
                return open(form, range);
            } catch (PreconditionFailedException e) {
                if (e == gone || (pinned.isPresent() && !StudyKeys.keepsItsContent(key))) {
                    throw e;
                }
                // Of what has one content for ever, any version will do.
                gone = pinned.isPresent() ? e : null;
                wanted = Optional.empty();
            }
        }
        throw new UnavailableException("get", key.value(), "it is replaced all the time");
    }

    private ObjectReader open(ObjectForm form, ByteRange range) throws IOException {
        ObjectStore holder = form.sealed() ? sealed : store;
        ObjectKey key = form.info().key();
        ObjectVersion version = form.info().version();
        try {
            return holder.get(key, range, Optional.of(version));
        } catch (AuthenticationFailedException e) {
            // Its key may be gone because it is plain by now: then it is another version.
            throw sameVersion(key, version, e);
        }
    }

    /** The error, if what failed is what is there still; otherwise one that says that it was replaced. */
    private IOException sameVersion(ObjectKey key, ObjectVersion version, AuthenticationFailedException failure)
            throws IOException {
        return store.head(key).version().equals(version)
                ? failure
                : new PreconditionFailedException("get", key.value(), "it was replaced meanwhile", failure);
    }

    /** A purge leaves no content, and what had another size was not this. */
    private static void checkSameContent(@Nullable ObjectForm before, ObjectForm now, PreconditionFailedException gone)
            throws PreconditionFailedException {
        long size = now.plain().sizeBytes();
        if (size == 0 || (before != null && before.plain().sizeBytes() != size)) {
            throw gone;
        }
    }

    /** What lies there, the version that was asked for or whichever; nothing plain where all is sealed. */
    private ObjectForm current(ObjectKey key, Optional<ObjectVersion> version) throws IOException {
        ObjectForm known = version.isPresent() ? forms.known(key, version.get()) : null;
        ObjectForm form = known != null ? known : forms.look(key, version);
        String study = StudyKeys.study(key);
        boolean ask = watch.known().seals() && (known == null || !watch.known().mayHoldPlain(study));
        if (!form.sealed() && ask && !watch.look().mayHoldPlain(study)) {
            AuthenticationFailedException plain = new AuthenticationFailedException(
                    "get", key.value(), "it lies in the clear, where all is sealed as the archive says");
            throw sameVersion(key, form.info().version(), plain);
        }
        return form;
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        if (!keys.sealed(key)) {
            return store.head(key);
        }
        for (int races = 0; races < MOST_RACES; races++) {
            try {
                return current(key, Optional.empty()).plain();
            } catch (PreconditionFailedException e) {
                // Replaced between two looks.
                continue;
            }
        }
        throw new UnavailableException("head", key.value(), "it is replaced all the time");
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return MovingListing.open(store, prefix, startAfter, new MovingListing.View(keys, watch, forms, sealed));
    }

    /** All but that to give a read to others, who would get what they cannot open. */
    @Override
    public <A extends StoreAbility> Optional<A> ability(Class<A> ability) {
        return ability.equals(PresignedReads.class) ? Optional.empty() : store.ability(ability);
    }
}
