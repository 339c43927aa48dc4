package io.clouddicom;

import io.clouddicom.cache.Cache;
import io.clouddicom.cache.CacheStatistics;
import io.clouddicom.dicom.Uid;
import io.clouddicom.internal.archive.ArchiveCache;
import io.clouddicom.internal.archive.ArchiveOpening;
import io.clouddicom.internal.archive.InPlace;
import io.clouddicom.internal.archive.Indexing;
import io.clouddicom.internal.archive.InstancePut;
import io.clouddicom.internal.archive.KeyMaintenance;
import io.clouddicom.internal.archive.Lifecycle;
import io.clouddicom.internal.archive.OpenedStudy;
import io.clouddicom.internal.archive.Prefetching;
import io.clouddicom.internal.archive.Presigning;
import io.clouddicom.internal.archive.Protections;
import io.clouddicom.internal.archive.Purging;
import io.clouddicom.internal.archive.RetryingObjectStore;
import io.clouddicom.internal.archive.StoredInstance;
import io.clouddicom.internal.archive.StudySegments;
import io.clouddicom.internal.archive.Thawing;
import io.clouddicom.internal.archive.Verifying;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.internal.observe.Observation;
import io.clouddicom.internal.store.LimitedReads;
import io.clouddicom.key.ArchiveProtection;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.observe.ArchiveListener;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.KeptCopies;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PresignedRead;
import io.clouddicom.store.Retries;
import io.clouddicom.store.SweepReport;
import io.clouddicom.store.UnfinishedPuts;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * DICOM studies in an object store.
 *
 * <p>What {@code put} acknowledges is durable and comes back bit for bit, or, if it came compressed and is stored in another
 * transfer syntax, pixel for pixel ({@link Fidelity}). Any number of threads and processes work on one
 * archive at once; there is no lock and no database: the listing of the store is the truth.
 *
 * <p>Safe for use by any number of threads. Closing it closes the store if the archive opened it, and ends its threads;
 * views made of it cannot read any more.
 *
 * <pre>{@code
 * try (DicomArchive archive = DicomArchive.builder("file:///var/dicom").open()) {
 *     Receipt receipt = archive.put(Path.of("slice.dcm"));
 *     Study study = archive.study(receipt.study());
 *     byte[] frame = study.instance(receipt.instance()).frame(1).fetch();
 *     archive.restore(receipt.instance(), Path.of("again.dcm"));
 * }
 * }</pre>
 */
public final class DicomArchive implements Closeable {

    private final ArchiveDescription description;
    private final ObjectStore store;
    private final boolean ownsStore;
    private final RetryPolicy retryPolicy;
    private final Protections.Opened opened;
    private final ArchiveCache cache;
    private final Sealing sealing;
    private final Observation observation;

    /** Opens the archive in a store with its keys, or without. */
    @FunctionalInterface
    private interface Sealing {
        Protections.Opened open(ObjectStore store) throws IOException;
    }

    private DicomArchive(
            ArchiveDescription description,
            ArchiveCache cache,
            Sealing sealing,
            boolean ownsStore,
            RetryPolicy retryPolicy,
            Observation observation)
            throws IOException {
        this.description = description;
        this.cache = cache;
        this.sealing = sealing;
        this.ownsStore = ownsStore;
        this.retryPolicy = retryPolicy;
        this.observation = observation;
        this.opened = sealing.open(cache.store());
        this.store = new RetryingObjectStore(opened.store(), retryPolicy);
    }

    Receipt putInstance(InstanceSource source, PutOptions options) throws IOException {
        return new InstancePut(store, retryPolicy, description).put(source.source(), options);
    }

    /** Puts files, several at a time, and tells of each. */
    void putEach(
            Iterable<Path> files,
            PutOptions options,
            BiConsumer<Path, Receipt> stored,
            BiConsumer<Path, IOException> failed)
            throws IOException {
        new InstancePut(store, retryPolicy, description).putEach(files, options, stored, failed);
    }

    /**
     * Begins to open an archive by its store's URI.
     *
     * @param uri such as {@code file:///var/dicom} or {@code mem:}
     * @return the builder
     */
    public static Builder builder(String uri) {
        return new Builder(() -> ObjectStores.open(uri), true);
    }

