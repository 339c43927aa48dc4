package io.clouddicom.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.clouddicom.ExternalTool;
import io.clouddicom.MalformedDicomException;
import io.clouddicom.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files in the DICOM JSON Model, compared with what another implementation writes, element by element. */
class DicomJsonSharedTest {
    private static final int LOAD_ALL = 64 << 20;

    /** Where dcm2json 3.6.7 differs and the standard allows or requires what we write. */
    private enum Expected {
        /** Fewest digits that read back as the same FL or FD; dcm2json writes a fixed number of digits. */
        DIGITS_OF_BINARY_NUMBERS,
        /** Private elements without a VR in the file are UN (PS3.5 6.2.2); dcm2json knows some vendors' elements. */
        PRIVATE_DICTIONARY,
        /** Empty name components behind the last are kept as they stand; dcm2json removes them. */
        TRAILING_NAME_DELIMITERS,
        /** Items are Unicode as well and say so; dcm2json leaves the item's own character set as it stands. */
        CHARACTER_SET_OF_ITEM,
        /** dcm2json leaves ISO 2022 text in an item unconverted, which is no UTF-8. */
        TEXT_OF_ITEM,
        /** A number too large for IS is still a number; dcm2json writes it as a string. */
        LARGE_INTEGER_STRING,
        /** dcm2json's digits of these FD values read back as a neighbouring number; ours are those of the bytes. */
        INEXACT_DIGITS,
        /** Text padded with a zero byte, against PS3.5 6.2; dcm2json takes it for a part of the text. */
        ZERO_PADDING,
        /** A value of odd length in the file is written as it stands; dcm2json pads it. */
        ODD_LENGTH
    }

    private static final Set<String> ZERO_PADDED = Set.of(
            "rle/D_CLUNIE_CT1_RLE_FRAGS.dcm",
            "structure/generated_encapsulated_defined_bot_2_to_1.dcm",
            "structure/generated_encapsulated_defined_bot_2_to_2.dcm");

    private static final Set<String> INEXACT = Set.of(
            "big-endian/OBXXXX1A_expb.dcm 0018602C",
            "big-endian/OBXXXX1A_expb.dcm 0018602E",
            "native/OBXXXX1A.dcm 0018602C",
            "native/OBXXXX1A.dcm 0018602E",
            "native/OBXXXX1A_2frame.dcm 0018602C",
            "native/OBXXXX1A_2frame.dcm 0018602E",
            "rle/OBXXXX1A_rle_2frame.dcm 0018602C",
            "rle/OBXXXX1A_rle_2frame.dcm 0018602E",
            "multiframe/enhanced-mr-color-xa30.dcm 00189181",
            "non-image/rwvm.dcm 00409225");

    @TempDir
    Path folder;

    private final Map<Expected, Integer> seen = new EnumMap<>(Expected.class);

