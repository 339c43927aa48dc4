package io.clouddicom;

import io.clouddicom.dicom.Uid;
import io.clouddicom.internal.archive.InPlace;
import io.clouddicom.internal.archive.KeyMaintenance;
import io.clouddicom.internal.archive.Protections;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.key.ArchiveProtection;
import io.clouddicom.key.SealingState;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

/** The keys of an encrypted archive. Safe for use by any number of threads. */
public final class ArchiveKeys {
    private final KeyMaintenance maintenance;
    private final InPlace inPlace;

    ArchiveKeys(KeyMaintenance maintenance, InPlace inPlace) {
        this.maintenance = maintenance;
        this.inPlace = inPlace;
    }

    /**
     * How far the archive is encrypted, seen now.
     *
     * @return the state
     * @throws IOException a {@link CloudDicomException}
     */
    public SealingState state() throws IOException {
        return inPlace.state();
    }

    /**
     * Encrypts a plain archive where it lies, study by study. Meanwhile it is read and written by all who were given its key
     * and opened it as one that {@link DicomArchive.Builder#mayBePlain may be plain}; do that on all nodes before. Others get
     * an error within half a minute when they put, and read what is plain still. It can be broken off at any point and begun
     * again; it takes half a minute at least. Nothing is protected in a study before it was reached. The names of objects
     * stay as they are.
     *
     * <p>When it is complete, open the archive anew on all nodes, as one that is not plain.
     *
     * @param listener hears how far it has come
     * @return what was done
     * @throws InvalidRequestException the archive is being decrypted, or was not opened as one that may be plain
     * @throws IOException another {@link CloudDicomException} that ended it
     */
    public MoveReport encrypt(SealingListener listener) throws IOException {
        return inPlace.encrypt(listener);
    }

    /**
     * Decrypts an archive where it lies, study by study, and gives up the studies' keys; as {@link #encrypt}. From the
     * beginning on nothing that is put is protected any more.
     *
     * @param listener hears how far it has come
     * @return what was done
     * @throws UnsupportedFeatureException the archive has opaque names
     * @throws InvalidRequestException it is being encrypted, or was not opened as one that may be plain
     * @throws IOException another {@link CloudDicomException} that ended it
     */
    public MoveReport decrypt(SealingListener listener) throws IOException {
        return inPlace.decrypt(listener);
    }

    /**
     * Tells by which key-encryption keys the studies' keys are wrapped. Needs one listing, and one small read for each
     * study.
     *
     * @return how many by each
     * @throws IOException a {@link CloudDicomException}
     */
    public KeyReport report() throws IOException {
        return maintenance.report();
    }

    /**
     * Moves the archive to another key-encryption key: every study's key is wrapped by it; what these keys sealed is not
     * touched. It can be broken off and begun again. Meanwhile the archive is used as always, by those who were given
     * both; give both to all nodes before, and only the new one when this reports that all is covered. Keys that a node
     * makes which was opened before are found by another run.
     *
     * @param to the protection of the new key-encryption key alone
     * @param progress hears how many studies were looked at in this pass
     * @return how many are wrapped by which, and what failed
     * @throws IOException a {@link CloudDicomException} that ended it
     */
    public KeyReport rewrap(ArchiveProtection to, LongConsumer progress) throws IOException {
        inPlace.requireArrived("rewrap");
        return maintenance.rewrap(to, progress);
    }

    /**
     * Moves the archive to another key-encryption key.
     *
     * @param uri its URI
     * @param progress hears how many studies were looked at in this pass
     * @return how many are wrapped by which, and what failed
     * @throws IOException as {@link #rewrap(ArchiveProtection, LongConsumer)}
     */
    public KeyReport rewrap(String uri, LongConsumer progress) throws IOException {
        return rewrap(Protections.open(List.of(uri)), progress);
    }

    /**
     * Gives a study a new key, for when the old one may have leaked: every object of it is sealed anew, and then the old
     * key is forgotten, so that it reads nothing that is in the store. Old versions that a versioned bucket keeps, and
     * copies elsewhere, are still what the old key reads.
     *
     * <p>Meanwhile the study is read and written as always, by all nodes. It may be broken off at any point; then both keys
     * are there, and another call goes on. It takes half a minute at least: so long other nodes may still seal by the old
     * key, and what they put is then sealed anew too.
     *
     * @param study Study Instance UID
     * @param listener hears how far it has come
     * @return what was done
     * @throws NotFoundException there is nothing of such a study
     * @throws AuthenticationFailedException its key is gone, or cannot be unwrapped
     * @throws IOException another {@link CloudDicomException} that ended it
     */
    public ReencryptReport reencrypt(Uid study, SealingListener listener) throws IOException {
        inPlace.requireArrived("reencrypt");
        return maintenance.reencrypt(ObjectNames.escape(study), listener);
    }

    /**
     * Destroys a study for good: its key first, so that no copy, backup or cache of its objects can be read any more, then
     * the objects. Other nodes may hold the key in memory for as long as they keep keys; nobody may put into this study
     * meanwhile, as what such a node puts is lost. If it is broken off, it can be begun again.
     *
     * @param study Study Instance UID
     * @return what was tried and deleted
     * @throws NotFoundException there is nothing of such a study
     * @throws IOException another {@link CloudDicomException}; the key may or may not be destroyed
     */
    public ShredReport shred(Uid study) throws IOException {
        inPlace.requireArrived("shred");
        return maintenance.shred(ObjectNames.escape(study));
    }
}
