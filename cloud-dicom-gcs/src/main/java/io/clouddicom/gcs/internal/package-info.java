/** How the store on Google Cloud Storage does its work. All but {@code ResumableUpload} is safe for any number of threads. */
package io.clouddicom.gcs.internal;
