/**
 * What the archive does, behind its facade: taking instances in, reading them, indexes, deletion, verification. The
 * facade's types hold no logic of their own.
 */
package io.clouddicom.internal.archive;
