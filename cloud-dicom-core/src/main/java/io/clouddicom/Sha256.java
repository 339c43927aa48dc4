package io.clouddicom;

import java.util.HexFormat;
import java.util.Objects;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 digits in lower case
 */
public record Sha256(String hex) {
    /**
     * Checks the digits.
     *
     * @throws IllegalArgumentException these are not 64 hexadecimal digits in lower case
     */
    public Sha256 {
        Objects.requireNonNull(hex, "hex");
        if (hex.length() != 64 || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new IllegalArgumentException("a SHA-256 digest is 64 hexadecimal digits in lower case");
        }
    }

    /**
     * A digest of its bytes.
     *
     * @param digest 32 bytes
     * @return the digest
     */
    public static Sha256 of(byte[] digest) {
        return new Sha256(HexFormat.of().formatHex(digest));
    }

    /** The 32 bytes. */
    public byte[] toByteArray() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
