package io.clouddicom.s3;

/** Abilities beyond the contract on Ceph's RADOS gateway. */
class AbilitiesOnRadosGatewayTest extends AbilitiesOnServer {

    AbilitiesOnRadosGatewayTest() throws Exception {
        super(RadosGatewayServer.start());
    }
}
