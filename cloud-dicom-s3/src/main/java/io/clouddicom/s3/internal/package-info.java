/** How the storage SPI becomes requests to S3. */
package io.clouddicom.s3.internal;