    private @Nullable Expected expected(String file, String place, String tag, Map<?, ?> ours, Map<?, ?> theirs) {
        Object vr = ours.get("vr");
        boolean privateTag = Integer.parseInt(tag.substring(0, 4), 16) % 2 == 1;
        if ("UN".equals(vr) && privateTag && !"UN".equals(theirs.get("vr"))) {
            return sameBytes(tag, ours, theirs) ? Expected.PRIVATE_DICTIONARY : null;
        } else if (!vr.equals(theirs.get("vr"))) {
            return null;
        } else if (("FL".equals(vr) || "FD".equals(vr)) && sameNumbers(ours, theirs, "FL".equals(vr))) {
            return Expected.DIGITS_OF_BINARY_NUMBERS;
        } else if ("PN".equals(vr) && withoutTrailingDelimiters(ours).equals(theirs)) {
            return Expected.TRAILING_NAME_DELIMITERS;
        } else if (tag.equals("00080005")
                && !place.isEmpty()
                && List.of("ISO_IR 192").equals(ours.get("Value"))) {
            return Expected.CHARACTER_SET_OF_ITEM;
        } else if (file.equals("charset/chrSQEncoding.dcm") && place.equals("00321064[0].") && tag.equals("00100010")) {
            Map<String, String> name = Map.of("Alphabetic", "ﾔﾏﾀﾞ^ﾀﾛｳ", "Ideographic", "山田^太郎", "Phonetic", "やまだ^たろう");
            boolean same = List.of(name).equals(ours.get("Value"))
                    && theirs.get("Value") instanceof List<?> names
                    && names.size() == 1
                    && names.get(0) instanceof Map<?, ?> unconverted
                    && unconverted(name, unconverted);
            return same ? Expected.TEXT_OF_ITEM : null;
        } else if (file.equals("structure/GH340.dcm")
                && tag.equals("00200013")
                && ours.get("Value") instanceof List<?> numbers
                && numbers.get(0) instanceof BigDecimal number
                && theirs.get("Value") instanceof List<?> texts
                && texts.get(0) instanceof String text
                && number.compareTo(new BigDecimal(text)) == 0) {
            return Expected.LARGE_INTEGER_STRING;
        }
        if (INEXACT.contains(file + " " + tag) && "FD".equals(vr) && adjacent(ours, theirs)) {
            return Expected.INEXACT_DIGITS;
        }
        if (ZERO_PADDED.contains(file)
                && ours.get("Value") instanceof List<?> values
                && theirs.get("Value") instanceof List<?> padded
                && joined(padded).equals(joined(values) + "\0")) {
            return Expected.ZERO_PADDING;
        }
        boolean odd = file.equals("structure/meta_missing_tsyntax.dcm") || file.equals("structure/nested_priv_SQ.dcm");
        if (odd
                && place.equals("00010001[0].")
                && tag.equals("00010002")
                && "TmVzdGVkIFNR".equals(ours.get("InlineBinary"))
                && "TmVzdGVkIFNRAA==".equals(theirs.get("InlineBinary"))) {
            return Expected.ODD_LENGTH;
        }
        return null;
    }

    /** Whether the bytes of a name in its ISO 2022 character sets were read as UTF-8, invalid ones replaced. */
    private static boolean unconverted(Map<String, String> name, Map<?, ?> bytes) {
        SpecificCharacterSet characters = SpecificCharacterSet.of(List.of("ISO 2022 IR 13", "ISO 2022 IR 87"));
        return name.keySet().equals(bytes.keySet())
                && name.keySet().stream().allMatch(group -> {
                    String text = bytes.get(group).toString();
                    String kana = new String(characters.encode(name.get(group), Vr.PN), StandardCharsets.UTF_8);
                    String kanji = characters.decode(text.getBytes(StandardCharsets.ISO_8859_1), Vr.PN);
                    return text.equals(kana) || name.get(group).equals(kanji);
                });
    }

