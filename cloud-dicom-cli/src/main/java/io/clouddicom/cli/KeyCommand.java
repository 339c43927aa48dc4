package io.clouddicom.cli;

import picocli.CommandLine.Command;

/** What works on key-encryption keys. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Makes key-encryption keys, moves archives from one to another, encrypts and decrypts them in place.",
        subcommands = {
            KeyNewCommand.class,
            KeyRotateCommand.class,
            KeyInfoCommand.class,
            KeyRewrapCommand.class,
            KeyEncryptCommand.class,
            KeyDecryptCommand.class
        })
final class KeyCommand {}
