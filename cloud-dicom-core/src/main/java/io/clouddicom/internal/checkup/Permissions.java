package io.clouddicom.internal.checkup;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
import java.io.IOException;
import java.util.Arrays;

/**
 * What the credentials allow, each looked at on its own: one that is missing does not hide the others.
 *
 * @param list objects can be listed
 * @param put objects can be put
 * @param read objects can be read
 * @param delete objects can be deleted
 */
record Permissions(boolean list, boolean put, boolean read, boolean delete) {
    private static final String NAME = "permission";
    private static final byte[] CONTENT = Bench.bytes(1000, 1);

    /**
     * Finds out.
     *
     * @throws IOException the store cannot be reached, or there is none: nothing else need be tried
     */
    static Permissions examine(Bench bench) throws IOException {
        reach(bench);
        bench.look(CheckupSubject.LIST_PERMISSION, () -> {
            bench.list("");
            return Seen.holds("objects can be listed");
        });
        bench.look(CheckupSubject.PUT_PERMISSION, () -> {
            bench.place(NAME, CONTENT);
            return Seen.holds("objects can be put");
        });
        boolean put = allows(bench, CheckupSubject.PUT_PERMISSION);
        bench.look(CheckupSubject.READ_PERMISSION, () -> reading(bench, put));
        boolean read = allows(bench, CheckupSubject.READ_PERMISSION);
        if (read) {
            bench.look(CheckupSubject.ABSENCE, () -> absence(bench));
        }
        bench.look(CheckupSubject.DELETE_PERMISSION, () -> {
            bench.delete(NAME);
            return put
                    ? Seen.holds("objects can be deleted")
                    : Seen.unknown("deleting what is not there is allowed; nothing could be put to delete");
        });
        return new Permissions(
                allows(bench, CheckupSubject.LIST_PERMISSION),
                put,
                read,
                allows(bench, CheckupSubject.DELETE_PERMISSION));
    }

    private static void reach(Bench bench) throws IOException {
        try {
            bench.list("");
        } catch (CloudDicomException e) {
            if (e.retryable() || e instanceof InvalidRequestException) {
                throw e;
            }
        }
    }

    private static boolean allows(Bench bench, CheckupSubject subject) {
        return bench.verdict(subject) == CheckupVerdict.HOLDS;
    }

    private static Seen reading(Bench bench, boolean put) throws IOException {
        try {
            byte[] read = bench.read(NAME, ByteRange.all());
            // What it reads is looked at later.
            return Seen.holds(
                    "objects can be read" + (Arrays.equals(read, CONTENT) ? "" : ", though not as they were put"));
        } catch (NotFoundException e) {
            return put
                    ? Seen.fails("an object that was put cannot be read: " + e.getMessage())
                    : Seen.holds("reading is allowed, though there was nothing to read");
        }
    }

    private static Seen absence(Bench bench) throws IOException {
        try {
            return Seen.failsUnless(
                    bench.absent("never-put"),
                    "what is not there is told so",
                    "the store shows an object that was never put");
        } catch (AccessDeniedException e) {
            return Seen.fails("where nothing is there the store answers that it may not be seen, which takes the "
                    + "permission to list: " + e.getMessage());
        }
    }
}
