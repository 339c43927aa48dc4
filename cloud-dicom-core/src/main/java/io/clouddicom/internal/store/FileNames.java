package io.clouddicom.internal.store;

import io.clouddicom.store.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the segments of a key become names of directories and of a file.
 *
 * <p>Lower-case ASCII letters, digits, {@code -}, {@code _} and {@code .} stand for themselves, so that UIDs and plain
 * words can be read in the folder; every other byte of UTF-8 is written {@code %} and two upper-case hexadecimal
 * digits. Upper-case letters are escaped because some file systems do not tell them from lower-case ones. A dot at the
 * end (which also covers {@code .} and {@code ..}) and the first letter of a device name of Windows ({@code con},
 * {@code nul.txt}) are escaped too. Names are therefore pure ASCII, mean the same under every locale and every file
 * system, and there is exactly one name for every segment; what is not such a name is not ours.
 *
 * <p>A segment of {@value #PIECE_BYTES} bytes or more is cut into pieces of that many bytes (before escaping), each the
 * name of a directory that ends with a {@code %}, and a rest, which is called {@code %} if it is empty. So all keys that
 * go on alike for that many bytes are in one directory, whether or not their segment ends there; that keeps the order of
 * names that of keys.
 *
 * <p>Here and in the classes that use this one, <i>bytes in a string</i> are UTF-8 bytes, one per {@code char}: their
 * natural order is that of keys in a listing.
 */
final class FileNames {

    /** The length of a piece; escaped, with the mark, it still fits the 255 bytes of a file name. */
    static final int PIECE_BYTES = 80;

    /** Ends the name of a directory whose segment goes on in it. */
    static final String CONTINUED = "%";

    private static final Pattern DEVICE = Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
    private static final String HEX = "0123456789ABCDEF";

    private FileNames() {}

    /** The UTF-8 bytes of a text, in a string. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The text of UTF-8 bytes in a string, or nothing where they are not UTF-8. */
    static Optional<String> text(String bytes) {
        try {
            ByteBuffer encoded = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(encoded).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The key of UTF-8 bytes in a string, or nothing where they are not a legal key. */
    static Optional<ObjectKey> key(String bytes) {
        try {
            return text(bytes).map(ObjectKey::of);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The names of the directories that lead to an object's file, and of the file itself. */
    static List<String> path(ObjectKey key) {
        List<String> names = new ArrayList<>();
        for (String segment : bytes(key.value()).split("/")) {
            addSegment(names, segment);
        }
        return names;
    }

    /**
     * Adds the names that stand for a segment.
     *
     * @param names where to add them
     * @param segment bytes in a string, at least one
     */
    static void addSegment(List<String> names, String segment) {
        int from = 0;
        while (segment.length() - from >= PIECE_BYTES) {
            names.add(continued(segment.substring(from, from + PIECE_BYTES)));
            from += PIECE_BYTES;
        }
        names.add(ending(segment.substring(from)));
    }

    /** The name of the directory in which a segment that begins, or goes on, with a piece goes on. */
    static String continued(String piece) {
        return escape(piece) + CONTINUED;
    }

    /** The name of a file or directory in which a segment ends. */
    static String ending(String rest) {
        return rest.isEmpty() ? CONTINUED : escape(rest);
    }

    private static String escape(String piece) {
        StringBuilder name = new StringBuilder(piece.length() + 8);
        boolean device = DEVICE.matcher(piece).matches();
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
            if (!plain || (c == '.' && i == piece.length() - 1) || (device && i == 0)) {
                name.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    /**
     * Undoes {@link #continued}, and {@link #ending} but for an empty rest.
     *
     * @param name a name as found in a directory, without the mark of one that is continued
     * @return bytes in a string, or nothing where no piece has this name
     */
    static Optional<String> unescape(String name) {
        StringBuilder piece = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '%') {
                if (i + 2 >= name.length()) {
                    return Optional.empty();
                }
                int high = HEX.indexOf(name.charAt(i + 1));
                int low = HEX.indexOf(name.charAt(i + 2));
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                c = (char) (high << 4 | low);
                i += 2;
            } else if (c > 0x7F) {
                return Optional.empty();
            }
            piece.append(c);
        }
        String found = piece.toString();
        boolean ours = !found.isEmpty()
                && found.length() <= PIECE_BYTES
                && found.indexOf('/') < 0
                && escape(found).equals(name);
        return ours ? Optional.of(found) : Optional.empty();
    }
}
