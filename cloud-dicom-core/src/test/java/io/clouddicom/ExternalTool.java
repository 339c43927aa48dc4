package io.clouddicom;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An independent program that some tests compare with. Where it is absent, a test is skipped and says so; with
 * {@code CI=true} it fails.
 */
public final class ExternalTool {
    private static final long TIME_OUT_SECONDS = 120;

    private final String program;

    private ExternalTool(String program) {
        this.program = program;
    }

    /** A program on the path. */
    public static ExternalTool require(String name) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path candidate = Path.of(folder, name);
            if (Files.isExecutable(candidate)) {
                return new ExternalTool(candidate.toString());
            }
        }
        return SharedData.absent("the program " + name + " is not installed");
    }

    /** A Python that has a package: the first on the path or the system's own. */
    public static ExternalTool requirePython(String packageName) throws IOException {
        List<String> candidates = new ArrayList<>(List.of("/usr/bin/python3"));
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            candidates.add(Path.of(folder, "python3").toString());
        }
        for (String candidate : candidates) {
            if (Files.isExecutable(Path.of(candidate))
                    && new ExternalTool(candidate)
                                    .run("-c", "import " + packageName)
                                    .exitCode()
                            == 0) {
                return new ExternalTool(candidate);
            }
        }
        return SharedData.absent("no python3 with the package " + packageName + " is installed");
    }

    /** The program's file, for those who begin it themselves. */
    public String path() {
        return program;
    }

    /** Runs the program to its end; output and errors in one. */
    public Outcome run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("tool", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(TIME_OUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(program + " did not end within " + TIME_OUT_SECONDS + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.delete(output);
        }
    }

    /**
     * How a run ended.
     *
     * @param exitCode its exit code
     * @param output what it printed, as Latin-1
     */
    public record Outcome(int exitCode, String output) {}
}
