package io.clouddicom.cli;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.EncodeOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands on codestreams share: the input, and naming what is wrong with it. */
abstract class J2kFileCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "the input file")
    Path in;

    @Override
    public final Integer call() throws IOException {
        try {
            run();
            return ExitCode.DONE;
        } catch (CodestreamException e) {
            spec.commandLine().getErr().println("cloud-dicom: " + in + ": " + e.getMessage());
            return switch (e.kind()) {
                case MALFORMED, TRUNCATED -> ExitCode.INTEGRITY;
                case UNSUPPORTED, LIMIT -> ExitCode.USAGE;
            };
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    /** Does the work; an {@link IllegalArgumentException} is a mistake of the command line. */
    abstract void run() throws IOException;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Work with threads beside the caller's, which end with it. */
    interface Threaded {
        void run(Executor threads) throws IOException;
    }

    /** Runs with so many threads, the caller's included. */
    static void withThreads(int threads, Threaded work) throws IOException {
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("--threads is 1 to 256");
        }
        if (threads == 1) {
            // An executor that takes no task: the caller does all.
            work.run(task -> {});
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads - 1);
        try {
            work.run(pool);
        } finally {
            pool.shutdownNow();
        }
    }

    /** WIDTHxHEIGHT. */
    static EncodeOptions.Size size(String option, String text) {
        List<Integer> numbers = numbers(option, text, "x", 2, "WxH");
        return new EncodeOptions.Size(numbers.get(0), numbers.get(1));
    }

    /** Sizes with commas between. */
    static List<EncodeOptions.Size> sizes(String option, String text) {
        List<EncodeOptions.Size> sizes = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            sizes.add(size(option, each));
        }
        return sizes;
    }

    /** So many whole numbers with something between. */
    static List<Integer> numbers(String option, String text, String between, int count, String form) {
        String[] parts = text.split(between, -1);
        List<Integer> numbers = new ArrayList<>();
        try {
            for (String part : parts) {
                numbers.add(Integer.parseUnsignedInt(part));
            }
        } catch (NumberFormatException e) {
            parts = new String[0];
        }
        if (parts.length != count || numbers.stream().anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException(option + " is " + form + ", not " + text);
        }
        return numbers;
    }
}
