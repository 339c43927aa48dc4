package io.clouddicom.internal.bytes;

/** Turns words from one byte order into the other. */
public final class WordOrder {
    private WordOrder() {}

    /**
     * Reverses the bytes of each word; bytes behind the last whole word stay.
     *
     * @param bytes the words, changed in place
     * @param wordSizeBytes the size of a word; 1 changes nothing
     */
    public static void reverse(byte[] bytes, int wordSizeBytes) {
        if (wordSizeBytes == 1) {
            return;
        }
        for (int at = 0; at + wordSizeBytes <= bytes.length; at += wordSizeBytes) {
            for (int low = at, high = at + wordSizeBytes - 1; low < high; low++, high--) {
                byte kept = bytes[low];
                bytes[low] = bytes[high];
                bytes[high] = kept;
            }
        }
    }
}
