/** The command {@code cloud-dicom}: demo and operations. */
@NullMarked
package io.clouddicom.cli;

import org.jspecify.annotations.NullMarked;
