package io.clouddicom.dicom;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.clouddicom.MalformedDicomException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object in the DICOM JSON Model (PS3.18 Annex F) into a dataset: the JSON into a tree, since the members
 * of an attribute come in any order, then the tree into elements.
 */
final class DicomJsonParser {
    private static final int DEEPEST = 64;
    private static final Pattern TAG = Pattern.compile("[0-9A-Fa-f]{8}");
    private static final List<String> NAME_GROUPS = List.of("Alphabetic", "Ideographic", "Phonetic");

    /** A JSON object, and where it begins. */
    private record Node(long offset, Map<String, @Nullable Object> members) {}

    private final JsonParser json;
    private final DicomJson.BulkDataSource bulkData;
    /** The element that is being read, for errors. */
    private int tag = -1;

    DicomJsonParser(JsonParser json, DicomJson.BulkDataSource bulkData) {
        this.json = json;
        this.bulkData = bulkData;
    }

    Dataset parse() throws IOException {
        Object tree;
        try {
            json.nextToken();
            tree = tree(0);
            if (json.nextToken() != null) {
                throw malformed(offset(), "there is more behind the dataset");
            }
        } catch (JsonProcessingException e) {
            throw malformed(offset(), "no JSON: " + e.getOriginalMessage());
        }
        if (!(tree instanceof Node node)) {
            throw malformed(0, "a dataset is a JSON object");
        }
        return dataset(node, true);
    }

    private long offset() {
        return Math.max(
                0,
                Math.max(
                        json.currentLocation().getByteOffset(),
                        json.currentLocation().getCharOffset()));
    }

    private MalformedDicomException malformed(long offset, String detail) {
        return new MalformedDicomException("JSON", offset, tag, detail, null);
    }

    /** Node, list, string (numbers as their text), or null. */
    private @Nullable Object tree(int depth) throws IOException {
        // An item lies three levels below its dataset: attribute, Value, item.
        if (depth > 3 * DEEPEST) {
            throw malformed(offset(), "sequences are nested more than " + DEEPEST + " deep");
        }
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Node node = new Node(offset(), new LinkedHashMap<>());
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                node.members.put(name, tree(depth + 1));
            }
            return node;
        } else if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                list.add(tree(depth + 1));
            }
            return list;
        } else if (token == JsonToken.VALUE_NUMBER_INT
                || token == JsonToken.VALUE_NUMBER_FLOAT
                || token == JsonToken.VALUE_STRING) {
            return json.getText();
        } else if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        throw malformed(offset(), "a value is neither string, number, array, object nor null");
    }

    private Dataset dataset(Node node, boolean top) throws IOException {
        Dataset.Builder dataset = Dataset.builder();
        // All text of the model is Unicode, whatever the attribute says (PS3.18 F.2).
        boolean named = node.members.containsKey("00080005");
        if (named || top) {
            dataset.string(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 192");
        }
        for (Map.Entry<String, @Nullable Object> member : node.members.entrySet()) {
            if (!TAG.matcher(member.getKey()).matches()) {
                throw malformed(node.offset, "a member is not named by eight hexadecimal digits");
            }
            tag = Integer.parseUnsignedInt(member.getKey(), 16);
            if (tag == Tag.SPECIFIC_CHARACTER_SET || Tag.isGroupLength(tag)) {
                continue;
            }
            if (!(member.getValue() instanceof Node attribute)) {
                throw malformed(node.offset, "an attribute is a JSON object");
            }
            put(dataset, attribute, tag);
        }
        return dataset.build();
    }

    private void put(Dataset.Builder dataset, Node attribute, int own) throws IOException {
        Vr vr = vr(attribute);
        Object values = attribute.members.get("Value");
        Object binary = attribute.members.get("InlineBinary");
        Object uri = attribute.members.get("BulkDataURI");
        if (binary instanceof String base64) {
            dataset.bytes(own, vr, base64(attribute, base64));
        } else if (uri instanceof String text) {
            Optional<byte[]> bytes = bulkData.fetch(own, vr, text);
            if (bytes.isPresent()) {
                dataset.bytes(own, vr, bytes.get());
            }
        } else if (values instanceof List<?> list) {
            putValues(dataset, attribute, own, vr, list);
        } else if (binary != null || uri != null || values != null) {
            throw malformed(attribute.offset, "the value is not of the kind that its member holds");
        } else if (vr == Vr.SQ) {
            dataset.sequence(own);
        } else {
            dataset.bytes(own, vr, new byte[0]);
        }
    }

    private Vr vr(Node attribute) throws MalformedDicomException {
        Vr vr = attribute.members.get("vr") instanceof String letters && letters.length() == 2
                ? Vr.ofCode(letters.charAt(0) << 8 | letters.charAt(1))
                : null;
        if (vr == null) {
            throw malformed(attribute.offset, "an attribute has no value representation of the standard");
        }
        return vr;
    }

    private byte[] base64(Node attribute, String text) throws MalformedDicomException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed(attribute.offset, "InlineBinary is not base64");
        }
    }

    private void putValues(Dataset.Builder dataset, Node attribute, int own, Vr vr, List<?> values) throws IOException {
        if (vr == Vr.SQ) {
            List<Dataset> items = new ArrayList<>();
            for (Object value : values) {
                if (!(value instanceof Node item)) {
                    throw malformed(attribute.offset, "an item is a JSON object");
                }
                items.add(dataset(item, false));
                tag = own;
            }
            dataset.sequence(own, items.toArray(new Dataset[0]));
            return;
        }
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof Node name && vr == Vr.PN) {
                texts.add(name(name));
            } else if (value == null || value instanceof String) {
                texts.add(value == null ? "" : (String) value);
            } else {
                throw malformed(attribute.offset, "a value of this value representation is no object or array");
            }
        }
        try {
            if (vr.text()) {
                dataset.string(own, vr, texts.toArray(new String[0]));
            } else {
                dataset.bytes(own, vr, numbers(vr, texts));
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw malformed(attribute.offset, "a value does not fit the value representation " + vr);
        }
    }

    private String name(Node name) throws MalformedDicomException {
        String[] groups = {"", "", ""};
        for (Map.Entry<String, @Nullable Object> member : name.members.entrySet()) {
            int group = NAME_GROUPS.indexOf(member.getKey());
            if (group < 0 || !(member.getValue() instanceof String)) {
                throw malformed(name.offset, "a person name has an unknown component group");
            }
            groups[group] = (String) member.getValue();
        }
        return String.join("=", groups).replaceFirst("=+$", "");
    }

    /** Binary numbers, little endian. */
    private static byte[] numbers(Vr vr, List<String> texts) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(8, texts.size())).order(ByteOrder.LITTLE_ENDIAN);
        for (String text : texts) {
            switch (vr) {
                case FL -> bytes.putFloat((float) floating(text));
                case FD -> bytes.putDouble(floating(text));
                case AT -> {
                    int value = Integer.parseUnsignedInt(text, 16);
                    bytes.putShort((short) Tag.group(value)).putShort((short) Tag.element(value));
                }
                case SS, US, SL, UL, SV -> bytes.put(Numbers.encodeIntegers(vr, new BigDecimal(text).longValueExact()));
                case UV -> bytes.putLong(Long.parseUnsignedLong(text));
                default -> throw new IllegalArgumentException(vr + " is written as InlineBinary");
            }
        }
        byte[] exact = new byte[bytes.position()];
        bytes.flip().get(exact);
        return exact;
    }

    private static double floating(String text) {
        return switch (text) {
            case "NaN", "nan" -> Double.NaN;
            case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
