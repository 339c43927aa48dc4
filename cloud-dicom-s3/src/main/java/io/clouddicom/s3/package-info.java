/**
 * The store on Amazon S3 and on what speaks its protocol. {@code s3://bucket/prefix} opens one by its URI; {@link
 * io.clouddicom.s3.S3Stores} opens one on the caller's own client.
 */
package io.clouddicom.s3;
