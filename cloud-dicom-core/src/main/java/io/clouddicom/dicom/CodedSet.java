package io.clouddicom.dicom;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A coded character set of ISO 2022 code extension as DICOM uses it (PS3.3 C.12.1.1.2, Tables C.12-3 and C.12-4).
 *
 * @param term the defined term without {@code ISO 2022}, such as {@code IR 100}
 * @param escape what follows ESC to switch to it
 * @param right whether it lies in G1 (bytes from 0x80) and not in G0
 * @param width bytes of a character
 * @param javaName the charset that decodes its bytes, brought to the upper half where {@code upper} says so; null for
 *     JIS X 0201 katakana
 * @param lead a byte before each character for that charset, or -1
 */
record CodedSet(
        String term,
        String escape,
        boolean right,
        int width,
        @Nullable String javaName,
        int lead) {
    static final CodedSet ASCII = new CodedSet("IR 6", "(B", false, 1, "US-ASCII", -1);
    /** JIS X 0201 romaji: as ASCII, since 0x5C has to remain the delimiter. */
    private static final CodedSet ROMAJI = new CodedSet("IR 13", "(J", false, 1, "US-ASCII", -1);

    private static final CodedSet KATAKANA = new CodedSet("IR 13", ")I", true, 1, null, -1);
    private static final int FIRST_KATAKANA = 0xFF61;

    /** Every set, in the order in which an escape is looked for. */
    private static final List<CodedSet> ALL = List.of(
            ASCII,
            ROMAJI,
            KATAKANA,
            new CodedSet("IR 100", "-A", true, 1, "ISO-8859-1", -1),
            new CodedSet("IR 101", "-B", true, 1, "ISO-8859-2", -1),
            new CodedSet("IR 109", "-C", true, 1, "ISO-8859-3", -1),
            new CodedSet("IR 110", "-D", true, 1, "ISO-8859-4", -1),
            new CodedSet("IR 144", "-L", true, 1, "ISO-8859-5", -1),
            new CodedSet("IR 127", "-G", true, 1, "ISO-8859-6", -1),
            new CodedSet("IR 126", "-F", true, 1, "ISO-8859-7", -1),
            new CodedSet("IR 138", "-H", true, 1, "ISO-8859-8", -1),
            new CodedSet("IR 148", "-M", true, 1, "ISO-8859-9", -1),
            new CodedSet("IR 203", "-b", true, 1, "ISO-8859-15", -1),
            new CodedSet("IR 166", "-T", true, 1, "TIS-620", -1),
            new CodedSet("IR 87", "$B", false, 2, "EUC-JP", -1),
            new CodedSet("IR 87", "$@", false, 2, "EUC-JP", -1),
            new CodedSet("IR 159", "$(D", false, 2, "EUC-JP", 0x8F),
            new CodedSet("IR 149", "$)C", true, 2, "EUC-KR", -1),
            new CodedSet("IR 58", "$)A", true, 2, "GB2312", -1));

    /** The sets of a defined term, one for each half. */
    static List<CodedSet> ofTerm(String term) {
        return ALL.stream()
                .filter(set -> set.term.equals(term) && !set.escape.equals("$@"))
                .toList();
    }

    /** The set whose escape sequence stands at a place, behind ESC; null where none does. */
    static @Nullable CodedSet atEscape(byte[] bytes, int from) {
        for (CodedSet set : ALL) {
            byte[] escape = set.escape.getBytes(StandardCharsets.US_ASCII);
            if (from + escape.length <= bytes.length) {
                int i = 0;
                while (i < escape.length && bytes[from + i] == escape[i]) {
                    i++;
                }
                if (i == escape.length) {
                    return set;
                }
            }
        }
        return null;
    }

    /** Whether the bytes from a place can be one character: not cut short, not broken by a control character. */
    boolean holds(byte[] bytes, int from) {
        if (from + width > bytes.length) {
            return false;
        }
        for (int i = 1; i < width; i++) {
            int code = bytes[from + i] & 0x7F;
            if (code <= 0x20 || code == 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** Appends the character whose bytes begin at a place; what is none becomes U+FFFD. */
    void decode(byte[] bytes, int from, StringBuilder text) {
        if (javaName == null) {
            int code = bytes[from] & 0xFF;
            text.append(code >= 0xA1 && code <= 0xDF ? (char) (FIRST_KATAKANA + code - 0xA1) : '\uFFFD');
            return;
        }
        byte[] character = new byte[width + (lead < 0 ? 0 : 1)];
        int at = 0;
        if (lead >= 0) {
            character[at++] = (byte) lead;
        }
        for (int i = 0; i < width; i++) {
            character[at++] = (byte) (width == 1 ? bytes[from + i] : bytes[from + i] | 0x80);
        }
        String decoded = new String(character, charset());
        text.append(decoded.length() == 1 ? decoded : "\uFFFD");
    }

    /** The bytes of a character; null where this set lacks it. */
    byte @Nullable [] encode(int codePoint) {
        if (javaName == null) {
            return codePoint >= FIRST_KATAKANA && codePoint <= FIRST_KATAKANA + 0x3E
                    ? new byte[] {(byte) (codePoint - FIRST_KATAKANA + 0xA1)}
                    : null;
        }
        byte[] encoded;
        try {
            ByteBuffer buffer = charset()
                    .newEncoder()
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(Character.toChars(codePoint)));
            encoded = new byte[buffer.remaining()];
            buffer.get(encoded);
        } catch (CharacterCodingException e) {
            return null;
        }
        boolean led = encoded.length > 0 && lead >= 0 && (encoded[0] & 0xFF) == lead;
        int from = led ? 1 : 0;
        if (encoded.length - from != width || led != lead >= 0) {
            return null;
        }
        byte[] character = new byte[width];
        for (int i = 0; i < width; i++) {
            int code = encoded[from + i] & 0xFF;
            boolean upper = code >= 0x80;
            if (width == 2 ? code < 0xA1 : upper != right) {
                return null;
            }
            character[i] = (byte) (right ? code : code & 0x7F);
        }
        return character;
    }

    private Charset charset() {
        return Charset.isSupported(javaName) ? Charset.forName(javaName) : StandardCharsets.US_ASCII;
    }
}
