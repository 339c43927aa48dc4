package io.clouddicom.internal.checkup;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;

/** Whether conditions of puts are honoured, one after the other and at once. */
final class ConditionTrials {
    private static final int WRITERS = 8;
    private static final int ROUNDS = 10;
    private static final int SIZE = 3000;

    private final Bench bench;

    ConditionTrials(Bench bench) {
        this.bench = bench;
    }

    void run() throws IOException {
        bench.look(CheckupSubject.CREATE, this::create);
        bench.look(CheckupSubject.CREATE_RACE, () -> races(this::createAtOnce));
        bench.look(CheckupSubject.REPLACE, this::replace);
        bench.look(CheckupSubject.REPLACE_RACE, () -> races(this::replaceAtOnce));
    }

    private Seen create() throws IOException {
        byte[] first = Bench.bytes(SIZE, 10);
        bench.put("create", ObjectContent.of(first), PutCondition.ifAbsent());
        for (byte[] second : new byte[][] {first, Bench.bytes(SIZE, 11)}) {
            try {
                bench.put("create", ObjectContent.of(second), PutCondition.ifAbsent());
                return Seen.fails("the condition is ignored: an object that is there is replaced");
            } catch (AlreadyExistsException expected) {
                if (!Arrays.equals(bench.read("create"), first)) {
                    return Seen.fails("a put was refused, and the object is replaced nevertheless");
                }
            }
        }
        return Seen.holds("an object that is there is never replaced");
    }

    private Seen replace() throws IOException {
        byte[] second = Bench.bytes(SIZE, 21);
        ObjectVersion created = bench.place("replace", Bench.bytes(SIZE, 20)).version();
        PutResult replaced = bench.put("replace", ObjectContent.of(second), PutCondition.ifVersion(created));
        if (!Arrays.equals(bench.read("replace"), second)) {
            return Seen.fails("a version that is current could not be replaced");
        }
        if (replaced.version().equals(created)) {
            return Seen.fails("two contents of one object have the same version");
        }
        try {
            bench.put("replace", ObjectContent.of(Bench.bytes(SIZE, 22)), PutCondition.ifVersion(created));
            return Seen.fails("the condition is ignored: a version that is not current is replaced");
        } catch (PreconditionFailedException expected) {
            if (!Arrays.equals(bench.read("replace"), second)) {
                return Seen.fails("a put was refused, and the object is replaced nevertheless");
            }
        }
        try {
            bench.put("replace-absent", ObjectContent.of(second), PutCondition.ifVersion(created));
            return Seen.fails("the condition is ignored: an object that is not there is made");
        } catch (PreconditionFailedException expected) {
            return Seen.holds("a version is replaced only while it is current");
        }
    }

    private interface Round {
        Seen run(int round) throws IOException;
    }

    /** The worst of several rounds; the first that fails is the last. */
    private static Seen races(Round round) throws IOException {
        Seen worst = Seen.holds("");
        for (int i = 0; i < ROUNDS; i++) {
            Seen seen = round.run(i);
            if (i == 0 || seen.verdict().compareTo(worst.verdict()) > 0) {
                worst = seen;
            }
            if (!worst.verdict().sound()) {
                break;
            }
        }
        return worst;
    }

    private Seen createAtOnce(int round) throws IOException {
        String name = "race/create-" + round;
        Race race = Race.of(
                WRITERS,
                AlreadyExistsException.class,
                writer -> bench.store()
                        .put(bench.key(name), ObjectContent.of(ofWriter(writer)), PutCondition.ifAbsent()));
        return race.judge(storedBy(name), where(round));
    }

    private Seen replaceAtOnce(int round) throws IOException {
        String name = "race/replace-" + round;
        ObjectVersion version = bench.place(name, Bench.bytes(SIZE, 30)).version();
        Race race = Race.of(
                WRITERS,
                PreconditionFailedException.class,
                writer -> bench.store()
                        .put(bench.key(name), ObjectContent.of(ofWriter(writer)), PutCondition.ifVersion(version)));
        return race.judge(storedBy(name), where(round));
    }

    private static String where(int round) {
        return "(" + WRITERS + " writers, round " + (round + 1) + " of " + ROUNDS + ")";
    }

    private static byte[] ofWriter(int writer) {
        return Bench.bytes(SIZE + writer, 100 + writer);
    }

    private OptionalInt storedBy(String name) throws IOException {
        if (bench.absent(name)) {
            return OptionalInt.empty();
        }
        byte[] stored = bench.read(name);
        for (int writer = 0; writer < WRITERS; writer++) {
            if (Arrays.equals(stored, ofWriter(writer))) {
                return OptionalInt.of(writer);
            }
        }
        return OptionalInt.empty();
    }
}
