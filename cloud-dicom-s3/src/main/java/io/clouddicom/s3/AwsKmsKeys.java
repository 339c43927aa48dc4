package io.clouddicom.s3;

import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.s3.internal.AwsKmsKey;
import java.io.IOException;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Key-encryption keys in the AWS Key Management Service, on the caller's own client. Without one,
 * {@code DicomArchive.builder(store).key("aws-kms://arn:aws:kms:...")} does.
 */
public final class AwsKmsKeys {

    private AwsKmsKeys() {}

    /**
     * A symmetric key of the service.
     *
     * @param client the client, of the key's region, which stays the caller's; it should not repeat requests by itself,
     *     since the archive does
     * @param arn the ARN of the key, or of an alias, which is asked now for its key: archives remember the key
     * @return the key
     * @throws io.clouddicom.InvalidRequestException this is no such ARN, or there is no such key
     * @throws IOException another {@link io.clouddicom.CloudDicomException}: the alias could not be asked for its key
     */
    public static KeyEncryptionKey of(KmsClient client, String arn) throws IOException {
        return AwsKmsKey.open(client, arn);
    }
}
