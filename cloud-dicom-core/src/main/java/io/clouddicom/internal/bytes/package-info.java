/** What is done to bytes whatever they mean. */
@org.jspecify.annotations.NullMarked
package io.clouddicom.internal.bytes;
