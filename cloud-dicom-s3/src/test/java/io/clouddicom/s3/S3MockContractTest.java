package io.clouddicom.s3;

/** The store keeps the contract on S3Mock. */
class S3MockContractTest extends ContractOnServer {

    S3MockContractTest() throws Exception {
        super(S3MockServer.start());
    }
}
