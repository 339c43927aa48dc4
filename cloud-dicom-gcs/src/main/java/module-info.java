/** The store on Google Cloud Storage, and keys in Google's Cloud KMS. */
@org.jspecify.annotations.NullMarked
module io.clouddicom.gcs {
    requires transitive io.clouddicom.core;
    requires transitive google.cloud.storage;
    requires com.google.api.client;
    requires com.google.api.client.json.gson;
    requires com.google.api.services.storage;
    requires com.google.auth;
    requires com.google.auth.oauth2;
    requires gax;
    requires google.api.client;
    requires google.cloud.core;
    requires google.cloud.core.http;
    requires java.net.http;
    requires static transitive io.clouddicom.crypto;
    requires static transitive org.jspecify;

    exports io.clouddicom.gcs;

    provides io.clouddicom.store.ObjectStoreProvider with
            io.clouddicom.gcs.internal.GcsStoreProvider;
    provides io.clouddicom.crypto.KeyEncryptionKeyProvider with
            io.clouddicom.gcs.internal.GcpKmsKeyProvider;
}
