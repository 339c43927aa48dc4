package io.clouddicom.internal.archive;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.Fidelity;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.PutOptions;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.InstanceKey;
import io.clouddicom.internal.transcode.J2kTarget;
import io.clouddicom.internal.transcode.NotTranscodableException;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores one instance.
 *
 * <p>The usual way is one request: revision 1, <i>if absent</i>. Only when that slot is taken are the revisions listed.
 * A put whose outcome is unknown is followed by a look: the same digest in the slot is our success, an empty slot means
 * once more.
 *
 * <p>Revision 1 is the guard of an instance: as long as any revision is there, so is that one (a purge leaves it empty
 * instead of removing it). So a put that found the slot free cannot be hidden below a higher revision. A put of a higher
 * revision looks again afterwards, whether it is on top.
 */
public final class InstancePut {
    private static final Logger LOG = LoggerFactory.getLogger(InstancePut.class);
    /** So many puts of others may come between the listing and the put before it is given up. */
    private static final int MOST_RACES = 1000;

    private final ObjectStore store;
    private final RetryPolicy retryPolicy;
    private final ArchiveDescription archive;

    /**
     * Into a store, which retries by itself what is safe to retry.
     *
     * @param store the store
     * @param retryPolicy for what is not
     * @param archive what stored objects hold, unless the options of a put say otherwise
     */
    public InstancePut(ObjectStore store, RetryPolicy retryPolicy, ArchiveDescription archive) {
        this.store = store;
        this.retryPolicy = retryPolicy;
        this.archive = archive;
    }

    /**
     * Stores it.
     *
     * @param source the file
     * @param options what to do about other content, and how to store it
     * @return the receipt
     * @throws IOException see the facade
     */
    public Receipt put(Source source, PutOptions options) throws IOException {
        try (SourceBytes bytes = source.open()) {
            IncomingInstance instance = IncomingInstance.read(bytes);
            List<String> warnings = instance.warnings();
            if (!warnings.isEmpty()) {
                // Without identifiers: they are the caller's to log, from the receipt.
                LOG.warn("an instance is stored with {} warnings, the first: {}", warnings.size(), warnings.get(0));
            }
            Form form = form(instance, options);
            try (StoredContent content = form.content()) {
                return new Attempt(instance, form, options.duplicates(), warnings).run();
            }
        }
    }

    /** What is going to be stored, and why it is not what the policy wanted. */
    private record Form(StoredContent content, Optional<String> keptAsReceived) {}

