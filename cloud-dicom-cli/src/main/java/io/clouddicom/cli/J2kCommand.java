package io.clouddicom.cli;

import picocli.CommandLine.Command;

/** What works on JPEG 2000 and HTJ2K codestreams, apart from any archive. */
@Command(
        name = "j2k",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Reads and writes JPEG 2000 Part 1 and HTJ2K codestreams.",
        footer = {
            "",
            "Images are PGM or PPM (binary), PGX, or raw, by the file's ending. Raw: component planes one after the other,",
            "rows top to bottom, 8 bits per sample for a precision up to 8, 16 bits up to 16, else 32, little endian,",
            "two's complement if signed."
        },
        subcommands = {J2kInfoCommand.class, J2kDecodeCommand.class, J2kEncodeCommand.class, J2kTranscodeCommand.class})
final class J2kCommand {}
