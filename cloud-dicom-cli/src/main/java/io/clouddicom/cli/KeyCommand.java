package io.clouddicom.cli;

import picocli.CommandLine.Command;

/** What works on key-encryption keys. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes key-encryption keys.",
        subcommands = {KeyNewCommand.class})
final class KeyCommand {}
