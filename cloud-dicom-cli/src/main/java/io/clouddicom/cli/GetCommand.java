package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.dicom.Uid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gets original files back. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = "Gets the original files back, bit for bit, each checked against its SHA-256.")
final class GetCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "what to get")
    private ArchiveScope scope;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "where to: DIR/STUDY/SERIES/INSTANCE.dcm; DIR is created if need be")
    private Path directory;

    @Option(names = "--revision", paramLabel = "N", description = "an older revision, of one INSTANCE")
    private @Nullable Integer revision;

    @Override
    void check() {
        if (revision != null && !(scope instanceof InstanceId)) {
            throw usage("--revision goes with STUDY/SERIES/INSTANCE");
        }
        if (revision != null && revision < 1) {
            throw usage("revisions are numbered from 1");
        }
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        if (revision != null && scope instanceof InstanceId id) {
            return getRevision(archive, id, revision);
        }
        List<Instance> instances = instances(archive, scope);
        // Before the first file: where this fails, each of them would.
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw cannotWrite(directory, e);
        }
        int failed = 0;
        boolean damaged = false;
        long bytes = 0;
        long start = System.nanoTime();
        try (Progress progress = new Progress(err(), "get", instances.size())) {
            for (Instance instance : instances) {
                try {
                    instance.restore(target(instance.id()));
                    bytes += instance.originalBytes();
                    progress.add(instance.originalBytes());
                } catch (IOException e) {
                    failed++;
                    damaged |= ExitCode.of(e) == ExitCode.INTEGRITY;
                    progress.message(failed(instance.id(), e));
                }
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        out().printf(
                        "%d files restored, %s in %.1f s (%s), every SHA-256 checked%n",
                        instances.size() - failed, Sizes.bytes(bytes), seconds, Sizes.rate(bytes, seconds));
        if (damaged) {
            return ExitCode.INTEGRITY;
        }
        return failed == 0 ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private int getRevision(DicomArchive archive, InstanceId id, int number) throws IOException {
        Instance instance = archive.instance(id, number);
        Path target = target(id);
        instance.restore(target);
        out().println(target);
        return ExitCode.DONE;
    }

    private Path target(InstanceId id) throws IOException {
        Path folder = directory.resolve(fileName(id.study())).resolve(fileName(id.series()));
        Files.createDirectories(folder);
        return folder.resolve(fileName(id.instance()) + ".dcm");
    }

    /** A UID as a file name: what is no digit, letter, dot or dash becomes an underscore; never a way up. */
    static String fileName(Uid uid) {
        String safe = uid.value().replaceAll("[^0-9A-Za-z.-]", "_");
        String name = safe.chars().allMatch(c -> c == '.') ? "_" + safe : safe;
        return name.length() > 200 ? name.substring(0, 200) : name;
    }
}
