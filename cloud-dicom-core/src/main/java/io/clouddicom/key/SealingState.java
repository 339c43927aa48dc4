package io.clouddicom.key;

/** How far an archive is encrypted. */
public enum SealingState {
    /** Nothing is. */
    PLAIN,
    /** On the way: what is put is sealed, what was there is sealed study by study. */
    ENCRYPTING,
    /** All is sealed. */
    ENCRYPTED,
    /** On the way back: what is put is plain, what is sealed becomes so study by study. */
    DECRYPTING
}
