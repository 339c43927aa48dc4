/** The command {@code cloud-dicom}: demo and operations. */
package io.clouddicom.cli;
