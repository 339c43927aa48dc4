package io.clouddicom.codec.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The context-dependent VLC of HT cleanup passes (T.814 Annex C), for look-up by context and the next seven bits; made
 * from the standard's table as it lies beside this class.
 *
 * <p>An entry holds the length in bits 0 to 2, the offset flag in bit 3, significance in bits 4 to 7, the exponents'
 * known bits in 8 to 11 and their values in 12 to 15. Zero where no codeword fits.
 */
final class HtVlcTable {
    static final short[] INITIAL = new short[8 * 128];
    static final short[] OTHER = new short[8 * 128];

    static {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(HtVlcTable.class.getResourceAsStream("cxt-vlc.csv")),
                StandardCharsets.US_ASCII))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                enter(line.split(",", -1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HtVlcTable() {}

    private static void enter(String[] fields) {
        short[] table = fields[0].equals("initial") ? INITIAL : OTHER;
        int context = Integer.parseInt(fields[1]);
        int length = Integer.parseInt(fields[7]);
        int entry = length
                | Integer.parseInt(fields[3]) << 3
                | Integer.decode(fields[2]) << 4
                | Integer.decode(fields[4]) << 8
                | Integer.decode(fields[5]) << 12;
        for (int bits = Integer.decode(fields[6]); bits < 128; bits += 1 << length) {
            table[context << 7 | bits] = (short) entry;
        }
    }
}
