package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.NotFoundException;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.observe.ActivityStatistics;
import io.clouddicom.store.Listing;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sums up what an archive holds, and what it took to find out. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = {
            "Sums up what an archive holds, or a part of it: studies, series, instances, frames and bytes, by transfer"
                    + " syntax. Every study is opened for that, with a listing and the read of its index.",
            "Then tells what that took: requests to the store and, with a cache, hits and misses, with latencies. Any"
                    + " other command tells that with --stats."
        })
final class StatsCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "a part; the whole archive without")
    private @Nullable ArchiveScope scope;

    private final ActivityStatistics activity = new ActivityStatistics();
    private final Sums all = new Sums();
    private final Map<String, Sums> byTransferSyntax = new TreeMap<>();
    private long studies;
    private long series;
    private long empty;

    private static final class Sums {
        private long instances;
        private long frames;
        private long storedBytes;
        private long originalBytes;

        void add(Instance instance) throws IOException {
            instances++;
            frames += instance.frameCount();
            storedBytes += instance.storedBytes();
            originalBytes += instance.originalBytes();
        }

        String text() {
            double share = originalBytes == 0 ? 0 : 100.0 * storedBytes / originalBytes;
            return String.format(
                    Locale.ROOT,
                    "%s, %s, %s stored, %.1f %% of %s",
                    Sizes.count(instances, "instance"),
                    Sizes.count(frames, "frame"),
                    Sizes.bytes(storedBytes),
                    share,
                    Sizes.bytes(originalBytes));
        }
    }

    @Override
    DicomArchive open(DicomArchive.Builder builder) throws IOException {
        return super.open(builder.listener(activity));
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        if (scope != null) {
            add(instances(archive, scope));
        } else {
            addAll(archive);
        }
        String deleted = empty == 0 ? "" : ", and " + empty + " with nothing but what was deleted";
        // "series" is its own plural.
        out().printf("%d %s%s, %d series%n", studies, studies == 1 ? "study" : "studies", deleted, series);
        out().println(all.text());
        byTransferSyntax.forEach((name, sums) -> out().println(name + ": " + sums.text()));
        activity.lines().forEach(out()::println);
        return ExitCode.DONE;
    }

    private void addAll(DicomArchive archive) throws IOException {
        try (Listing<Uid> listing = archive.studies();
                Progress progress = new Progress(err(), "stats", -1)) {
            for (Uid study = listing.next(); study != null; study = listing.next()) {
                long before = all.storedBytes;
                try {
                    add(archive.study(study).instances());
                } catch (NotFoundException e) {
                    // All its instances are deleted, or it went away meanwhile.
                    empty++;
                }
                progress.add(all.storedBytes - before);
            }
        }
    }

    private void add(List<Instance> instances) throws IOException {
        studies++;
        Set<Uid> seen = new HashSet<>();
        for (Instance instance : instances) {
            if (seen.add(instance.id().series())) {
                series++;
            }
            TransferSyntax transferSyntax = instance.transferSyntax();
            all.add(instance);
            byTransferSyntax
                    .computeIfAbsent(transferSyntax.uid() + " " + transferSyntax.name(), name -> new Sums())
                    .add(instance);
        }
    }
}
