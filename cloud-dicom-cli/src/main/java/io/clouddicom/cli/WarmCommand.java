package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Prefetch;
import io.clouddicom.PrefetchOptions;
import io.clouddicom.PrefetchReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads studies into a cache directory. */
@Command(
        name = "warm",
        mixinStandardHelpOptions = true,
        description = {
            "Reads studies, or parts of them, into the cache directory, so that they are near when somebody looks at them.",
            "With --reduce, of frames that have resolutions only the beginning is read."
        })
final class WarmCommand extends ArchiveCommand {
    private static final int MOST_REDUCTION = 32;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "what")
    private List<ArchiveScope> scopes;

    @Option(
            names = "--reduce",
            defaultValue = "0",
            paramLabel = "N",
            description = "halve rows and columns N times (default: whole frames)")
    private int reduction;

    @Option(
            names = "--most",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "read no more than this, such as 2G (default: everything)")
    private @Nullable Long mostBytes;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "begin nothing more when so much time has passed (default: no limit)")
    private @Nullable Long seconds;

    @Override
    void check() {
        if (!keepsOnDisk()) {
            throw usage("warm needs --cache-dir: what is kept in memory goes with the command");
        }
        if (reduction < 0 || reduction > MOST_REDUCTION) {
            throw usage("--reduce is 0 to " + MOST_REDUCTION);
        }
        if (seconds != null && seconds < 0) {
            throw usage("--seconds is not negative");
        }
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        PrefetchOptions options = PrefetchOptions.DEFAULT.reduced(reduction);
        if (mostBytes != null) {
            options = options.upTo(mostBytes);
        }
        if (seconds != null) {
            options = options.within(Duration.ofSeconds(seconds));
        }
        long begin = System.nanoTime();
        PrefetchReport report;
        try (Progress progress = new Progress(err(), "warm", -1);
                Prefetch prefetch =
                        archive.prefetch(scopes, options, told -> progress.reached(told.frames(), told.bytes()))) {
            report = prefetch.await();
        }
        IOException nothing = report.failures().get(scopes.get(0));
        if (report.frames() == 0 && report.failures().size() == scopes.size() && nothing != null) {
            throw nothing;
        }
        double took = (System.nanoTime() - begin) / 1e9;
        out().println(Sizes.count(report.frames(), "frame") + ", " + Sizes.bytes(report.bytes()) + " are near, in "
                + String.format(Locale.ROOT, "%.1f s", took) + ending(report));
        nameFailures(report.failures());
        return ExitCode.of(report.failures().values());
    }

    private static String ending(PrefetchReport report) {
        return switch (report.state()) {
            case OUT_OF_BYTES -> "; more would be beyond --most";
            case OUT_OF_TIME -> "; the time is up";
            case CANCELLED -> "; cancelled";
            case COMPLETE, RUNNING -> "";
        };
    }
}