    /**
     * Begins to open an archive by its store's URI.
     *
     * @param uri such as {@code file:///var/dicom}
     * @return the builder
     */
    public static Builder builder(URI uri) {
        return new Builder(() -> ObjectStores.open(uri), true);
    }

    /**
     * Begins to open an archive on a store that is open already. The caller closes it, after the archive.
     *
     * @param store the store
     * @return the builder
     */
    public static Builder builder(ObjectStore store) {
        Objects.requireNonNull(store, "store");
        return new Builder(() -> store, false);
    }

    /** A short name of the archive for messages: that of its store. */
    public String name() {
        return store.name();
    }

    /** What stored objects hold, unless a put says otherwise. */
    public StoragePolicy storage() {
        return description.policy();
    }

    /** The random number that was given to the archive when it was made. */
    public UUID id() {
        return description.id();
    }

    /**
     * The keys of an encrypted archive.
     *
     * @return the keys
     * @throws InvalidRequestException the archive is not encrypted
     */
    public ArchiveKeys keys() throws InvalidRequestException {
        ProtectedArchive sealed = opened.sealed()
                .orElseThrow(() -> new InvalidRequestException("open", name(), "the archive is not encrypted"));
        return new ArchiveKeys(
                new KeyMaintenance(store, sealed, retryPolicy, cache.memory()),
                new InPlace(store, sealed, opened, retryPolicy));
    }

    /**
     * Stores a file.
     *
     * @param file the file
     * @return the receipt
     * @throws IOException as {@link #put(InstanceSource, PutOptions)}
     */
    public Receipt put(Path file) throws IOException {
        return put(InstanceSource.of(file), PutOptions.DEFAULT);
    }

    /**
     * Stores a file held in an array.
     *
     * @param file all its bytes
     * @return the receipt
     * @throws IOException as {@link #put(InstanceSource, PutOptions)}
     */
    public Receipt put(byte[] file) throws IOException {
        return put(InstanceSource.of(file), PutOptions.DEFAULT);
    }

    /**
     * Stores a file from a stream.
     *
     * @param file the stream, read to its end, not closed
     * @return the receipt
     * @throws IOException as {@link #put(InstanceSource, PutOptions)}
     */
    public Receipt put(InputStream file) throws IOException {
        return put(InstanceSource.of(file), PutOptions.DEFAULT);
    }

    /**
     * Stores a file from a channel.
     *
     * @param file the channel, read to its end, not closed
     * @return the receipt
     * @throws IOException as {@link #put(InstanceSource, PutOptions)}
     */
    public Receipt put(ReadableByteChannel file) throws IOException {
        return put(InstanceSource.of(file), PutOptions.DEFAULT);
    }

    /**
     * Stores what a callback writes.
     *
     * @param file writes a DICOM file
     * @return the receipt
     * @throws IOException as {@link #put(InstanceSource, PutOptions)}
     */
    public Receipt put(ContentWriter file) throws IOException {
        return put(InstanceSource.of(file), PutOptions.DEFAULT);
    }

    /**
     * Stores an instance. When this returns, it is durable and would come back as exactly as the receipt says: bit for bit,
     * or, where its frames came compressed and the {@link StoragePolicy} wants them otherwise, with every sample and
     * attribute. Putting the same content again changes nothing, so a put that failed can always be made again; the same is
     * the file that was put, or the one that {@link #restore} gives for it.
     *
     * @param source the file
     * @param options what to do about other content under the same UIDs
     * @return the receipt
     * @throws MalformedDicomException it is no DICOM file, cannot be read safely, or lacks one of the three UIDs; the
     *     error names the offset and the tag
     * @throws AlreadyExistsException other content is there and the policy is {@link DuplicatePolicy#REJECT}
     * @throws IOException another {@link CloudDicomException} of the store, or the source's own error
     */
    public Receipt put(InstanceSource source, PutOptions options) throws IOException {
        return putInstance(source, options);
    }

    /**
     * Stores many files, several at a time, and then writes the index of each study touched. One file that fails does
     * not keep the others.
     *
     * @param files the files, taken one by one as there is room
     * @param options duplicate policy and parallelism
     * @param listener hears of each file
     * @return what became of them
     * @throws IOException the put as a whole was ended, such as by interruption
     */
    public PutReport putAll(Iterable<Path> files, PutOptions options, PutListener listener) throws IOException {
        PutSession session = session(options);
        PutReport report = session.putAll(files, listener);
        return report.withIndexFailures(session.writeIndexes());
    }

