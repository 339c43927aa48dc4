package io.clouddicom.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.Fidelity;
import io.clouddicom.PutListener;
import io.clouddicom.PutOptions;
import io.clouddicom.PutReport;
import io.clouddicom.Receipt;
import io.clouddicom.StoragePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts files and folders of files into an archive. */
@Command(
        name = "put",
        mixinStandardHelpOptions = true,
        description =
                "Puts DICOM files, and all files in folders, into an archive; creates the archive if need be. Symbolic links"
                        + " are followed. What is no DICOM file is named and left out.")
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

    @Option(
            names = "--least-fidelity",
            converter = FidelityConverter.class,
            paramLabel = FidelityConverter.NAMES,
            description =
                    "byte-exact: files whose frames are compressed stay as they are; pixel-exact: lossless ones become what"
                            + " --storage says, so that every sample comes back, but not the file; coefficient-exact: lossy"
                            + " JPEG 2000 also becomes lossy HTJ2K. Native pixels come back bit for bit in any case. A new"
                            + " archive keeps this as its default")
    private @Nullable Fidelity leastFidelity;

    @Option(names = "--lossy-j2k-to-htj2k", description = "the same as --least-fidelity coefficient-exact")
    private boolean lossyJ2kToHtj2k;

    /** How objects are named. */
    private enum Names {
        PLAIN,
        OPAQUE
    }

    @Option(
            names = "--names",
            defaultValue = "plain",
            paramLabel = "plain|opaque",
            description = "how a new encrypted archive names its objects: by UIDs, or so that names tell nothing")
    private Names names;

    @Option(names = "--threads", defaultValue = "4", description = "how many files at once (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--json", description = "print the receipts as JSON")
    private boolean json;

    /** What is not in the archive, and why: of the walk through the folders and of the puts. */
    private final Map<Path, IOException> failures = new LinkedHashMap<>();

    private PutReport report;
    private double seconds;

    @Override
    DicomArchive open(DicomArchive.Builder builder) throws IOException {
        DicomArchive.Builder stored = storage == null ? builder : builder.storage(storage);
        stored = names == Names.OPAQUE ? stored.opaqueNames() : stored;
        return (leastFidelity == null ? stored : stored.leastFidelity(leastFidelity)).open();
    }

    @Override
    void check() {
        checkThreads(threads);
        if (lossyJ2kToHtj2k && leastFidelity != null && leastFidelity != Fidelity.COEFFICIENT_EXACT) {
            throw usage("--lossy-j2k-to-htj2k is coefficient-exact at least");
        }
        if (lossyJ2kToHtj2k) {
            leastFidelity = Fidelity.COEFFICIENT_EXACT;
        }
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        if (!json) {
            try (Progress progress = new Progress(err(), "put", -1)) {
                if (progress.shown()) {
                    count(progress);
                }
                put(archive, progress, (file, receipt) -> {});
            }
            out().println(summary());
        } else {
            // Receipts are written as they come: they may be many.
            Json.print(out(), generator -> {
                generator.writeStartObject();
                generator.writeArrayFieldStart("receipts");
                try (Progress progress = Progress.messagesOnly(err())) {
                    put(archive, progress, (file, receipt) -> writeReceipt(generator, file, receipt));
                }
                generator.writeEndArray();
                writeSummary(generator);
                generator.writeEndObject();
            });
        }
        nameFailures(report.indexFailures());
        if (report.stored() + report.alreadyPresent() + report.skipped() == 0
                && !failures.isEmpty()
                && failures.values().stream().allMatch(e -> ExitCode.of(e) == ExitCode.STORE)) {
            return ExitCode.STORE;
        }
        return failures.isEmpty() && report.indexFailures().isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /** Counts the files beside the work: what there is to do need not be known to begin. */
    private void count(Progress progress) {
        Thread counting = new Thread(
                () -> {
                    long files = 0;
                    for (Iterator<Path> i = new FileTree(paths, (path, error) -> {}).iterator();
                            i.hasNext();
                            i.next()) {
                        files++;
                    }
                    progress.total(files);
                },
                "cloud-dicom-count");
        counting.setDaemon(true);
        counting.start();
    }

    /** Hears of each file that is in the archive, one at a time. */
    private interface Stored {
        void accept(Path file, Receipt receipt) throws IOException;
    }

    private void put(DicomArchive archive, Progress progress, Stored stored) throws IOException {
        long start = System.nanoTime();
        FileTree files = new FileTree(paths, (path, error) -> failed(progress, path, error));
        report = archive.putAll(files, options(), new PutListener() {
            @Override
            public void stored(Path file, Receipt receipt) {
                progress.add(receipt.originalBytes());
                synchronized (stored) {
                    try {
                        stored.accept(file, receipt);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }

            @Override
            public void failed(Path file, IOException error) {
                progress.add(0);
                PutCommand.this.failed(progress, file, error);
            }
        });
        seconds = (System.nanoTime() - start) / 1e9;
    }

    private void failed(Progress progress, Path path, IOException error) {
        synchronized (failures) {
            failures.put(path, error);
        }
        progress.message(failed(path, error));
    }

    private PutOptions options() {
        PutOptions options = PutOptions.DEFAULT.withDuplicates(duplicates).withParallelism(threads);
        options = storage == null ? options : options.withStorage(storage);
        return leastFidelity == null ? options : options.withLeastFidelity(leastFidelity);
    }

    private String summary() {
        return String.format(
                Locale.ROOT,
                "stored %d, already there %d, skipped %d, failed %d; %s in %.1f s (%s)",
                report.stored(),
                report.alreadyPresent(),
                report.skipped(),
                failures.size(),
                Sizes.bytes(report.originalBytes()),
                seconds,
                Sizes.rate(report.originalBytes(), seconds));
    }

    private void writeSummary(JsonGenerator generator) throws IOException {
        generator.writeArrayFieldStart("failures");
        for (Map.Entry<Path, IOException> entry : failures.entrySet()) {
            generator.writeStartObject();
            generator.writeStringField("file", entry.getKey().toString());
            generator.writeStringField("error", CloudDicom.reason(entry.getValue()));
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeNumberField("stored", report.stored());
        generator.writeNumberField("alreadyPresent", report.alreadyPresent());
        generator.writeNumberField("skipped", report.skipped());
        generator.writeNumberField("originalBytes", report.originalBytes());
        generator.writeNumberField("storedBytes", report.storedBytes());
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
