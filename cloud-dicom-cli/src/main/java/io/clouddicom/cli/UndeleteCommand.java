package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DeleteReport;
import io.clouddicom.DicomArchive;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes a deletion back. */
@Command(
        name = "undelete",
        mixinStandardHelpOptions = true,
        description = "Brings deleted instances back, as long as they were not purged.")
final class UndeleteCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "what to bring back")
    private ArchiveScope scope;

    @Override
    int run(DicomArchive archive) throws IOException {
        DeleteReport report = archive.undelete(scope);
        out().println("brought back " + report.changed() + " instances");
        nameFailures(report.failures());
        return report.complete() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
