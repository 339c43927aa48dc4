package io.clouddicom.cli;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotAVolumeException;
import io.clouddicom.NotFoundException;
import io.clouddicom.NotYetReadableException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RangeNotSatisfiableException;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;

/** What the process tells its caller; part of the command's contract. */
final class ExitCode {
    static final int DONE = 0;
    static final int SOME_FAILED = 1;
    static final int USAGE = 2;
    static final int STORE = 3;
    static final int INTEGRITY = 4;
    static final int NOT_FOUND = 5;

    private ExitCode() {}

    /** The code for a command of which some items failed: damage is told before all else. */
    static int of(Collection<IOException> failures) {
        if (failures.isEmpty()) {
            return DONE;
        }
        return failures.stream().anyMatch(e -> of(e) == INTEGRITY) ? INTEGRITY : SOME_FAILED;
    }

    /** The code for an error that ended the whole command. */
    static int of(Throwable error) {
        if (error instanceof NoSuchFileException) {
            return NOT_FOUND;
        }
        if (!(error instanceof CloudDicomException)) {
            return SOME_FAILED;
        }
        if (error instanceof NotFoundException) {
            return NOT_FOUND;
        }
        if (error instanceof CorruptDataException || error instanceof AuthenticationFailedException) {
            return INTEGRITY;
        }
        if (error instanceof AccessDeniedException
                || error instanceof UnavailableException
                || error instanceof ThrottledException
                || error instanceof OutcomeUnknownException) {
            return STORE;
        }
        boolean store = ((CloudDicomException) error).operation().equals("open");
        if (error instanceof InvalidRequestException || (error instanceof UnsupportedFeatureException && store)) {
            return USAGE;
        }
        assert error instanceof UnsupportedFeatureException
                || error instanceof AlreadyExistsException
                || error instanceof NotAVolumeException
                || error instanceof NotYetReadableException
                || error instanceof PreconditionFailedException
                || error instanceof RangeNotSatisfiableException;
        return SOME_FAILED;
    }
}
