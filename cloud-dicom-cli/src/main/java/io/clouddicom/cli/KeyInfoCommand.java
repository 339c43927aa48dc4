package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.KeyReport;
import io.clouddicom.key.SealingState;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Tells by which key-encryption keys an archive's study keys are wrapped. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Tells by which key-encryption keys the keys of an archive's studies are wrapped.")
final class KeyInfoCommand extends ArchiveCommand {

    @Override
    int run(DicomArchive archive) throws IOException {
        SealingState state = archive.keys().state();
        if (state != SealingState.ENCRYPTED) {
            out().println("state\t" + state.name().toLowerCase(Locale.ROOT));
        }
        return print(this, archive.keys().report());
    }

    static int print(ArchiveCommand command, KeyReport report) {
        report.studies().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(entry -> command.out().println(entry.getKey() + "\t" + entry.getValue() + " studies"));
        if (!report.withoutKey().isEmpty()) {
            command.out()
                    .println("without key\t" + report.withoutKey().size()
                            + " studies, which are plain or cannot be read");
        }
        command.nameFailures(report.failures());
        return ExitCode.of(report.failures().values());
    }
}
