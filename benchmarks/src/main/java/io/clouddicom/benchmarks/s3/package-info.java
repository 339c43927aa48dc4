/** The store over S3 beside the plain SDK, through one server in the same run. */
package io.clouddicom.benchmarks.s3;
