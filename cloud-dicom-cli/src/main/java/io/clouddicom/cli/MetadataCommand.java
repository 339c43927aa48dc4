package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.dicom.DicomJson;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints metadata as DICOM JSON. */
@Command(
        name = "metadata",
        mixinStandardHelpOptions = true,
        description = "Prints the metadata of instances in the DICOM JSON Model (PS3.18 Annex F), an array.")
final class MetadataCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "whose")
    private ArchiveScope scope;

    @Override
    int run(DicomArchive archive) throws IOException {
        out().println("[");
        String separator = "";
        for (Instance instance : instances(archive, scope)) {
            out().print(separator);
            out().print(DicomJson.toString(instance.metadata()));
            separator = ",\n";
        }
        out().println();
        out().println("]");
        return ExitCode.DONE;
    }
}
