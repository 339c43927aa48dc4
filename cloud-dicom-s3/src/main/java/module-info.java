/** The store on Amazon S3 and on what speaks its protocol, and key-encryption keys of AWS. */
@org.jspecify.annotations.NullMarked
module io.clouddicom.s3 {
    requires transitive io.clouddicom.core;
    requires transitive io.clouddicom.crypto;
    requires transitive software.amazon.awssdk.services.kms;
    requires transitive software.amazon.awssdk.services.s3;
    requires org.slf4j;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.apache5;
    requires software.amazon.awssdk.http.auth.aws;
    requires software.amazon.awssdk.http.auth.spi;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries;
    requires software.amazon.awssdk.utils;
    requires static transitive org.jspecify;

    exports io.clouddicom.s3;

    provides io.clouddicom.crypto.KeyEncryptionKeyProvider with
            io.clouddicom.s3.internal.AwsKmsKeyProvider;
    provides io.clouddicom.store.ObjectStoreProvider with
            io.clouddicom.s3.internal.S3StoreProvider;
}
