package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.Study;
import io.clouddicom.observe.ActivityStatistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands on an archive share: the store's URI, opening it, and naming what failed. */
abstract class ArchiveCommand implements Callable<Integer> {

    private static final int MOST_THREADS = 256;

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STORE", description = "store URI, such as file:///var/dicom")
    String store;

    @Mixin
    private KeyOption key = new KeyOption();

    @Mixin
    private CacheOption cache = new CacheOption();

    @Option(
            names = "--stats",
            description = "tell on standard error what was asked of the store and what the cache had, when it is done")
    private boolean stats;

    @Override
    public final Integer call() throws IOException {
        check();
        DicomArchive.Builder builder;
        try {
            builder = DicomArchive.builder(store);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(
                    "open", store, e.getMessage() == null ? "no store URI" : e.getMessage(), e);
        }
        builder = key.applyTo(builder);
        try {
            builder = builder.cache(cache.cache());
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        ActivityStatistics activity = new ActivityStatistics();
        if (stats) {
            builder = builder.listener(activity);
        }
        try (DicomArchive archive = open(builder)) {
            return run(archive);
        } finally {
            activity.lines().forEach(err()::println);
        }
    }

    /** Checks the command line before anything is touched; what is wrong ends with {@link #usage}. */
    void check() throws IOException {}

    /** The error of a wrong command line. */
    final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Whether what is kept near outlives the command. */
    final boolean keepsOnDisk() {
        return cache.onDisk();
    }

    final void checkThreads(int threads) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw usage("--threads is 1 to " + MOST_THREADS + ", not " + threads);
        }
    }

    /** How the archive is opened; commands that only read do not create one. */
    DicomArchive open(DicomArchive.Builder builder) throws IOException {
        return builder.existing().open();
    }

    /** Does the work and gives the exit code. */
    abstract int run(DicomArchive archive) throws IOException;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Names every failure on standard error. */
    final void nameFailures(Map<?, IOException> failures) {
        failures.forEach((item, error) -> err().println(failed(item, error)));
    }

    static String failed(Object item, IOException error) {
        return "failed: " + item + ": " + CloudDicom.reason(error);
    }

    static IOException cannotWrite(Path target, IOException error) {
        return new IOException("cannot write " + target + ": " + CloudDicom.reason(error), error);
    }

    /** The instances of a scope; a scope without any is not found. */
    static List<Instance> instances(DicomArchive archive, ArchiveScope scope) throws IOException {
        Study study = archive.study(scope.study());
        List<Instance> instances = study.instances().stream()
                .filter(instance -> ScopeConverter.covers(scope, instance.id()))
                .toList();
        if (instances.isEmpty()) {
            throw new NotFoundException("find", scope.toString(), "the archive holds no such instance");
        }
        return instances;
    }
}
