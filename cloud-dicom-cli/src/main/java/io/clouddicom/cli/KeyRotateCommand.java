package io.clouddicom.cli;

import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.LocalKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a key-encryption key in a file a new version. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        description = {
            "Gives the key-encryption key in a file a new version, which wraps from now on; older ones unwrap what they"
                    + " wrapped. Then rewrap the archives: --key and --to are this key.",
            "Where several nodes have the file: --prepare first, give them the file, then rotate, and give it to them"
                    + " again."
        })
final class KeyRotateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "local:FILE", description = "the key")
    private String uri;

    @Option(
            names = "--passphrase-env",
            paramLabel = "VARIABLE",
            description = "environment variable that holds the passphrase of a protected file")
    private @Nullable String variable;

    @Option(names = "--prepare", description = "only add the new version; another run lets it wrap")
    private boolean prepare;

    @Override
    public Integer call() throws IOException {
        Path file = KeyNewCommand.file(spec, uri);
        Optional<char[]> passphrase = KeyNewCommand.passphrase(spec, variable);
        KeyEncryptionKey key =
                prepare ? LocalKeyFile.prepareRotation(file, passphrase) : LocalKeyFile.rotate(file, passphrase);
        spec.commandLine()
                .getOut()
                .println(key.id()
                        + (prepare
                                ? " has a new version, which does not wrap yet"
                                : " now wraps by version " + key.version()));
        return ExitCode.DONE;
    }
}
