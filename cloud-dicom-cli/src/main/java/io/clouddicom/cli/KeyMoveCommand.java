package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.MoveReport;
import io.clouddicom.SealingListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** What encrypting and decrypting in place share. */
abstract class KeyMoveCommand extends ArchiveCommand {
    private final String name;
    private final String arrived;

    /**
     * A command.
     *
     * @param name its name
     * @param arrived what the archive is when all is done
     */
    KeyMoveCommand(String name, String arrived) {
        this.name = name;
        this.arrived = arrived;
    }

    /** Does it. */
    abstract MoveReport move(DicomArchive archive, SealingListener listener) throws IOException;

    @Override
    DicomArchive open(DicomArchive.Builder builder) throws IOException {
        return super.open(builder.mayBePlain());
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        MoveReport report;
        try (Progress progress = new Progress(err(), name, -1)) {
            AtomicLong seen = new AtomicLong();
            report = move(archive, (objects, bytes) -> progress.add(bytes - seen.getAndSet(bytes)));
        }
        out().println(report.studies() + " studies, " + report.objects() + " objects, " + report.changed() + " "
                + arrived + "; the archive is " + (report.complete() ? "" : "not yet ") + arrived);
        nameFailures(report.failures());
        return ExitCode.of(report.failures().values());
    }
}
