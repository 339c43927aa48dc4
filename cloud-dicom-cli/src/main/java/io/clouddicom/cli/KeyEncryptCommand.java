package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.MoveReport;
import io.clouddicom.SealingListener;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Encrypts a plain archive in place. */
@Command(
        name = "encrypt",
        mixinStandardHelpOptions = true,
        description = {
            "Encrypts a plain archive where it lies, study by study; names of objects stay as they are. It can be broken off"
                    + " and begun again, and takes half a minute at least.",
            "Before, open the archive anew on all nodes, with the key and as one that may be plain: these read and write all"
                    + " the while; others cannot put any more. Afterwards open it anew with the key alone."
        })
final class KeyEncryptCommand extends KeyMoveCommand {

    KeyEncryptCommand() {
        super("encrypt", "encrypted");
    }

    @Override
    MoveReport move(DicomArchive archive, SealingListener listener) throws IOException {
        return archive.keys().encrypt(listener);
    }
}
