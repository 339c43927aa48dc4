package io.clouddicom.s3;

/** The archive on S3Proxy. */
class ArchiveOnS3ProxyTest extends ArchiveOnServer {

    ArchiveOnS3ProxyTest() throws Exception {
        super(S3ProxyServer.start());
    }

    @Override
    protected int putsUnderFaults() {
        return 10_000;
    }
}
