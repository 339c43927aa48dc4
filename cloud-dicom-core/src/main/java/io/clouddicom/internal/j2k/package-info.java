/** Encoders and decoders of JPEG 2000 as the rest of the core borrows them. */
@org.jspecify.annotations.NullMarked
package io.clouddicom.internal.j2k;
