package io.clouddicom.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a dataset's text: Specific Character Set (0008,0005), PS3.3 C.12.1.1.2 and PS3.5 6.1.2.
 *
 * <p>Single-byte repertoires, UTF-8, GB18030 and GBK without code extension; with it, all sets that the standard names,
 * Japanese (ISO 2022 IR 13, 87, 159), Korean (149) and Chinese (58) among them. Terms that the standard does not know
 * are read as Latin alphabet No. 1. So are, without code extension, sets that the Java runtime lacks (those of the module
 * {@code jdk.charsets}); with it their characters become U+FFFD. A file read with such a term has a warning.
 *
 * <p>Immutable and safe to share.
 */
public final class SpecificCharacterSet {
    private static final int ESCAPE = 0x1B;
    private static final Pattern TERM =
            Pattern.compile("(?:ISO)?[ _-]*(2022)?[ _-]*IR[ _-]*(\\d{1,3})", Pattern.CASE_INSENSITIVE);
    /** Terms that allow none behind them: where some are, they count for nothing. */
    private static final Set<String> STAND_ALONE = Set.of("IR 192", "GB18030", "GBK");

    /** The whole repertoire, where there is no code extension. */
    private final @Nullable Charset charset;
    /** The sets that are on at the beginning and behind each delimiter. */
    private final CodedSet initialLeft;

    private final @Nullable CodedSet initialRight;
    /** All sets of the terms, in their order. */
    private final List<CodedSet> sets;

    private SpecificCharacterSet(List<String> terms) {
        String first = terms.isEmpty() ? "" : normal(terms.get(0));
        boolean extended = !STAND_ALONE.contains(first)
                && (terms.size() > 1 || first.startsWith("2022 ") || first.equals("IR 13"));
        charset = extended ? null : withoutExtension(first.replace("2022 ", ""));
        sets = new ArrayList<>();
        for (String term : terms) {
            sets.addAll(CodedSet.ofTerm(normal(term).replace("2022 ", "")));
        }
        List<CodedSet> initial = CodedSet.ofTerm(first.replace("2022 ", ""));
        initialLeft = initial.stream()
                .filter(set -> !set.right() && set.width() == 1)
                .findFirst()
                .orElse(CodedSet.ASCII);
        initialRight = initial.stream().filter(CodedSet::right).findFirst().orElse(null);
    }

    /** The term as {@code IR 100} or {@code 2022 IR 100}, however ISO, spaces and hyphens are written in the file. */
    private static String normal(String term) {
        Matcher form = TERM.matcher(term);
        return form.matches() ? (form.group(1) == null ? "IR " : "2022 IR ") + form.group(2) : term;
    }

    /**
     * The character sets that an attribute names.
     *
     * @param terms the values of Specific Character Set; empty for the default repertoire
     * @return the character sets
     */
    public static SpecificCharacterSet of(List<String> terms) {
        return new SpecificCharacterSet(terms);
    }

    /**
     * Why the text of a term is not decoded as it should be; empty where it is. The reason holds nothing of the file.
     *
     * @param term a value of Specific Character Set
     * @param supported whether the runtime has a character set of a name
     */
    static Optional<String> problem(String term, Predicate<String> supported) {
        String plain = normal(term).replace("2022 ", "");
        if (plain.isEmpty()) {
            return Optional.empty();
        }
        List<CodedSet> known = CodedSet.ofTerm(plain);
        if (known.isEmpty() && !STAND_ALONE.contains(plain)) {
            return Optional.of("a character set that the standard does not name; read as Latin alphabet No. 1");
        }
        Stream<String> names = known.isEmpty()
                ? Stream.of(charsetName(plain))
                : known.stream().flatMap(set -> Stream.ofNullable(set.javaName()));
        return names.filter(supported.negate())
                .findFirst()
                .map(name -> "the Java runtime lacks the character set " + name
                        + " (is the module jdk.charsets there?); text is not decoded as it should be");
    }

    private static Charset withoutExtension(String term) {
        String name = charsetName(term);
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }

