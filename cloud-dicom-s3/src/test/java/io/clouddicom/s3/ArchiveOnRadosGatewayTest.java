package io.clouddicom.s3;

/** The archive on Ceph's RADOS gateway. */
class ArchiveOnRadosGatewayTest extends ArchiveOnServer {

    ArchiveOnRadosGatewayTest() throws Exception {
        super(RadosGatewayServer.start());
    }

    @Override
    protected int requestsOfAPut() {
        return 2;
    }

    @Override
    protected int putsUnderFaults() {
        return 2_000;
    }
}
