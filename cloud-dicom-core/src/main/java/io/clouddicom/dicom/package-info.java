/**
 * A small, lazy layer for DICOM Part 10 files (PS3.5, PS3.10): datasets, their encodings, and where frames lie.
 *
 * <p>Values are immutable and safe to share; readers and writers belong to one thread at a time.
 */
package io.clouddicom.dicom;
