/** Frames from the transfer syntax that they are stored in to the one that is wanted. Not exported. */
package io.clouddicom.internal.retrieve;
