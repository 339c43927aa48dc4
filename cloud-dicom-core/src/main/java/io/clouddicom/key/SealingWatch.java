package io.clouddicom.key;

import java.io.IOException;

/**
 * What an archive says of its encryption, looked at as often as those need who put. Who moves an archive waits until all
 * others have looked; so nobody puts by what was seen longer ago than {@link ArchiveProtection#sight}. Safe for use by any
 * number of threads.
 */
public interface SealingWatch {

    /** What was seen last. */
    ArchiveSealing known();

    /**
     * What was seen so short a while ago that a put may go by it, or is seen now.
     *
     * @throws io.clouddicom.AuthenticationFailedException the description was altered
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    ArchiveSealing recent() throws IOException;

    /**
     * Looks.
     *
     * @throws io.clouddicom.AuthenticationFailedException the description was altered
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    ArchiveSealing look() throws IOException;
}
