package io.clouddicom.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.PutListener;
import io.clouddicom.PutOptions;
import io.clouddicom.PutReport;
import io.clouddicom.Receipt;
import io.clouddicom.StoragePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts files and folders of files into an archive. */
@Command(
        name = "put",
        mixinStandardHelpOptions = true,
        description = "Puts DICOM files, and all files in folders, into an archive; creates the archive if need be.")
final class PutCommand extends ArchiveCommand {

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE|DIR",
            description = "DICOM files, or folders of them")
    private List<Path> paths;

    @Option(
            names = "--on-duplicate",
            defaultValue = "reject",
            paramLabel = "reject|replace|skip",
            description = "when other content is stored under the same UIDs: ${DEFAULT-VALUE}")
    private DuplicatePolicy duplicates;

    @Option(
            names = "--storage",
            converter = StoragePolicyConverter.class,
            paramLabel = StoragePolicyConverter.NAMES,
            description = "what stored objects hold; a new archive keeps this as its default")
    private StoragePolicy storage;

    @Option(names = "--threads", defaultValue = "4", description = "how many files at once (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--json", description = "print the receipts as JSON")
    private boolean json;

    @Override
    DicomArchive open(DicomArchive.Builder builder) throws IOException {
        return (storage == null ? builder : builder.storage(storage)).open();
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        if (threads < 1 || threads > 256) {
            err().println("put: --threads is 1 to 256");
            return ExitCode.USAGE;
        }
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            collect(path, files);
        }
        Map<Path, Receipt> receipts = new ConcurrentSkipListMap<>();
        PutReport report;
        long start = System.nanoTime();
        try (Progress progress = new Progress(err(), "put", files.size())) {
            report = archive.putAll(files, options(), new PutListener() {
                @Override
                public void stored(Path file, Receipt receipt) {
                    progress.add(receipt.originalBytes());
                    if (json) {
                        receipts.put(file, receipt);
                    }
                }

                @Override
                public void failed(Path file, IOException error) {
                    progress.add(0);
                }
            });
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (json) {
            printJson(report, receipts);
        } else {
            out().printf(
                            "stored %d, already there %d, skipped %d, failed %d; %s in %.1f s (%s)%n",
                            report.stored(),
                            report.alreadyPresent(),
                            report.skipped(),
                            report.failures().size(),
                            Sizes.bytes(report.originalBytes()),
                            seconds,
                            Sizes.rate(report.originalBytes(), seconds));
        }
        nameFailures(report.failures());
        nameFailures(report.indexFailures());
        return report.complete() && report.indexFailures().isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private PutOptions options() {
        PutOptions options = PutOptions.DEFAULT.withDuplicates(duplicates).withParallelism(threads);
        return storage == null ? options : options.withStorage(storage);
    }

    private static void collect(Path path, List<Path> files) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> tree = Files.walk(path)) {
                tree.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        } else if (Files.exists(path)) {
            files.add(path);
        } else {
            throw new NoSuchFileException(path.toString());
        }
    }

    private void printJson(PutReport report, Map<Path, Receipt> receipts) throws IOException {
        Json.print(out(), generator -> {
            generator.writeStartObject();
            generator.writeNumberField("stored", report.stored());
            generator.writeNumberField("alreadyPresent", report.alreadyPresent());
            generator.writeNumberField("skipped", report.skipped());
            generator.writeNumberField("originalBytes", report.originalBytes());
            generator.writeNumberField("storedBytes", report.storedBytes());
            generator.writeArrayFieldStart("receipts");
            for (Map.Entry<Path, Receipt> entry : receipts.entrySet()) {
                writeReceipt(generator, entry.getKey(), entry.getValue());
            }
            generator.writeEndArray();
            generator.writeArrayFieldStart("failures");
            for (Map.Entry<Path, IOException> entry : report.failures().entrySet()) {
                generator.writeStartObject();
                generator.writeStringField("file", entry.getKey().toString());
                generator.writeStringField("error", CloudDicom.sentence(entry.getValue()));
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        });
    }

    private static void writeReceipt(JsonGenerator generator, Path file, Receipt receipt) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("file", file.toString());
        generator.writeStringField("study", receipt.study().value());
        generator.writeStringField("series", receipt.series().value());
        generator.writeStringField("instance", receipt.instance().instance().value());
        generator.writeNumberField("revision", receipt.revision());
        generator.writeStringField("outcome", receipt.outcome().name());
        generator.writeNumberField("storedBytes", receipt.storedBytes());
        generator.writeNumberField("originalBytes", receipt.originalBytes());
        generator.writeStringField("sha256", receipt.sha256().hex());
        generator.writeStringField("fidelity", receipt.fidelity().name());
        if (receipt.keptAsReceived().isPresent()) {
            generator.writeStringField(
                    "keptAsReceived", receipt.keptAsReceived().get());
        }
        if (!receipt.warnings().isEmpty()) {
            generator.writeArrayFieldStart("warnings");
            for (String warning : receipt.warnings()) {
                generator.writeString(warning);
            }
            generator.writeEndArray();
        }
        generator.writeEndObject();
    }
}
