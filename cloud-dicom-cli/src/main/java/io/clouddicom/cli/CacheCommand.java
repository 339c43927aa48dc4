package io.clouddicom.cli;

import io.clouddicom.cache.CacheDirectory;
import io.clouddicom.cache.CacheDirectory.Content;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What works on cache directories that nobody is using. */
@Command(
        name = "cache",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tells what lies in a cache directory that is not in use, checks it, or clears it.")
final class CacheCommand {
    private static final String DIRECTORY = "the directory, as given to --cache-dir";

    @Spec
    private CommandSpec spec;

    @Command(name = "info", mixinStandardHelpOptions = true, description = "Tells what lies in a cache directory.")
    int info(@Parameters(paramLabel = "DIR", description = DIRECTORY) Path directory) throws IOException {
        return tell("holds", CacheDirectory.info(directory));
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Reads every block and takes away those that are damaged.")
    int check(@Parameters(paramLabel = "DIR", description = DIRECTORY) Path directory) throws IOException {
        Content content = CacheDirectory.check(directory);
        tell("holds", content);
        spec.commandLine().getOut().println("damaged and taken away: " + Sizes.count(content.damaged(), "block"));
        return content.damaged() == 0 ? ExitCode.DONE : ExitCode.INTEGRITY;
    }

    @Command(
            name = "clear",
            mixinStandardHelpOptions = true,
            description = "Removes what a cache keeps in a directory; other files there stay.")
    int clear(@Parameters(paramLabel = "DIR", description = DIRECTORY) Path directory) throws IOException {
        return tell("held", CacheDirectory.clear(directory));
    }

    private int tell(String verb, Content content) {
        spec.commandLine()
                .getOut()
                .printf(
                        "%s %s of %s: %s, in files of %s%n",
                        verb,
                        Sizes.count(content.blocks(), "block"),
                        Sizes.count(content.objects(), "object"),
                        Sizes.bytes(content.blockBytes()),
                        Sizes.bytes(content.fileBytes()));
        return ExitCode.DONE;
    }
}
