/** Frames from one coding to another: what a put does before bytes leave, and a restore when they come back. */
@org.jspecify.annotations.NullMarked
package io.clouddicom.internal.transcode;