    /** Whether our bytes, taken for what dcm2json's dictionary says they are, have the values that it writes. */
    private static boolean sameBytes(String tag, Map<?, ?> ours, Map<?, ?> theirs) {
        if (!(ours.get("InlineBinary") instanceof String bytes)) {
            return theirs.size() == 1;
        }
        Vr vr = Vr.valueOf(theirs.get("vr").toString());
        if (vr == Vr.SQ) {
            return sameItems(Base64.getDecoder().decode(bytes), theirs);
        }
        Dataset typed = Dataset.builder()
                .string(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 100")
                .bytes(
                        Integer.parseUnsignedInt(tag, 16),
                        vr,
                        Base64.getDecoder().decode(bytes))
                .build();
        try {
            Map<?, ?> again = (Map<?, ?>) ((Map<?, ?>) parse(DicomJson.toString(typed))).get(tag);
            return again.equals(theirs) || sameNumbers(again, theirs, vr == Vr.FL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether bytes of an unknown kind are items in implicit VR, with the values that dcm2json writes. */
    private static boolean sameItems(byte[] items, Map<?, ?> theirs) {
        int tag = 0x0009_1001;
        byte[] sequence = Fixture.explicitLittle()
                .text(Tag.SOP_INSTANCE_UID, "UI", "1.2")
                .header(tag, "UN", -1)
                .raw(items)
                .item(Tag.SEQUENCE_DELIMITATION_ITEM, 0)
                .bytes();
        try {
            Dataset dataset = DicomReader.of(RangeSource.of(Fixture.fileOf("1.2.840.10008.1.2.1", sequence)))
                    .read()
                    .dataset();
            Map<?, ?> again = (Map<?, ?>) ((Map<?, ?>) parse(DicomJson.toString(dataset))).get("00091001");
            List<?> ours = (List<?>) again.get("Value");
            List<?> wanted = (List<?>) theirs.get("Value");
            boolean same = ours.size() == wanted.size();
            for (int i = 0; same && i < ours.size(); i++) {
                Map<?, ?> item = (Map<?, ?>) ours.get(i);
                Map<?, ?> other = (Map<?, ?>) wanted.get(i);
                same = item.keySet().equals(other.keySet())
                        && item.keySet().stream()
                                .allMatch(key -> item.get(key).equals(other.get(key))
                                        || sameBytes(
                                                key.toString(), (Map<?, ?>) item.get(key), (Map<?, ?>) other.get(key)));
            }
            return same;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String joined(List<?> values) {
        return values.stream()
                .map(value -> value instanceof BigDecimal number ? number.toPlainString() : value.toString())
                .collect(Collectors.joining(";"));
    }

    private static boolean adjacent(Map<?, ?> ours, Map<?, ?> theirs) {
        return ours.get("Value") instanceof List<?> a
                && theirs.get("Value") instanceof List<?> b
                && a.size() == 1
                && b.size() == 1
                && a.get(0) instanceof BigDecimal x
                && b.get(0) instanceof BigDecimal y
                && Math.abs(x.doubleValue() - y.doubleValue()) <= 2 * Math.ulp(x.doubleValue());
    }

    private static boolean sameNumbers(Map<?, ?> ours, Map<?, ?> theirs, boolean single) {
        if (!(ours.get("Value") instanceof List<?> a) || !(theirs.get("Value") instanceof List<?> b)) {
            return false;
        }
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = a.get(i) instanceof BigDecimal x
                    && b.get(i) instanceof BigDecimal y
                    && (single ? x.floatValue() == y.floatValue() : x.doubleValue() == y.doubleValue());
        }
        return same;
    }

    private static Map<?, ?> withoutTrailingDelimiters(Map<?, ?> name) {
        if (name.get("Value") instanceof List<?> values
                && values.size() == 1
                && values.get(0) instanceof Map<?, ?> groups
                && groups.size() == 1
                && groups.get("Alphabetic") instanceof String text) {
            String shorter = text.replaceFirst("\\^+$", "");
            return shorter.isEmpty()
                    ? Map.of("vr", "PN")
                    : Map.of("vr", "PN", "Value", List.of(Map.of("Alphabetic", shorter)));
        }
        return name;
    }

    @Test
    void writesWhatDcm2jsonWrites() throws IOException {
        ExternalTool dcm2json = ExternalTool.require("dcm2json");
        ExternalTool dcmodify = ExternalTool.require("dcmodify");
        List<String> differences = new ArrayList<>();
        int compared = 0;
        int refused = 0;
        for (Map<String, String> row : SharedData.table(SharedData.dicom().resolve("MANIFEST.tsv"))) {
            Path path = SharedData.dicom().resolve(row.get("path"));
            Dataset dataset;
            try {
                dataset = DicomReader.of(
                                RangeSource.of(Files.readAllBytes(path)),
                                DicomReaderOptions.DEFAULT.withInlineLimitBytes(LOAD_ALL))
                        .read()
                        .dataset();
            } catch (MalformedDicomException e) {
                continue;
            }
            ExternalTool.Outcome theirs = dcm2json.run("-q", "-fc", path.toString());
            if (theirs.exitCode() != 0) {
                // It does not write encapsulated pixel data, so it gets the file without.
                Path copy = Files.copy(path, folder.resolve("copy.dcm"), StandardCopyOption.REPLACE_EXISTING);
                dcmodify.run("-q", "-nb", "-imt", "-e", "(7fe0,0010)", copy.toString());
                theirs = dcm2json.run("-q", "-fc", copy.toString());
                // Nor does it get Data Set Trailing Padding, which dcmodify drops.
                dataset = dataset.toBuilder()
                        .remove(Tag.PIXEL_DATA)
                        .remove(Tag.DATA_SET_TRAILING_PADDING)
                        .build();
            }
            if (theirs.exitCode() != 0) {
                System.out.println("not written by dcm2json: " + row.get("path"));
                refused++;
                continue;
            }
            Object expected;
            try {
                expected = parse(
                        new String(theirs.output().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            } catch (IOException e) {
                differences.add(row.get("path") + "\tnot JSON\t"
                        + e.getMessage().lines().findFirst().get());
                continue;
            }
            compared++;
            compare(
                    row.get("path"),
                    "",
                    (Map<?, ?>) parse(DicomJson.toString(dataset)),
                    (Map<?, ?>) expected,
                    differences);
        }
        System.out.println(
                "compared " + compared + " files, not written by dcm2json " + refused + "; expected: " + seen);
        assertThat(differences).isEmpty();
        assertThat(seen).containsOnlyKeys(Expected.values());
        assertThat(compared).isGreaterThan(300);
    }

    private void compare(String file, String place, Map<?, ?> ours, Map<?, ?> theirs, List<String> differences) {
        Set<Object> tags = new TreeSet<>(ours.keySet());
        tags.addAll(theirs.keySet());
        for (Object tag : tags) {
            if (tag.toString().startsWith("0002")) {
                continue;
            }
            String here = file + "\t" + place + tag;
            Object our = ours.get(tag);
            Object their = theirs.get(tag);
            if (!(our instanceof Map<?, ?> a) || !(their instanceof Map<?, ?> b)) {
                differences.add(here + "\t" + our + "\t" + their);
                continue;
            }
            if (a.get("Value") instanceof List<?> x
                    && b.get("Value") instanceof List<?> y
                    && "SQ".equals(a.get("vr"))
                    && "SQ".equals(b.get("vr"))
                    && x.size() == y.size()) {
                for (int i = 0; i < x.size(); i++) {
                    compare(
                            file,
                            place + tag + "[" + i + "].",
                            (Map<?, ?>) x.get(i),
                            (Map<?, ?>) y.get(i),
                            differences);
                }
            } else if (!a.equals(b) && !notLoaded(a, b)) {
                Expected reason = expected(file, place, tag.toString(), a, b);
                if (reason == null) {
                    differences.add(here + "\t" + shortened(a) + "\t" + shortened(b));
                } else {
                    seen.merge(reason, 1, Integer::sum);
                }
            }
        }
    }

    /** Pixel data and the like, whose value is not part of a dataset that was read. */
    private static boolean notLoaded(Map<?, ?> ours, Map<?, ?> theirs) {
        return ours.size() == 1
                && ours.get("vr").equals(theirs.get("vr"))
                && theirs.size() == 2
                && theirs.containsKey("InlineBinary");
    }

    private static String shortened(Map<?, ?> element) {
        String text = element.toString();
        return text.length() < 200 ? text : text.substring(0, 200) + "...";
    }

    /** Objects as maps, arrays as lists, numbers as decimals without trailing zeros. */
    private static Object parse(String text) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(text)) {
            json.nextToken();
            return value(json);
        }
    }

    private static Object value(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<Object, Object> members = new TreeMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    members.put(name, value(json));
                }
                return members;
            }
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(json));
                }
                return values;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                return new BigDecimal(json.getText()).stripTrailingZeros();
            }
            case VALUE_NULL -> {
                return Optional.empty();
            }
            default -> {
                return json.getText();
            }
        }
    }
}
