package io.clouddicom.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clouddicom.store.CheckupFinding;
import io.clouddicom.store.CheckupGuarantee;
import io.clouddicom.store.CheckupLatency;
import io.clouddicom.store.CheckupReport;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.StoreCheckup;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a store out and says what an archive can guarantee there; prints what {@link StoreCheckup} finds. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Tries out what a store does, and says what an archive can guarantee there.",
            "No archive need be there, and one that is there is not touched: all that is put lies below "
                    + StoreCheckup.PREFIX + " and is deleted at the end."
        },
        footer = {
            "",
            "Exit codes: 0 every guarantee holds, if need be with the restrictions told; 1 some do not, or could not be",
            "found out; 2 usage, or no such bucket; 3 store unreachable, or permissions are missing (each is named);",
            "4 bytes do not come back as they were put."
        })
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STORE", description = "store URI, such as file:///var/dicom")
    private String store;

    @Option(names = "--quick", description = "without large objects and long listings")
    private boolean quick;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        CheckupReport report;
        try (ObjectStore opened = ObjectStores.open(store)) {
            StoreCheckup checkup = StoreCheckup.of(opened);
            report = (quick ? checkup.quick() : checkup).run();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, generator -> write(report, generator));
        } else {
            print(report, out);
        }
        return exitCode(report);
    }

    private static void print(CheckupReport report, PrintWriter out) {
        out.println(report.store());
        out.println();
        for (CheckupFinding finding : report.findings()) {
            line(out, finding.verdict(), finding.subject().label(), finding.detail());
        }
        out.println();
        out.println("An archive here:");
        for (CheckupGuarantee guarantee : report.guarantees()) {
            line(out, guarantee.verdict(), guarantee.promise().label(), guarantee.sentence());
        }
    }

    /** What is not well stands out. */
    private static void line(PrintWriter out, CheckupVerdict verdict, String what, String detail) {
        String word = verdict.sound() ? verdict.label() : verdict.label().toUpperCase(Locale.ROOT);
        out.printf("  %-8s %-25s %s%n", word, what, detail);
    }

    private static void write(CheckupReport report, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("store", report.store());
        json.writeBooleanField("sound", report.sound());
        json.writeArrayFieldStart("guarantees");
        for (CheckupGuarantee guarantee : report.guarantees()) {
            json.writeStartObject();
            json.writeStringField("promise", guarantee.promise().name());
            json.writeStringField("verdict", guarantee.verdict().name());
            json.writeStringField("sentence", guarantee.sentence());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("findings");
        for (CheckupFinding finding : report.findings()) {
            json.writeStartObject();
            json.writeStringField("subject", finding.subject().name());
            json.writeStringField("verdict", finding.verdict().name());
            json.writeStringField("detail", finding.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (report.latency().isPresent()) {
            CheckupLatency latency = report.latency().get();
            json.writeObjectFieldStart("latency");
            json.writeNumberField("requests", latency.requests());
            json.writeNumberField("putMedianMicros", latency.putMedian().toNanos() / 1000);
            json.writeNumberField("putSlowestMicros", latency.putSlowest().toNanos() / 1000);
            json.writeNumberField("getMedianMicros", latency.getMedian().toNanos() / 1000);
            json.writeNumberField("getSlowestMicros", latency.getSlowest().toNanos() / 1000);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Damage is told before all else, and missing permissions before what they kept from being found out. */
    private static int exitCode(CheckupReport report) {
        if (report.sound()) {
            return ExitCode.DONE;
        }
        if (report.verdict(CheckupSubject.CONTENT) == CheckupVerdict.FAILS
                || report.verdict(CheckupSubject.CHECKSUMS) == CheckupVerdict.FAILS) {
            return ExitCode.INTEGRITY;
        }
        boolean denied = report.findings().stream().anyMatch(finding -> finding.verdict() == CheckupVerdict.DENIED);
        return denied ? ExitCode.STORE : ExitCode.SOME_FAILED;
    }
}
