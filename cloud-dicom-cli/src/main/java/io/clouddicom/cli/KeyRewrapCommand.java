package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.KeyReport;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Moves an archive to another key-encryption key. */
@Command(
        name = "rewrap",
        mixinStandardHelpOptions = true,
        description =
                "Wraps the keys of all studies by another key-encryption key; what they sealed is not touched. It can be"
                        + " broken off and begun again. Meanwhile whoever opens the archive needs both keys.")
final class KeyRewrapCommand extends ArchiveCommand {

    @Option(names = "--to", required = true, paramLabel = "URI", description = "the new key-encryption key")
    private String target;

    @Override
    DicomArchive open(DicomArchive.Builder builder) throws IOException {
        // A run that was broken off has moved the archive to it already.
        return super.open(builder.key(target));
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        KeyReport report;
        try (Progress progress = new Progress(err(), "rewrap", -1)) {
            report = archive.keys().rewrap(target, studies -> progress.add(0));
        }
        return KeyInfoCommand.print(this, report);
    }
}
