package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.store.SweepReport;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes what puts left that were never finished. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description = "Removes what is left of puts that were never finished, such as those of a process that died.")
final class SweepCommand extends ArchiveCommand {

    @Option(
            names = "--older-than",
            defaultValue = "7d",
            converter = PurgeCommand.Age.class,
            paramLabel = "AGE",
            description =
                    "begun this long ago, which has to be longer than any put takes: 7d, 12h, 90m, 10s or 0 (${DEFAULT-VALUE})")
    private Duration olderThan;

    @Override
    int run(DicomArchive archive) throws IOException {
        SweepReport report = archive.sweep(olderThan);
        out().println("removed " + report.removed() + " unfinished puts"
                + (report.kept() > 0 ? "; " + report.kept() + " may be under way" : ""));
        nameFailures(report.failures());
        return report.complete() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