    private static String charsetName(String term) {
        return switch (term) {
            case "IR 101" -> "ISO-8859-2";
            case "IR 109" -> "ISO-8859-3";
            case "IR 110" -> "ISO-8859-4";
            case "IR 144" -> "ISO-8859-5";
            case "IR 127" -> "ISO-8859-6";
            case "IR 126" -> "ISO-8859-7";
            case "IR 138" -> "ISO-8859-8";
            case "IR 148" -> "ISO-8859-9";
            case "IR 203" -> "ISO-8859-15";
            case "IR 166" -> "TIS-620";
            case "IR 192" -> "UTF-8";
            case "GB18030", "GBK" -> term;
            default -> "ISO-8859-1";
        };
    }

    /**
     * Decodes the value of an element.
     *
     * @param bytes the value as encoded
     * @param vr its value representation, which tells the delimiters that reset the character sets
     * @return the text, padding and delimiters included; bytes that are no character become U+FFFD
     */
    public String decode(byte[] bytes, Vr vr) {
        if (charset != null) {
            return new String(bytes, charset);
        }
        StringBuilder text = new StringBuilder(bytes.length);
        CodedSet left = initialLeft;
        @Nullable CodedSet right = initialRight;
        int at = 0;
        while (at < bytes.length) {
            int code = bytes[at] & 0xFF;
            if (code == ESCAPE) {
                CodedSet next = CodedSet.atEscape(bytes, at + 1);
                if (next == null) {
                    text.append((char) code);
                    at++;
                    continue;
                }
                if (next.right()) {
                    right = next;
                } else {
                    left = next;
                }
                at += 1 + next.escape().length();
                continue;
            }
            boolean control = code <= 0x20;
            CodedSet set = control ? CodedSet.ASCII : code < 0x80 ? left : right;
            if (set == null || !set.holds(bytes, at)) {
                text.append(set == null ? (char) code : '\uFFFD');
                at++;
                continue;
            }
            if (set.width() == 1 && code < 0x80 && resets((char) code, vr)) {
                left = initialLeft;
                right = initialRight;
            }
            set.decode(bytes, at, text);
            at += set.width();
        }
        return text.toString();
    }

    /**
     * Encodes text, switching between the character sets as it needs.
     *
     * @param text the text, delimiters included
     * @param vr the value representation, which tells the delimiters before which the first character set is on again
     * @return the bytes, without padding
     * @throws IllegalArgumentException a character is in none of the character sets
     */
    public byte[] encode(String text, Vr vr) {
        if (charset != null) {
            if (!charset.newEncoder().canEncode(text)) {
                throw new IllegalArgumentException("text outside of the Specific Character Set, " + charset);
            }
            return text.getBytes(charset);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CodedSet left = initialLeft;
        @Nullable CodedSet right = initialRight;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int codePoint = text.codePointAt(i);
            boolean reset = codePoint < 0x80 && resets((char) codePoint, vr);
            CodedSet set = codePoint <= 0x20 && !reset ? CodedSet.ASCII : choose(codePoint, left, right);
            byte[] encoded = set.encode(codePoint);
            if (codePoint > 0x20 || reset) {
                if (!set.right() && !set.equals(left)) {
                    switchTo(set, out);
                    left = set;
                } else if (set.right() && !set.equals(right)) {
                    switchTo(set, out);
                    right = set;
                }
            }
            out.writeBytes(encoded == null ? new byte[0] : encoded);
            if (reset) {
                left = initialLeft;
                right = initialRight;
            }
        }
        if (left.width() > 1) {
            switchTo(initialLeft, out);
        }
        return out.toByteArray();
    }

    private CodedSet choose(int codePoint, CodedSet left, @Nullable CodedSet right) {
        List<CodedSet> candidates = new ArrayList<>();
        candidates.add(codePoint < 0x80 ? initialLeft : left);
        if (right != null) {
            candidates.add(right);
        }
        candidates.addAll(sets);
        for (CodedSet set : candidates) {
            if (set.encode(codePoint) != null) {
                return set;
            }
        }
        throw new IllegalArgumentException(String.format("U+%04X is outside of the Specific Character Set", codePoint));
    }

    private static void switchTo(CodedSet set, ByteArrayOutputStream out) {
        out.write(ESCAPE);
        out.writeBytes(set.escape().getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the first character set is on again behind a character (PS3.5 6.1.2.5.3). */
    private static boolean resets(char character, Vr vr) {
        return switch (character) {
            case '\t', '\n', '\f', '\r' -> true;
            case '\\' -> vr.multiValued();
            case '^', '=' -> vr == Vr.PN;
            default -> false;
        };
    }
}