    private Form form(IncomingInstance instance, PutOptions options) throws IOException {
        Optional<String> keptAsReceived = Optional.empty();
        Optional<J2kTarget> target = J2kTarget.of(options.storage().orElse(archive.policy()))
                .filter(wanted -> !wanted.holds(instance.file().transferSyntax()));
        if (target.isPresent()) {
            Fidelity least = options.leastFidelity().orElse(archive.leastFidelity());
            try {
                return new Form(Transcoding.run(instance, target.get(), least), Optional.empty());
            } catch (NotTranscodableException e) {
                keptAsReceived = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return new Form(new InstanceContent(instance), keptAsReceived);
    }

    /**
     * Stores files, several at a time; one that fails does not keep the others.
     *
     * @param files the files
     * @param options duplicate policy and parallelism
     * @param stored hears of each file that is stored
     * @param failed hears of each file that is not
     * @throws IOException the thread was interrupted
     */
    public void putEach(
            Iterable<Path> files,
            PutOptions options,
            BiConsumer<Path, Receipt> stored,
            BiConsumer<Path, IOException> failed)
            throws IOException {
        Tasks.forEach("put", options.parallelism(), files, file -> {
            Receipt receipt;
            try {
                receipt = put(Source.file(file), options);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                failed.accept(file, e);
                return;
            }
            stored.accept(file, receipt);
        });
    }

    private final class Attempt {
        private final IncomingInstance instance;
        private final StoredContent content;
        private final Optional<String> keptAsReceived;
        private final DuplicatePolicy duplicates;
        private final List<String> warnings;
        private final InstanceKey firstKey;
        private final Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        private boolean unknownBefore;

        Attempt(IncomingInstance instance, Form form, DuplicatePolicy duplicates, List<String> warnings) {
            this.instance = instance;
            this.content = form.content();
            this.keptAsReceived = form.keptAsReceived();
            this.duplicates = duplicates;
            this.warnings = warnings;
            this.firstKey = InstanceRevisions.firstKey(instance.id());
        }

        Receipt run() throws IOException {
            Optional<Receipt> first = tryRevision(1);
            if (first.isPresent()) {
                return first.get();
            }
            for (int races = 0; races < MOST_RACES; races++) {
                InstanceRevisions revisions = InstanceRevisions.list(store, firstKey);
                Optional<Receipt> settled;
                try {
                    settled = settle(revisions);
                } catch (NotFoundException | PreconditionFailedException e) {
                    // What was listed has been superseded and purged since: what is there now decides.
                    continue;
                }
                if (settled.isPresent()) {
                    return settled.get();
                }
                int revision = revisions.highest() + 1;
                Optional<Receipt> stored = tryRevision(revision);
                if (stored.isPresent() && (revision == 1 || onTop(revision))) {
                    return stored.get();
                }
            }
            throw new io.clouddicom.UnavailableException(
                    "put", instance.id().toString(), "others put the same instance all the time");
        }

        /** Puts a revision; empty if the slot is taken by something else. */
        private Optional<Receipt> tryRevision(int revision) throws IOException {
            ObjectKey key = firstKey.withRevision(revision).objectKey();
            while (true) {
                try {
                    PutResult result = store.put(key, content, PutCondition.ifAbsent());
                    long size = content.verified(result, key.value());
                    return Optional.of(receipt(revision, Receipt.Outcome.STORED, size, content.fidelity()));
                } catch (AlreadyExistsException e) {
                    return Optional.empty();
                } catch (OutcomeUnknownException e) {
                    unknownBefore = true;
                    retries.leaveAlone(e);
                    if (slotTaken(key, e)) {
                        return Optional.empty();
                    }
                    retries.pauseOrThrow(e);
                }
            }
        }

        /** After an unknown outcome: whether there is now an object, ours or not; what it is, is told by the listing. */
        private boolean slotTaken(ObjectKey key, OutcomeUnknownException unknown) throws IOException {
            try {
                store.head(key);
                return true;
            } catch (NotFoundException e) {
                return false;
            } catch (IOException e) {
                unknown.addSuppressed(e);
                throw unknown;
            }
        }

        /** Whether a revision that was just put is the current one; also sees to it that revision 1 is there. */
        private boolean onTop(int revision) throws IOException {
            InstanceRevisions revisions = InstanceRevisions.list(store, firstKey);
            if (!revisions.byNumber().containsKey(1)) {
                Guard.put(store, firstKey, retryPolicy);
            }
            return revisions.highest() == revision;
        }

        /** What follows from the content that is there; empty if this content is to be put on top of it. */
        private Optional<Receipt> settle(InstanceRevisions revisions) throws IOException {
            if (revisions.current().isEmpty()) {
                return Optional.empty();
            }
            int revision = revisions.highest();
            ObjectInfo current = revisions.current().get();
            Optional<Footer> footer = footer(current);
            if (footer.isPresent() && isOurs(footer.get())) {
                Receipt.Outcome outcome = unknownBefore ? Receipt.Outcome.STORED : Receipt.Outcome.ALREADY_PRESENT;
                return Optional.of(receipt(
                        revision, outcome, current.sizeBytes(), footer.get().fidelity()));
            }
            return switch (duplicates) {
                case REPLACE -> Optional.empty();
                case SKIP ->
                    Optional.of(receipt(revision, Receipt.Outcome.SKIPPED, current.sizeBytes(), content.fidelity()));
                case REJECT ->
                    throw new AlreadyExistsException(
                            "put", instance.id().toString(), "other content is there, as revision " + revision);
            };
        }

        /** The footer of what is there; empty where it is damaged and to be replaced. */
        private Optional<Footer> footer(ObjectInfo current) throws IOException {
            try {
                return Optional.of(StoredFooter.read(store, current.key(), Optional.of(current.version()))
                        .footer());
            } catch (CorruptDataException e) {
                if (duplicates == DuplicatePolicy.REPLACE) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        private boolean isOurs(Footer footer) throws IOException {
            return footer.isOf(content.sha256(), instance.source().size());
        }

        private Receipt receipt(int revision, Receipt.Outcome outcome, long storedBytes, Fidelity fidelity)
                throws IOException {
            return new Receipt(
                    instance.id(),
                    revision,
                    outcome,
                    storedBytes,
                    instance.source().size(),
                    content.sha256(),
                    fidelity,
                    keptAsReceived,
                    warnings);
        }
    }

    /** The empty object in the slot of revision 1. */
    static final class Guard {
        private Guard() {}

        static void put(ObjectStore store, InstanceKey firstKey, RetryPolicy retryPolicy) throws IOException {
            Retries retries = RetryingObjectStore.retries(store, retryPolicy);
            while (true) {
                try {
                    store.put(
                            firstKey.withRevision(1).objectKey(),
                            ObjectContent.of(new byte[0]),
                            PutCondition.ifAbsent());
                    return;
                } catch (AlreadyExistsException e) {
                    return;
                } catch (OutcomeUnknownException e) {
                    retries.pauseOrThrow(e);
                }
            }
        }
    }
}
