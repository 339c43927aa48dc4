/** Takes the times that {@link io.clouddicom.observe.ArchiveListener}s hear of. */
package io.clouddicom.internal.observe;
