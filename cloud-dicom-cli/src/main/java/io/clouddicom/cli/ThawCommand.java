package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.ThawOptions;
import io.clouddicom.ThawReport;
import io.clouddicom.store.ThawSpeed;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes what lies in cold storage readable. */
@Command(
        name = "thaw",
        mixinStandardHelpOptions = true,
        description = {
            "Asks that what lies in an archive storage class be made readable for some days, and tells how far that is.",
            "It takes minutes to days; give the command again, or with --status, to see."
        })
final class ThawCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "what")
    private ArchiveScope scope;

    @Option(
            names = "--days",
            defaultValue = "7",
            paramLabel = "N",
            description = "how long it is to stay readable (${DEFAULT-VALUE})")
    private int days;

    @Option(
            names = "--speed",
            defaultValue = "standard",
            paramLabel = "SPEED",
            description = "bulk, standard or expedited: the faster, the dearer (${DEFAULT-VALUE})")
    private ThawSpeed speed;

    @Option(names = "--status", description = "only tell what can be read; ask for nothing")
    private boolean statusOnly;

    @Override
    void check() {
        if (days < 1) {
            throw usage("--days is at least 1, not " + days);
        }
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        ThawReport report = statusOnly ? archive.thawState(scope) : archive.thaw(scope, new ThawOptions(days, speed));
        out().println("readable " + report.readable() + ", being thawed " + report.thawing() + ", frozen "
                + report.frozen()
                + report.readableUntil().map(until -> "; until " + until).orElse(""));
        nameFailures(report.failures());
        return ExitCode.of(report.failures().values());
    }
}
