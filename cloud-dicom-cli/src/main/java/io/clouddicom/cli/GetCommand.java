package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.RetrievalForm;
import io.clouddicom.dicom.Uid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gets files back: the original ones, or in another form. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = {
            "Gets the original files back, bit for bit, each checked against its SHA-256; or the same instances in another",
            "form. For an instance that is stored pixel-exact or coefficient-exact (see ls) the original is the file that",
            "stands for it, in the transfer syntax that is stored."
        })
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

    @Option(
            names = "--as",
            defaultValue = "original",
            paramLabel = "FORM",
            converter = RetrievalFormConverter.class,
            description = {
                "original: the file that was put (${DEFAULT-VALUE});",
                "stored: as it lies in the store, without the footer;",
                "native, implicit, big-endian, deflated, rle, j2k-lossless, htj2k-lossless, htj2k-lossless-rpcl,",
                "or the UID of a transfer syntax: frames decoded and encoded without loss;",
                "j2k, htj2k: from the one to the other without touching a coefficient, lossy or not"
            })
    private RetrievalForm form;

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
        boolean original = form instanceof RetrievalForm.Original;
        int failed = 0;
        boolean damaged = false;
        long bytes = 0;
        long start = System.nanoTime();
        try (Progress progress = new Progress(err(), "get", instances.size())) {
            for (Instance instance : instances) {
                try {
                    Path target = target(instance.id());
                    instance.retrieve(form, target);
                    long size = Files.size(target);
                    bytes += size;
                    progress.add(size);
                } catch (IOException e) {
                    failed++;
                    damaged |= ExitCode.of(e) == ExitCode.INTEGRITY;
                    progress.message(failed(instance.id(), e));
                }
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        out().printf(
                        "%d files %s, %s in %.1f s (%s)%s%n",
                        instances.size() - failed,
                        original ? "restored" : "written",
                        Sizes.bytes(bytes),
                        seconds,
                        Sizes.rate(bytes, seconds),
                        original ? ", every SHA-256 checked" : "");
        if (damaged) {
            return ExitCode.INTEGRITY;
        }
        return failed == 0 ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private int getRevision(DicomArchive archive, InstanceId id, int number) throws IOException {
        Instance instance = archive.instance(id, number);
        Path target = target(id);
        instance.retrieve(form, target);
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
