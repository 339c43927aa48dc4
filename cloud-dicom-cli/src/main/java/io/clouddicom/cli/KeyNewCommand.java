package io.clouddicom.cli;

import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.LocalKeyFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key-encryption key in a file. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description =
                "Makes a key-encryption key in a new file, which its owner alone may read. Without this file, and its"
                        + " passphrase, what is stored under it is lost: keep a copy elsewhere.")
final class KeyNewCommand implements Callable<Integer> {
    private static final String SCHEME = "local:";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "local:FILE", description = "where; nothing may be there")
    private String uri;

    @Option(
            names = "--passphrase-env",
            paramLabel = "VARIABLE",
            description =
                    "environment variable that holds a passphrase; without, the key lies in the file in the clear")
    private @Nullable String variable;

    @Override
    public Integer call() throws IOException {
        Path file = file(spec, uri);
        KeyEncryptionKey key = LocalKeyFile.create(file, passphrase(spec, variable));
        spec.commandLine().getOut().println("made " + key.id() + " in " + file);
        return ExitCode.DONE;
    }

    /** The file that a key URI of the command line names. */
    static Path file(CommandSpec spec, String uri) {
        if (!uri.startsWith(SCHEME) || uri.indexOf('?') >= 0) {
            throw new ParameterException(spec.commandLine(), "a key is kept in a file: " + SCHEME + "FILE");
        }
        try {
            return Path.of(uri.substring(SCHEME.length()));
        } catch (InvalidPathException e) {
            throw new ParameterException(spec.commandLine(), uri + " holds no path", e);
        }
    }

    /** The passphrase in a variable, if one is named. */
    static Optional<char[]> passphrase(CommandSpec spec, @Nullable String variable) {
        if (variable == null) {
            return Optional.empty();
        }
        String value = System.getenv(variable);
        if (value == null || value.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "the environment variable " + variable + " is not set");
        }
        return Optional.of(value.toCharArray());
    }
}