    /**
     * Begins puts that belong together.
     *
     * @param options duplicate policy and parallelism
     * @return the session, which the caller closes
     */
    public PutSession session(PutOptions options) {
        return new PutSession(this, Objects.requireNonNull(options, "options"));
    }

    /**
     * Opens a study: one listing and, where it has an index, one get, at the same time.
     *
     * @param study Study Instance UID
     * @return the study
     * @throws NotFoundException it has no instance, or all are deleted
     * @throws IOException another {@link CloudDicomException}
     */
    public Study study(Uid study) throws IOException {
        Optional<OpenedStudy.KeyLoading> key = opened.sealed().map(keys -> keys::loadKey);
        OpenedStudy found = OpenedStudy.open(store, cache.memory(), ObjectNames.escape(study), key);
        if (found.instances().isEmpty()) {
            throw new NotFoundException("open", study.value(), "the study has no instance");
        }
        return new Study(study, found);
    }

    /**
     * Opens one instance without its study: one listing, and one read of its object when it is first asked.
     *
     * @param instance its identifiers
     * @return the instance
     * @throws NotFoundException it is not there, or deleted
     * @throws IOException another {@link CloudDicomException}
     */
    public Instance instance(InstanceId instance) throws IOException {
        return new Instance(instance, StoredInstance.current(store, cache.memory(), instance));
    }

    /**
     * Lists the studies that have any object, in the order of their object keys, fetched page by page as it is read.
     * Studies whose instances are all deleted are among them as long as anything of them is there.
     *
     * @return the listing, which the caller closes
     * @throws IOException a {@link CloudDicomException}, here or while iterating
     */
    public Listing<Uid> studies() throws IOException {
        return new StudySegments(store, Optional.empty());
    }

    /**
     * Lists studies from a place on.
     *
     * @param startAfter only studies behind this one
     * @return the listing, which the caller closes
     * @throws IOException a {@link CloudDicomException}, here or while iterating
     */
    public Listing<Uid> studies(Uid startAfter) throws IOException {
        return new StudySegments(store, Optional.of(startAfter));
    }

    /**
     * The revisions of an instance that are there, ascending; the last one is current.
     *
     * @param instance its identifiers
     * @return the revisions; none if there was never such an instance
     * @throws IOException a {@link CloudDicomException}
     */
    public List<Revision> revisions(InstanceId instance) throws IOException {
        return StoredInstance.revisions(store, instance);
    }

    /**
     * Writes the original file of the current revision, bit for bit. Where that is not kept ({@link Instance#fidelity}), it
     * is the file that stands for it: see {@link Instance#restore(Path)}.
     *
     * @param instance its identifiers
     * @param file where to; replaced if it exists, only once the content is complete and has its digest
     * @throws NotFoundException it is not there, or deleted
     * @throws CorruptDataException the stored object is damaged
     * @throws IOException another {@link CloudDicomException}, or the file's own error
     */
    public void restore(InstanceId instance, Path file) throws IOException {
        instance(instance).restore(file);
    }

    /**
     * Writes the original file of the current revision, bit for bit. Where that is not kept ({@link Instance#fidelity}), it
     * is the file that stands for it: see {@link Instance#restore(Path)}.
     *
     * @param instance its identifiers
     * @param out where to; after an error it may have got some of the bytes
     * @throws NotFoundException it is not there, or deleted
     * @throws CorruptDataException the stored object is damaged
     * @throws IOException another {@link CloudDicomException}, or the stream's own error
     */
    public void restore(InstanceId instance, OutputStream out) throws IOException {
        instance(instance).restore(out);
    }

    /**
     * Opens a certain revision of an instance, also of a deleted one.
     *
     * @param instance its identifiers
     * @param revision its number, from 1
     * @return the instance at that revision
     * @throws NotFoundException it is not there, or holds no content
     * @throws IOException another {@link CloudDicomException}
     */
    public Instance instance(InstanceId instance, int revision) throws IOException {
        return new Instance(instance, StoredInstance.atRevision(store, cache.memory(), instance, revision));
    }

