package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.MoveReport;
import io.clouddicom.SealingListener;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Decrypts an archive in place. */
@Command(
        name = "decrypt",
        mixinStandardHelpOptions = true,
        description = {
            "Makes an encrypted archive plain where it lies, study by study, and gives up the studies' keys. It can be broken"
                    + " off and begun again, and takes half a minute at least.",
            "Before, open the archive anew on all nodes as one that may be plain: these read and write all the while; others"
                    + " cannot put any more. Afterwards open it anew without the key."
        })
final class KeyDecryptCommand extends KeyMoveCommand {

    KeyDecryptCommand() {
        super("decrypt", "plain");
    }

    @Override
    MoveReport move(DicomArchive archive, SealingListener listener) throws IOException {
        return archive.keys().decrypt(listener);
    }
}
