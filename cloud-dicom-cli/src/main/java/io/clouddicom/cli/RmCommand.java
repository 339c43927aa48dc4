package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DeleteReport;
import io.clouddicom.DicomArchive;
import io.clouddicom.PurgeOptions;
import io.clouddicom.PurgeReport;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes instances. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Deletes a study, a series or an instance; it can be undeleted until it is purged.")
final class RmCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "what to delete")
    private ArchiveScope scope;

    @Option(names = "--purge", description = "remove the bytes at once, for good")
    private boolean purge;

    @Override
    int run(DicomArchive archive) throws IOException {
        DeleteReport report = archive.delete(scope);
        out().println("deleted " + report.changed() + " instances");
        nameFailures(report.failures());
        if (!report.complete()) {
            return ExitCode.SOME_FAILED;
        }
        if (!purge) {
            return ExitCode.DONE;
        }
        PurgeReport purged = archive.purge(scope, PurgeOptions.DEFAULT.withOlderThan(Duration.ZERO));
        return PurgeCommand.print(this, purged);
    }
}