    /**
     * Deletes what is in a scope: puts a tombstone on each instance. The bytes stay until they are purged.
     *
     * @param scope a study, series or instance
     * @return how many instances; those that fail are named in it
     * @throws NotFoundException nothing is there that is not deleted
     * @throws IOException another {@link CloudDicomException}
     */
    public DeleteReport delete(ArchiveScope scope) throws IOException {
        return new Lifecycle(store, retryPolicy).delete(scope);
    }

    /**
     * Brings back what was deleted in a scope, as long as its bytes are not purged: puts the last content of each
     * deleted instance again, as the next revision.
     *
     * @param scope a study, series or instance
     * @return how many instances; those that fail are named in it
     * @throws NotFoundException nothing is there that can be brought back, nor anything that is not deleted
     * @throws IOException another {@link CloudDicomException}
     */
    public DeleteReport undelete(ArchiveScope scope) throws IOException {
        return new Lifecycle(store, retryPolicy).undelete(scope);
    }

    /**
     * Removes for good what was deleted or replaced long enough ago, in the whole archive.
     *
     * @param options how long ago
     * @return what was removed
     * @throws IOException a {@link CloudDicomException}
     */
    public PurgeReport purge(PurgeOptions options) throws IOException {
        return new Purging(store, retryPolicy, options).purgeAll();
    }

    /**
     * Removes for good what was deleted or replaced long enough ago, in a scope.
     *
     * @param scope a study, series or instance
     * @param options how long ago
     * @return what was removed
     * @throws IOException a {@link CloudDicomException}
     */
    public PurgeReport purge(ArchiveScope scope, PurgeOptions options) throws IOException {
        return new Purging(store, retryPolicy, options).purge(scope);
    }

    /**
     * Removes what puts left in the store that were never finished, such as parts of objects of a process that died.
     * What is stored is not touched. To be done from time to time where the store does not do it itself.
     *
     * @param olderThan how old at least; longer than the longest put of any process takes
     * @return what was removed
     * @throws IOException a {@link CloudDicomException}: what there is cannot be listed
     */
    public SweepReport sweep(Duration olderThan) throws IOException {
        Optional<UnfinishedPuts> unfinished = store.ability(UnfinishedPuts.class);
        return unfinished.isEmpty()
                ? SweepReport.NOTHING
                : Retries.run(retryPolicy, () -> unfinished.get().sweep(olderThan));
    }

    /**
     * Lets somebody without credentials for the store read a stored object, or a part of it, over HTTP for a while: the
     * current revision as it is stored, a DICOM file. Whoever has the answer can read it, so it is a secret.
     *
     * <p>Not for encrypted archives: what lies in the store is ciphertext there, which a reader could only open with the
     * study's key, and with that everything else of the study.
     *
     * @param instance its identifiers
     * @param range the part that may be read, and no other; empty for whatever part the reader wants
     * @param validFor for how long from now; a store may set a limit
     * @return the request that can be made
     * @throws NotFoundException the instance is not there, or deleted
     * @throws UnsupportedFeatureException the archive is encrypted, or its store has no such reads
     * @throws IOException another {@link CloudDicomException}
     */
    public PresignedRead presign(InstanceId instance, Optional<ByteRange> range, Duration validFor) throws IOException {
        requirePlain(instance.toString());
        return Presigning.of(store, StoredInstance.current(store, cache.memory(), instance), range, validFor);
    }

    /**
     * Lets somebody without credentials for the store read one frame as it is stored, and nothing else, over HTTP for a
     * while. Otherwise as {@link #presign(InstanceId, Optional, Duration)}.
     *
     * @param frame its identifiers
     * @param validFor for how long from now
     * @return the request that can be made; its answer is the frame, in the transfer syntax of its instance
     * @throws NotFoundException there is no such frame
     * @throws UnsupportedFeatureException the archive is encrypted, its store has no such reads, or the frame does not lie
     *     in one piece or does not begin and end between bytes
     * @throws IOException another {@link CloudDicomException}
     */
    public PresignedRead presign(FrameId frame, Duration validFor) throws IOException {
        requirePlain(frame.toString());
        return Presigning.frame(
                store, StoredInstance.current(store, cache.memory(), frame.instance()), frame.number() - 1, validFor);
    }

