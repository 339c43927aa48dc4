package io.clouddicom.cli;

import picocli.CommandLine.Command;

/** What works on key-encryption keys. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes key-encryption keys, and moves archives from one to another.",
        subcommands = {KeyNewCommand.class, KeyRotateCommand.class, KeyInfoCommand.class, KeyRewrapCommand.class})
final class KeyCommand {}
