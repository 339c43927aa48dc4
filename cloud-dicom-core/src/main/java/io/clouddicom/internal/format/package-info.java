/**
 * The bytes and names of an archive in its store, format 1: object keys, the footer of a stored object, the study index,
 * the archive's description. No I/O here. The formats are written down in {@code docs/FORMAT.md}.
 */
package io.clouddicom.internal.format;
