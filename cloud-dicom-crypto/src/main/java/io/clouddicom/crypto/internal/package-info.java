/**
 * How objects are sealed: {@code SealedObjectStore} over any store, the study keys that it asks for, and the formats of
 * both. All cryptography is Tink's and, for passphrases, Bouncy Castle's.
 */
package io.clouddicom.crypto.internal;
