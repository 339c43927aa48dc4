package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.IndexReceipt;
import io.clouddicom.NotFoundException;
import io.clouddicom.StudyId;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes the index of a study. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        description = "Writes the index of a study, which makes opening the study one list and one get.")
final class IndexCommand extends ArchiveCommand {

    @Parameters(index = "1", paramLabel = "STUDY", converter = ScopeConverter.class, description = "which study")
    private ArchiveScope scope;

    @Override
    void check() {
        if (!(scope instanceof StudyId)) {
            throw usage("an index is of a whole STUDY");
        }
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        IndexReceipt receipt = archive.index(scope.study());
        if (receipt.instances() == 0 && receipt.instancesFailed() == 0) {
            throw new NotFoundException("find", scope.toString(), "the archive holds no such study");
        }
        out().println("indexed " + receipt.instances() + " instances, " + Sizes.bytes(receipt.storedBytes())
                + (receipt.instancesFailed() > 0 ? "; " + receipt.instancesFailed() + " could not be read" : ""));
        return receipt.instancesFailed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }
}
