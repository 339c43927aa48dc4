package io.clouddicom.s3;

/** The store keeps the contract on S3Proxy. */
class S3ProxyContractTest extends ContractOnServer {

    S3ProxyContractTest() throws Exception {
        super(S3ProxyServer.start());
    }
}
