package io.clouddicom.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
            StatsCommand.class,
            GetCommand.class,
            MetadataCommand.class,
            FrameCommand.class,
            PreviewCommand.class,
            VolumeCommand.class,
            WarmCommand.class,
            RmCommand.class,
            UndeleteCommand.class,
            PurgeCommand.class,
            SweepCommand.class,
            ThawCommand.class,
            VerifyCommand.class,
            DoctorCommand.class,
            IndexCommand.class,
            KeyCommand.class,
            ReencryptCommand.class,
            ShredCommand.class,
            CacheCommand.class,
            DumpCommand.class,
            J2kCommand.class,
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
        // UTF-8 whatever the locale: JSON is, and what a value or file name holds shall not be lost.
        PrintWriter out = writer(FileDescriptor.out, false);
        PrintWriter err = writer(FileDescriptor.err, true);
        int code = run(out, err, arguments);
        if (out.checkError()) {
            err.println("cloud-dicom: the output could not be written to its end");
            code = code == ExitCode.DONE ? ExitCode.SOME_FAILED : code;
        }
        System.exit(code);
    }

    private static PrintWriter writer(FileDescriptor descriptor, boolean flushLines) {
        return new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), flushLines);
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
        int code;
        try {
            code = commandLine.execute(arguments);
        } catch (OutOfMemoryError e) {
            err.println("cloud-dicom: there is not enough memory; CLOUD_DICOM_JAVA_OPTIONS=-Xmx4g gives more");
            code = ExitCode.SOME_FAILED;
        }
        out.flush();
        err.flush();
        return code;
    }

    private static IExecutionExceptionHandler errorSentence() {
        return (error, commandLine, result) -> {
            Throwable cause =
                    error instanceof UncheckedIOException && error.getCause() != null ? error.getCause() : error;
            // What is printed before belongs before it.
            commandLine.getOut().flush();
            if (cause instanceof IOException expected) {
                commandLine.getErr().println("cloud-dicom: " + sentence(expected));
            } else {
                commandLine.getErr().println("cloud-dicom: this is a defect of the program: " + cause);
                if (Boolean.getBoolean("cloud.dicom.trace")) {
                    cause.printStackTrace(commandLine.getErr());
                }
            }
            return ExitCode.of(cause);
        };
    }

    /** What went wrong, in one sentence that names what it happened to. */
    static String sentence(IOException error) {
        return error instanceof FileSystemException fileError
                ? fileError.getFile() + ": " + reason(error)
                : reason(error);
    }

    /** What went wrong, where it is said already with which file. */
    static String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (error instanceof FileAlreadyExistsException) {
            return "there is a file already";
        }
        String text = error instanceof FileSystemException fileError ? fileError.getReason() : error.getMessage();
        return text == null ? error.getClass().getSimpleName() : text;
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
