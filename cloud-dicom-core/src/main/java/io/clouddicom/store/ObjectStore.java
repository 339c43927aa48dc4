package io.clouddicom.store;

import io.clouddicom.CloudDicomException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/**
 * Bytes under keys: the small interface on which everything rests.
 *
 * <p>Every implementation guarantees, and the contract suite of the testkit checks:
 *
 * <ul>
 *   <li><b>Atomic puts.</b> A reader sees all of an object or none of it, at any moment, whatever fails. A put that
 *       ends with an error has changed nothing, except {@link io.clouddicom.OutcomeUnknownException}, which says that
 *       this could not be found out.
 *   <li><b>Durable puts.</b> When {@code put} returns, the object survives a crash of this process and, as far as the
 *       medium allows, of the machine.
 *   <li><b>Read after write.</b> After {@code put} or {@code delete} returns, every later {@code get}, {@code head}
 *       and {@code list}, from any process, sees it.
 *   <li><b>Exactly one creator.</b> Of any number of concurrent puts <i>if absent</i> under one key, one succeeds and
 *       the others end with {@link io.clouddicom.AlreadyExistsException}.
 *   <li><b>Honest errors.</b> {@link io.clouddicom.NotFoundException} only where the store said that the object does
 *       not exist. Errors are {@link CloudDicomException}s; an {@link IOException} of another type comes from the
 *       caller's own stream.
 * </ul>
 *
 * <p>Implementations are safe for use by any number of threads. An operation on a closed store ends with an
 * {@link IllegalStateException}. A thread's interruption ends a blocking call early with
 * {@link java.io.InterruptedIOException} where the implementation can, with nothing half visible; the thread's interrupt
 * status stays set.
 */
public interface ObjectStore extends Closeable {

    /** A short name of the store for messages and logs, such as {@code "s3://bucket/prefix"}; holds no secret. */
    String name();

    /** What this store can do beyond the contract. The first call may try it out, and make what a put would make. */
    StoreCapabilities capabilities();

    /**
     * Stores an object, all or nothing.
     *
     * @param key where
     * @param content the bytes; written once, or again from the beginning if it is repeatable and the store retries
     * @param condition what must hold at the moment at which the object becomes visible
     * @return version, size and checksum of what was stored
     * @throws io.clouddicom.AlreadyExistsException the condition is <i>if absent</i> and there is an object
     * @throws io.clouddicom.PreconditionFailedException the condition is <i>if version</i> and the object is absent or
     *     at another version
     * @throws io.clouddicom.CorruptDataException the bytes written do not have the length or checksum that the content
     *     declares; nothing was stored
     * @throws io.clouddicom.OutcomeUnknownException it may or may not have been stored
     * @throws IOException any other {@link CloudDicomException}, or the content's own error; nothing was stored
     */
    PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException;

    /**
     * Opens an object, or a part of it, for reading.
     *
     * @param key which
     * @param range which bytes; a range that reaches beyond the end is cut there
     * @param pinned if given, the version that it must be at
     * @return a reader that the caller closes
     * @throws io.clouddicom.NotFoundException there is no such object
     * @throws io.clouddicom.PreconditionFailedException the object is at another version than the pinned one
     * @throws io.clouddicom.RangeNotSatisfiableException the range begins at or beyond the end (an empty object can be
     *     read with {@link ByteRange#all()} and {@link ByteRange#suffix(long)} only)
     * @throws IOException any other {@link CloudDicomException}
     */
    ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException;

    /**
     * Opens an object at whatever version it is.
     *
     * @param key which
     * @param range which bytes
     * @return a reader that the caller closes
     * @throws IOException as {@link #get(ObjectKey, ByteRange, Optional)}
     */
    default ObjectReader get(ObjectKey key, ByteRange range) throws IOException {
        return get(key, range, Optional.empty());
    }

    /**
     * Tells size, version and time of an object.
     *
     * @param key which
     * @return what is known of it
     * @throws io.clouddicom.NotFoundException there is no such object
     * @throws IOException any other {@link CloudDicomException}
     */
    ObjectInfo head(ObjectKey key) throws IOException;

    /**
     * Lists the objects whose keys begin with a prefix, in ascending order of their keys' UTF-8 bytes, in pages fetched
     * as they are needed.
     *
     * @param prefix any string, the empty one for all; it need not be a legal key or end at a segment
     * @param startAfter only keys greater than this string, the empty one for no bound
     * @return a listing that the caller closes
     * @throws IOException a {@link CloudDicomException}, here or while iterating
     */
    Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException;

    /**
     * Lists the distinct next path segments below a prefix, in ascending order: for the prefix {@code "studies/"} and
     * keys {@code studies/1.2/index} and {@code studies/1.3/index}, that is {@code studies/1.2/} and
     * {@code studies/1.3/}. Objects directly under the prefix are not listed.
     *
     * @param prefix the empty string or one that ends with {@code /}
     * @param startAfter only results greater than this string, the empty one for no bound
     * @return a listing of prefixes, each ending with {@code /}, that the caller closes
     * @throws IllegalArgumentException the prefix is not empty and does not end with {@code /}
     * @throws IOException a {@link CloudDicomException}, here or while iterating
     */
    Listing<String> listPrefixes(String prefix, String startAfter) throws IOException;

    /**
     * Deletes an object; done also where there is none.
     *
     * @param key which
     * @throws IOException a {@link CloudDicomException}
     */
    void delete(ObjectKey key) throws IOException;

    /**
     * Deletes objects, each on its own: one that fails does not keep the others.
     *
     * @param keys which
     * @return the failures, by key; a key that is not there counts as deleted
     * @throws IOException a {@link CloudDicomException} that concerns the call as a whole, such as
     *     {@link io.clouddicom.UnavailableException}; any of the objects may be deleted then
     */
    DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException;

    /**
     * Asks for something that only some stores can do. A decorator hands on those abilities of the store underneath that
     * mean the same through it, and no others.
     *
     * @param ability such as {@code ColdStorage.class}
     * @param <A> the ability
     * @return it, or empty where this store does not have it
     */
    default <A extends StoreAbility> Optional<A> ability(Class<A> ability) {
        return ability.isInstance(this) ? Optional.of(ability.cast(this)) : Optional.empty();
    }

    /** Releases what the store holds. Readers and listings that are open end with an error or as if it were open. */
    @Override
    void close() throws IOException;
}