    private void requirePlain(String object) throws UnsupportedFeatureException {
        if (opened.sealed().isPresent()) {
            throw new UnsupportedFeatureException(
                    "presign",
                    object,
                    "the archive is encrypted: what lies in the store is ciphertext, and no reader should get a study's key");
        }
    }

    /**
     * Asks that what lies in cold storage be made readable for a while: the current revisions of all instances in a scope,
     * and what their study needs to be opened. It becomes so in minutes to days, {@link #thawState} tells when; until then
     * reading it ends with {@link NotYetReadableException}. Asking again does no harm, and prolongs it. (To get an original
     * file is {@link #restore}.)
     *
     * @param scope a study, series or instance
     * @param options for how long, and how fast
     * @return what can be read now and what is being thawed
     * @throws NotFoundException nothing is in the scope
     * @throws UnsupportedFeatureException the store has no storage classes
     * @throws IOException another {@link CloudDicomException}
     */
    public ThawReport thaw(ArchiveScope scope, ThawOptions options) throws IOException {
        return new Thawing(store, retryPolicy).thaw(scope, options);
    }

    /**
     * Tells which objects in a scope can be read, and which have to be thawed first.
     *
     * @param scope a study, series or instance
     * @return what can be read; everything, in a store that has no storage classes
     * @throws NotFoundException nothing is in the scope
     * @throws IOException another {@link CloudDicomException}
     */
    public ThawReport thawState(ArchiveScope scope) throws IOException {
        return new Thawing(store, retryPolicy).state(scope);
    }

    /**
     * Writes the index of a study anew.
     *
     * @param study Study Instance UID
     * @return what it covers
     * @throws NotFoundException the study has no object
     * @throws IOException another {@link CloudDicomException}
     */
    public IndexReceipt index(Uid study) throws IOException {
        Indexing.Result result = new Indexing(store, retryPolicy).index(ObjectNames.escape(study));
        return new IndexReceipt(study, result.instances(), result.read(), result.failed(), result.storedBytes());
    }

    /**
     * Reads everything from the store, whatever is cached, and checks it: every checksum, every digest of a restored original, every index against what it
     * covers, every key. What is wrong is reported, not thrown.
     *
     * @param options what part, and how many objects at once
     * @param listener hears of progress
     * @return what was found
     * @throws NotFoundException nothing is in the scope
     * @throws IOException the verification as a whole was ended: the store cannot be listed, or the thread was
     *     interrupted
     */
    public VerifyReport verify(VerifyOptions options, VerifyListener listener) throws IOException {
        return new Verifying(origin(), opened.sealed(), opened.watch(), options, listener).run();
    }

    /** The archive as it lies in the store, whatever is cached. */
    private ObjectStore origin() throws IOException {
        ObjectStore origin = cache.origin();
        if (origin == cache.store()) {
            return store;
        }
        return new RetryingObjectStore(sealing.open(origin).store(), retryPolicy);
    }

    /**
     * Begins to read studies, or parts of them, into the cache, in the order given: on the disk where the cache has that tier,
     * in memory otherwise. It is done while little else is read, and nothing that somebody waits for waits for it.
     *
     * @param scopes studies, series or instances
     * @param options at which resolution, and how much
     * @param listener hears of progress
     * @return the prefetch, which can be waited for and cancelled
     * @throws InvalidRequestException the archive has no cache
     */
    public Prefetch prefetch(List<? extends ArchiveScope> scopes, PrefetchOptions options, PrefetchListener listener)
            throws InvalidRequestException {
        if (!cache.memory().keepsFrames() && store.ability(KeptCopies.class).isEmpty()) {
            throw new InvalidRequestException("prefetch", name(), "the archive has no cache to keep it in");
        }
        return new Prefetch(Prefetching.begin(store, cache.memory(), scopes, options, listener, System::nanoTime));
    }

    /** What became of the reads of the cache since the archive was opened. */
    public CacheStatistics cacheStatistics() {
        return cache.statistics();
    }

    @Override
    public void close() throws IOException {
        try (Observation ending = observation;
                ArchiveCache closing = cache) {
            if (ownsStore) {
                store.close();
            }
        }
    }

