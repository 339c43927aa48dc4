package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Fidelity;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyProblem;
import io.clouddicom.VerifyReport;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks every byte of an archive. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Reads every object and checks checksums, digests, restorations and indexes.")
final class VerifyCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "a part; the whole archive without")
    private @Nullable ArchiveScope scope;

    @Option(names = "--threads", defaultValue = "4", description = "how many objects at once (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    @Override
    void check() {
        checkThreads(threads);
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        VerifyOptions options = VerifyOptions.DEFAULT.withParallelism(threads);
        if (scope != null) {
            options = options.within(scope);
        }
        VerifyReport report;
        try (Progress progress = new Progress(err(), "verify", -1)) {
            AtomicLong seen = new AtomicLong();
            report = archive.verify(options, new VerifyListener() {
                @Override
                public void progress(long objects, long bytes) {
                    progress.add(bytes - seen.getAndSet(bytes));
                }
            });
        }
        if (json) {
            printJson(report);
        } else {
            out().printf(
                            "%d studies, %d instances, %d frames; %d objects, %s checked; %d older revisions, %d deleted%n",
                            report.studies(),
                            report.instances(),
                            report.framesChecked(),
                            report.objectsChecked(),
                            Sizes.bytes(report.bytesChecked()),
                            report.olderRevisions(),
                            report.tombstones());
            for (Fidelity fidelity : Fidelity.values()) {
                long count = report.fidelities().getOrDefault(fidelity, 0L);
                if (count > 0) {
                    out().println(count + " " + fidelity.label());
                }
            }
            for (VerifyProblem problem : report.problems()) {
                out().println(problem);
            }
            out().println(report.clean() ? "clean" : "NOT clean");
        }
        return report.clean() ? ExitCode.DONE : ExitCode.INTEGRITY;
    }

    private void printJson(VerifyReport report) throws IOException {
        Json.print(out(), generator -> {
            generator.writeStartObject();
            generator.writeBooleanField("clean", report.clean());
            generator.writeNumberField("studies", report.studies());
            generator.writeNumberField("instances", report.instances());
            generator.writeObjectFieldStart("fidelities");
            for (Fidelity fidelity : Fidelity.values()) {
                generator.writeNumberField(fidelity.name(), report.fidelities().getOrDefault(fidelity, 0L));
            }
            generator.writeEndObject();
            generator.writeNumberField("objectsChecked", report.objectsChecked());
            generator.writeNumberField("bytesChecked", report.bytesChecked());
            generator.writeNumberField("framesChecked", report.framesChecked());
            generator.writeNumberField("olderRevisions", report.olderRevisions());
            generator.writeNumberField("tombstones", report.tombstones());
            generator.writeArrayFieldStart("problems");
            for (VerifyProblem problem : report.problems()) {
                generator.writeStartObject();
                generator.writeStringField("type", problem.type().name());
                generator.writeBooleanField("integrity", problem.type().integrity());
                generator.writeStringField("object", problem.object());
                generator.writeStringField("detail", problem.detail());
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        });
    }
}
