package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.dicom.DicomJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        List<Instance> instances = instances(archive, scope);
        Map<InstanceId, IOException> failures = new LinkedHashMap<>();
        out().println("[");
        String separator = "";
        for (Instance instance : instances) {
            try {
                String json = DicomJson.toString(instance.metadata());
                out().print(separator);
                out().print(json);
                separator = ",\n";
            } catch (IOException e) {
                failures.put(instance.id(), e);
            }
        }
        out().println();
        out().println("]");
        nameFailures(failures);
        return ExitCode.of(failures.values());
    }
}
