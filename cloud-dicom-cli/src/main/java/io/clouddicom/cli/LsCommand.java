package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.StudyId;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.Listing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists studies, the series of a study, or the instances of a series. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "Lists the studies of an archive, the series of a study, or the instances of a series.")
final class LsCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STUDY[/SERIES]",
            converter = ScopeConverter.class,
            description = "what to list; all studies without")
    private @Nullable ArchiveScope scope;

    @Option(names = "--json", description = "print JSON: the studies' UIDs, or every instance of the scope")
    private boolean json;

    @Override
    int run(DicomArchive archive) throws IOException {
        if (scope == null) {
            listStudies(archive);
        } else if (json) {
            instancesAsJson(instances(archive, scope));
        } else if (scope instanceof StudyId) {
            listSeries(instances(archive, scope));
        } else {
            for (Instance instance : instances(archive, scope)) {
                out().printf(
                                "%s  revision %d, %s, %d frames, %s%n",
                                instance.id().instance(),
                                instance.revision(),
                                Sizes.bytes(instance.storedBytes()),
                                instance.frameCount(),
                                instance.fidelity());
            }
        }
        return ExitCode.DONE;
    }

    private void listStudies(DicomArchive archive) throws IOException {
        try (Listing<Uid> studies = archive.studies()) {
            if (!json) {
                for (Uid study = studies.next(); study != null; study = studies.next()) {
                    out().println(study);
                }
                return;
            }
            Json.print(out(), generator -> {
                generator.writeStartArray();
                for (Uid study = studies.next(); study != null; study = studies.next()) {
                    generator.writeString(study.value());
                }
                generator.writeEndArray();
            });
        }
    }

    private void listSeries(List<Instance> instances) throws IOException {
        Map<Uid, long[]> series = new TreeMap<>();
        for (Instance instance : instances) {
            long[] sums = series.computeIfAbsent(instance.id().series(), uid -> new long[3]);
            sums[0]++;
            sums[1] += instance.storedBytes();
            sums[2] += instance.frameCount();
        }
        series.forEach((uid, sums) ->
                out().printf("%s  %d instances, %s, %d frames%n", uid, sums[0], Sizes.bytes(sums[1]), sums[2]));
    }

    private void instancesAsJson(List<Instance> instances) throws IOException {
        Json.print(out(), generator -> {
            generator.writeStartArray();
            for (Instance instance : instances) {
                generator.writeStartObject();
                generator.writeStringField("study", instance.id().study().value());
                generator.writeStringField("series", instance.id().series().value());
                generator.writeStringField("instance", instance.id().instance().value());
                generator.writeNumberField("revision", instance.revision());
                generator.writeNumberField("storedBytes", instance.storedBytes());
                generator.writeNumberField("originalBytes", instance.originalBytes());
                generator.writeStringField("sha256", instance.sha256().hex());
                generator.writeStringField("fidelity", instance.fidelity().name());
                generator.writeStringField(
                        "transferSyntax", instance.transferSyntax().uid().value());
                generator.writeNumberField("frames", instance.frameCount());
                generator.writeEndObject();
            }
            generator.writeEndArray();
        });
    }
}
