package io.clouddicom.codec;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An independent codec of the command line that tests compare with. */
final class PeerTool {
    private final String name;

    private PeerTool(String name) {
        this.name = name;
    }

    /**
     * What a run left.
     *
     * @param exit the exit code
     * @param output what it printed
     */
    record Run(int exit, String output) {}

    /** The program in PATH; where it is not, the test is skipped, or fails with {@code CI=true}. */
    static PeerTool of(String name) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            if (Path.of(folder, name).toFile().canExecute()) {
                return new PeerTool(name);
            }
        }
        String reason = "no program " + name + " in PATH";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason);
        }
        System.out.println("Skipped: " + reason);
        abort(reason);
        throw new IllegalStateException();
    }

    /** Runs in a folder, for two minutes at most. */
    Run run(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        try {
            Path log = folder.resolve(name + ".log");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(name + " does not end");
            }
            return new Run(process.exitValue(), new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
