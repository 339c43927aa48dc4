package io.clouddicom.s3;

/** Abilities beyond the contract on S3Proxy. */
class AbilitiesOnS3ProxyTest extends AbilitiesOnServer {

    AbilitiesOnS3ProxyTest() throws Exception {
        super(S3ProxyServer.start());
    }
}
