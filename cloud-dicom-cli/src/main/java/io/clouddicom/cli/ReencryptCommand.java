package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.ReencryptReport;
import io.clouddicom.dicom.Uid;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives a study of an encrypted archive a new key. */
@Command(
        name = "reencrypt",
        mixinStandardHelpOptions = true,
        description = {
            "Gives a study of an encrypted archive a new key, for when the old one may have leaked: seals every object of"
                    + " it anew, then forgets the old key.",
            "It can be broken off and begun again; the study is read and written meanwhile. It takes half a minute at"
                    + " least."
        })
final class ReencryptCommand extends ArchiveCommand {

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
        ReencryptReport report;
        try (Progress progress = new Progress(err(), "reencrypt", -1)) {
            AtomicLong seen = new AtomicLong();
            report = archive.keys()
                    .reencrypt(new Uid(study), (objects, bytes) -> progress.add(bytes - seen.getAndSet(bytes)));
        }
        out().println(report.objects() + " objects, " + report.sealedAnew() + " sealed anew; "
                + (report.complete() ? "the old key is gone" : "the old key is still there"));
        nameFailures(report.failures());
        return ExitCode.of(report.failures().values());
    }
}
