package io.clouddicom.cli;

import io.clouddicom.CloudDicomException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;

/** The entry point: parses the command line, runs a command, and turns errors into one sentence and an exit code. */
@Command(
        name = "cloud-dicom",
        mixinStandardHelpOptions = true,
        versionProvider = CloudDicom.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Keeps DICOM studies in object storage, and gives them back bit for bit.",
        footer = {
            "",
            "STORE is a store URI such as file:///var/dicom.",
            "STUDY, SERIES and INSTANCE are UIDs.",
            "",
            "Exit codes: 0 done, 1 some items failed (each is named), 2 usage, 3 store unreachable or access denied,",
            "4 integrity failure, 5 not found."
        },
        subcommands = {
            DemoCommand.class,
            PutCommand.class,
            LsCommand.class,
            GetCommand.class,
            MetadataCommand.class,
            FrameCommand.class,
            RmCommand.class,
            UndeleteCommand.class,
            PurgeCommand.class,
            VerifyCommand.class,
            IndexCommand.class,
            DumpCommand.class,
            CommandLine.HelpCommand.class
        })
public final class CloudDicom {

    private CloudDicom() {}

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }

    /** Runs the command in this process, for the tests too. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new CloudDicom())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(errorSentence())
                .setParameterExceptionHandler((error, given) -> {
                    err.println(error.getCommandLine().getCommandName() + ": " + error.getMessage());
                    err.println(
                            "Try '" + error.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
                    return ExitCode.USAGE;
                });
        int code = commandLine.execute(arguments);
        out.flush();
        err.flush();
        return code;
    }

    private static IExecutionExceptionHandler errorSentence() {
        return (error, commandLine, result) -> {
            Throwable cause =
                    error instanceof UncheckedIOException && error.getCause() != null ? error.getCause() : error;
            if (!(cause instanceof IOException)) {
                throw error;
            }
            commandLine.getErr().println("cloud-dicom: " + sentence((IOException) cause));
            return ExitCode.of(cause);
        };
    }

    /** What went wrong, in one sentence. */
    static String sentence(IOException error) {
        if (error instanceof CloudDicomException) {
            return String.valueOf(error.getMessage());
        }
        if (error instanceof NoSuchFileException) {
            return "no such file: " + error.getMessage();
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied: " + error.getMessage();
        }
        String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }

    /** The version that the jar's manifest names. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CloudDicom.class.getPackage().getImplementationVersion();
            return new String[] {"cloud-dicom " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
