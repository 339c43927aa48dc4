package io.clouddicom.s3;

/** The store keeps the contract on Ceph's RADOS gateway. */
class RadosGatewayContractTest extends ContractOnServer {

    RadosGatewayContractTest() throws Exception {
        super(RadosGatewayServer.start());
    }
}
