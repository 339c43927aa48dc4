package io.clouddicom.internal.store;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.UnavailableException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;

/** Errors of the file system as errors of the store. */
public final class FileErrors {

    private FileErrors() {}

    /**
     * Finds the store's error for one of the file system. Not for errors that mean that a file is or is not there: those
     * are decided where it is known what that says about the object.
     *
     * @param operation what was being done
     * @param object what it was done to
     * @param error the file system's error; one that is the store's already is returned as it is
     * @return the error to throw
     */
    public static IOException of(String operation, String object, IOException error) {
        if (error instanceof CloudDicomException || error instanceof InterruptedIOException) {
            return error;
        }
        if (error instanceof ClosedByInterruptException || error instanceof FileLockInterruptionException) {
            InterruptedIOException interrupted =
                    new InterruptedIOException(operation + " " + object + ": the thread was interrupted");
            interrupted.initCause(error);
            return interrupted;
        }
        String reason = reason(error);
        if (error instanceof java.nio.file.AccessDeniedException) {
            return new AccessDeniedException(operation, object, "the file system denies access", error);
        }
        // Java has no types for these; the texts are those of the C library in English. In another language the error
        // becomes the general one below.
        if (reason.contains("Operation not permitted") || reason.contains("Read-only file system")) {
            return new AccessDeniedException(operation, object, reason, error);
        }
        if (reason.contains("File name too long")) {
            return new UnsupportedFeatureException(
                    operation, object, "the path is longer than the file system allows", error);
        }
        return new UnavailableException(operation, object, reason, error);
    }

    /** As {@link #of(String, String, IOException)}, for an error of reading a directory. */
    static IOException of(String operation, String object, DirectoryIteratorException error) {
        return of(operation, object, error.getCause());
    }

    /** What went wrong, without the path, which may not be the caller's to see. */
    private static String reason(IOException error) {
        if (error instanceof FileSystemException fileSystemError) {
            String reason = fileSystemError.getReason();
            return reason == null ? error.getClass().getSimpleName() : reason;
        }
        return String.valueOf(error.getMessage());
    }
}
