package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.ShredReport;
import io.clouddicom.dicom.Uid;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Destroys a study of an encrypted archive. */
@Command(
        name = "shred",
        mixinStandardHelpOptions = true,
        description =
                "Destroys a study of an encrypted archive for good: its key first, so that no copy or backup of its"
                        + " objects can be read any more, then the objects.")
final class ShredCommand extends ArchiveCommand {

    @Parameters(index = "1", paramLabel = "STUDY", description = "Study Instance UID")
    private String study;

    @Override
    void check() {
        try {
            new Uid(study);
        } catch (IllegalArgumentException e) {
            throw usage("STUDY is a UID: " + e.getMessage());
        }
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        ShredReport report = archive.keys().shred(new Uid(study));
        out().println("key destroyed; " + report.tried() + " objects tried, none can be read; " + report.deleted()
                + " deleted");
        nameFailures(report.failures());
        return report.complete() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