    /** Collects how an archive is opened. Not for several threads. */
    public static final class Builder {
        private final StoreOpener store;
        private final boolean ownsStore;
        private RetryPolicy retryPolicy = RetryPolicy.DEFAULT;
        private StoragePolicy storage = StoragePolicy.HTJ2K_LOSSLESS_RPCL;
        private final List<String> keyUris = new ArrayList<>();
        private Optional<ArchiveProtection> protection = Optional.empty();
        private Fidelity leastFidelity = Fidelity.PIXEL_EXACT;
        private boolean opaqueNames;
        private boolean mayBePlain;
        private Duration sightWithoutKeys = ArchiveProtection.SIGHT;
        private boolean mustExist;
        private Cache cache = Cache.none();
        private final List<ArchiveListener> listeners = new ArrayList<>();
        private Optional<Duration> summaries = Optional.empty();
        private ReadOptions reads = ReadOptions.DEFAULT;

        /** Opens the store, or hands over the one that is open. */
        private interface StoreOpener {
            ObjectStore open() throws IOException;
        }

        private Builder(StoreOpener store, boolean ownsStore) {
            this.store = store;
            this.ownsStore = ownsStore;
        }

        /**
         * How failed requests are repeated; {@link RetryPolicy#DEFAULT} otherwise.
         *
         * @param policy the policy
         * @return this
         */
        public Builder retries(RetryPolicy policy) {
            this.retryPolicy = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /**
         * What stored objects hold by default, if this makes the archive; it is recorded there. Otherwise {@link
         * StoragePolicy#HTJ2K_LOSSLESS_RPCL}.
         *
         * @param policy the policy
         * @return this
         */
        public Builder storage(StoragePolicy policy) {
            this.storage = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /**
         * A key-encryption key of the archive. What is stored is sealed under keys that it wraps, if this makes the
         * archive; one that was made with a key is opened with it only. Several may be given while an archive moves from
         * one to another: the archive knows which wraps new keys.
         *
         * @param uri such as {@code local:/etc/cloud-dicom/key.json}; what opens it is found on the class path or module
         *     path
         * @return this
         */
        public Builder key(String uri) {
            keyUris.add(Objects.requireNonNull(uri, "uri"));
            return this;
        }

        /**
         * The protection of the archive, made in code, instead of {@link #key}.
         *
         * @param protection the protection
         * @return this
         */
        public Builder protection(ArchiveProtection protection) {
            this.protection = Optional.of(protection);
            return this;
        }

        /**
         * How exactly at least what is put comes back by default, if this makes the archive; it is recorded there. Otherwise
         * {@link Fidelity#PIXEL_EXACT}. See {@link PutOptions#withLeastFidelity}.
         *
         * @param fidelity the least that will do
         * @return this
         */
        public Builder leastFidelity(Fidelity fidelity) {
            this.leastFidelity = Objects.requireNonNull(fidelity, "fidelity");
            return this;
        }

        /**
         * That the names of objects are to tell nothing, if this makes the archive: not even UIDs stand in them. One that
         * exists must have such names. Needs a key.
         *
         * @return this
         */
        public Builder opaqueNames() {
            this.opaqueNames = true;
            return this;
        }

        /**
         * That the archive may be plain, wholly or in part, although a key is given: for the time in which it is encrypted
         * in place, or decrypted ({@link ArchiveKeys#encrypt}, {@link ArchiveKeys#decrypt}). What is opened so goes through
         * all of that and notices nothing. Otherwise an archive that says that it is plain, or on its way, is refused to
         * those who have a key, as who may write to the store could make it say so. Needs a key; one that is made is
         * encrypted.
         *
         * @return this
         */
        public Builder mayBePlain() {
            this.mayBePlain = true;
            return this;
        }

        /**
         * What is kept near of what is read; nothing otherwise.
         *
         * @param cache the cache
         * @return this
         */
        public Builder cache(Cache cache) {
            this.cache = Objects.requireNonNull(cache, "cache");
            return this;
        }

        /**
         * Who hears of reads and requests; nobody otherwise. Several may be given.
         *
         * @param listener the listener
         * @return this
         */
        public Builder listener(ArchiveListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * That what was read and requested is summed up in the log from time to time: at level {@code INFO} of the logger
         * {@code io.clouddicom.summary}, without names of studies, objects or stores. Not done otherwise.
         *
         * @param period how often
         * @return this
         * @throws IllegalArgumentException it is not positive
         */
        public Builder summaries(Duration period) {
            if (period.isZero() || period.isNegative()) {
                throw new IllegalArgumentException("summaries every " + period);
            }
            summaries = Optional.of(period);
            return this;
        }

        /**
         * How the store is read: how much at a time, and for how long; {@link ReadOptions#DEFAULT} otherwise.
         *
         * @param options the options
         * @return this
         */
        public Builder reads(ReadOptions options) {
            this.reads = Objects.requireNonNull(options, "options");
            return this;
        }

        /**
         * That the archive must be there: opening ends with {@link NotFoundException} where it is not. Otherwise it is
         * made.
         *
         * @return this
         */
        public Builder existing() {
            this.mustExist = true;
            return this;
        }

        /** For tests: how long a put goes by what was seen of the description, where there is no key. */
        Builder lookingWithin(Duration duration) {
            this.sightWithoutKeys = duration;
            return this;
        }

        /**
         * Opens the archive, and makes it where it is not there yet.
         *
         * @return the archive, which the caller closes
         * @throws NotFoundException it is not there, and was said to be
         * @throws InvalidRequestException it is encrypted and no key was given, or the other way round; or it is not
         *     encrypted, and has a cache on a disk that does not allow for that
         * @throws AuthenticationFailedException the key that was given is not the archive's, or its description was
         *     altered
         * @throws UnsupportedFeatureException it is of a newer format, or of a kind that this version does not read
         * @throws CorruptDataException there is something that is no description of an archive, or there are studies and
         *     no description
         * @throws IOException another {@link CloudDicomException}: the store cannot be opened or reached
         */
        public DicomArchive open() throws IOException {
            Optional<ArchiveProtection> keys = protection;
            if (!keyUris.isEmpty()) {
                if (keys.isPresent()) {
                    throw new IllegalStateException("both a key and a protection were given");
                }
                keys = Optional.of(Protections.open(keyUris));
            }
            if (opaqueNames && keys.isEmpty()) {
                throw new InvalidRequestException("open", "the archive", "opaque names need a key");
            }
            if (mayBePlain && keys.isEmpty()) {
                throw new InvalidRequestException("open", "the archive", "without a key it can be nothing but plain");
            }
            Observation observation = Observation.of(listeners, summaries);
            ObjectStore opened = observation.over(store.open());
            try {
                Optional<ArchiveOpening.NewArchive> create =
                        mustExist ? Optional.empty() : Optional.of(newArchive(keys));
                Protections protections = new Protections(keys, opaqueNames, mayBePlain, sightWithoutKeys, retryPolicy);
                ArchiveOpening.Seen seen = ArchiveOpening.open(
                        new RetryingObjectStore(opened, retryPolicy), create, keys.isPresent(), retryPolicy);
                return open(seen.description(), opened, store -> protections.open(seen, store), observation);
            } catch (IOException | RuntimeException | Error e) {
                observation.close();
                if (ownsStore) {
                    opened.close();
                }
                throw e;
            }
        }

        private DicomArchive open(
                ArchiveDescription description, ObjectStore opened, Sealing sealing, Observation observation)
                throws IOException {
            boolean plain = mayBePlain || description.keys().isEmpty();
            ObjectStore limited = LimitedReads.over(opened, reads);
            ArchiveCache near = ArchiveCache.open(cache, reads, description.id(), plain, limited, observation);
            try {
                return new DicomArchive(description, near, sealing, ownsStore, retryPolicy, observation);
            } catch (IOException | RuntimeException | Error e) {
                near.close();
                throw e;
            }
        }

        private ArchiveOpening.NewArchive newArchive(Optional<ArchiveProtection> keys) {
            return () -> {
                UUID id = UUID.randomUUID();
                if (keys.isEmpty()) {
                    return ArchiveDescription.create(storage, leastFidelity, id, Optional.empty());
                }
                ArchiveDescription description = ArchiveDescription.create(
                        storage, leastFidelity, id, Optional.of(keys.get().create(id, opaqueNames)));
                return description.sealed(keys.get().seal(id, description.digest()));
            };
        }
    }
}
