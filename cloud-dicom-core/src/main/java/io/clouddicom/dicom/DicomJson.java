package io.clouddicom.dicom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.clouddicom.internal.bytes.WordOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Writes and reads datasets in the DICOM JSON Model (PS3.18 Annex F).
 *
 * <p>Text is written as Unicode, and Specific Character Set accordingly as {@code ISO_IR 192}. Group lengths are left
 * out; of elements of one tag the one that a look-up finds is written. Binary values are written in the line, in little endian; what was not loaded is written as a URI that the caller
 * gives, or without a value.
 *
 * <p>Immutable and safe to share.
 */
public final class DicomJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    /** A number as JSON has it (RFC 8259 section 6). */
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private static final Set<Vr> BINARY_NUMBERS =
            EnumSet.of(Vr.FL, Vr.FD, Vr.SS, Vr.US, Vr.SL, Vr.UL, Vr.SV, Vr.UV, Vr.AT);
    private static final long EXACT_IN_DOUBLE = 1L << 53;
    private static final String[] NAME_GROUPS = {"Alphabetic", "Ideographic", "Phonetic"};

    private final Function<Element, Optional<String>> bulkDataUri;

    private DicomJson(Function<Element, Optional<String>> bulkDataUri) {
        this.bulkDataUri = bulkDataUri;
    }

    /** Writes values that were not loaded without a value. */
    public static DicomJson withoutBulkData() {
        return new DicomJson(element -> Optional.empty());
    }

    /**
     * Writes values that were not loaded as BulkDataURI.
     *
     * @param uri gives the URI of an element's value; empty for none
     * @return a writer
     */
    public static DicomJson withBulkData(Function<Element, Optional<String>> uri) {
        return new DicomJson(uri);
    }

    /**
     * A dataset as a JSON object; values that were not loaded are left out.
     *
     * @param dataset the dataset
     */
    public static String toString(Dataset dataset) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            withoutBulkData().write(dataset, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Gives the bytes behind a BulkDataURI. */
    @FunctionalInterface
    public interface BulkDataSource {

        /**
         * Fetches the bytes.
         *
         * @param tag the element
         * @param vr its value representation
         * @param uri the URI as it stands in the JSON
         * @return the value, words little endian; empty to leave the element out
         * @throws IOException the bytes cannot be had
         */
        Optional<byte[]> fetch(int tag, Vr vr, String uri) throws IOException;
    }

    /**
     * Reads a dataset. Text is kept in UTF-8, and Specific Character Set says so.
     *
     * @param json one JSON object
     * @param bulkData gives what stands behind BulkDataURIs
     * @return the dataset, values loaded
     * @throws io.clouddicom.MalformedDicomException it is no JSON, or not of the model; the error names the tag and the
     *     offset in the text
     * @throws IOException the stream or the source of bulk data failed
     */
    public static Dataset read(InputStream json, BulkDataSource bulkData) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            return new DicomJsonParser(parser, bulkData).parse();
        }
    }

    /**
     * Writes a dataset as a JSON object, in UTF-8.
     *
     * @param dataset the dataset
     * @param out where it goes; not closed
     * @throws IOException the stream failed
     */
    public void write(Dataset dataset, OutputStream out) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        write(dataset, json);
        json.close();
    }

    private void write(Dataset dataset, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Element element : dataset) {
            if (Tag.isGroupLength(element.tag()) || repeated(dataset, element)) {
                continue;
            }
            json.writeObjectFieldStart(String.format("%08X", element.tag()));
            Vr vr = writtenVr(element);
            json.writeStringField("vr", vr.name());
            writeValue(dataset, element, vr, json);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Whether a look-up of the tag finds another element: an object has no two members of one name. */
    private static boolean repeated(Dataset dataset, Element element) {
        return dataset.element(element.tag()).filter(found -> found == element).isEmpty();
    }

    /**
     * The value representation as it is written. UN of undefined length is a sequence (PS3.5 6.2.2); UN itself may have no
     * Value here (PS3.18 F.2.2). Numbers of which a part is missing are bytes of an unknown kind, so that none is lost.
     */
    private static Vr writtenVr(Element element) {
        if (element.value() instanceof Value.Sequence) {
            return Vr.SQ;
        }
        boolean numbers = BINARY_NUMBERS.contains(element.vr());
        boolean broken = numbers
                && element.value() instanceof Value.Bytes bytes
                && bytes.length() % numberBytes(element.vr()) != 0;
        return broken ? Vr.UN : element.vr();
    }

    private static int numberBytes(Vr vr) {
        return vr == Vr.AT ? 2 * vr.wordSizeBytes() : vr.wordSizeBytes();
    }

    private void writeValue(Dataset dataset, Element element, Vr vr, JsonGenerator json) throws IOException {
        if (element.value() instanceof Value.Sequence sequence) {
            if (sequence.items().isEmpty()) {
                return;
            }
            json.writeArrayFieldStart("Value");
            for (Item item : sequence.items()) {
                write(item.dataset(), json);
            }
            json.writeEndArray();
        } else if (element.value() instanceof Value.Bytes bytes) {
            if (bytes.length() > 0 || element.tag() == Tag.SPECIFIC_CHARACTER_SET) {
                writeBytes(dataset, element, vr, bytes, json);
            }
        } else {
            Optional<String> uri = bulkDataUri.apply(element);
            if (uri.isPresent()) {
                json.writeStringField("BulkDataURI", uri.get());
            }
        }
    }

    private static void writeBytes(Dataset dataset, Element element, Vr vr, Value.Bytes bytes, JsonGenerator json)
            throws IOException {
        switch (vr) {
            case OB, OD, OF, OL, OV, OW, UN -> {
                byte[] ordered = littleEndian(bytes, element.vr());
                json.writeStringField("InlineBinary", Base64.getEncoder().encodeToString(ordered));
            }
            case FL, FD, SS, US, SL, UL, SV, UV, AT -> {
                json.writeArrayFieldStart("Value");
                writeNumbers(dataset, element, json);
                json.writeEndArray();
            }
            default -> writeText(dataset, element, json);
        }
    }

    private static byte[] littleEndian(Value.Bytes bytes, Vr vr) {
        byte[] array = bytes.toByteArray();
        if (bytes.order() == ByteOrder.BIG_ENDIAN) {
            WordOrder.reverse(array, vr.wordSizeBytes());
        }
        return array;
    }

    private static void writeNumbers(Dataset dataset, Element element, JsonGenerator json) throws IOException {
        switch (element.vr()) {
            case FL, FD -> {
                for (double value : dataset.numbers(element.tag())) {
                    if (Double.isNaN(value)) {
                        json.writeString("NaN");
                    } else if (Double.isInfinite(value)) {
                        json.writeString(value > 0 ? "inf" : "-inf");
                    } else if (element.vr() == Vr.FL) {
                        json.writeNumber((float) value);
                    } else {
                        json.writeNumber(value);
                    }
                }
            }
            case AT -> {
                for (long value : dataset.integers(element.tag())) {
                    json.writeString(String.format("%08X", value));
                }
            }
            default -> {
                for (long value : dataset.integers(element.tag())) {
                    boolean unsigned = element.vr() == Vr.UV;
                    if (value > EXACT_IN_DOUBLE || (unsigned ? value < 0 : value < -EXACT_IN_DOUBLE)) {
                        json.writeString(unsigned ? Long.toUnsignedString(value) : Long.toString(value));
                    } else {
                        json.writeNumber(value);
                    }
                }
            }
        }
    }

    private static void writeText(Dataset dataset, Element element, JsonGenerator json) throws IOException {
        List<String> values =
                element.tag() == Tag.SPECIFIC_CHARACTER_SET ? List.of("ISO_IR 192") : dataset.strings(element.tag());
        if (values.stream().allMatch(String::isEmpty) && values.size() < 2) {
            return;
        }
        json.writeArrayFieldStart("Value");
        for (String value : values) {
            if (value.isEmpty()) {
                json.writeNull();
            } else if (element.vr() == Vr.PN) {
                writeName(value, json);
            } else if (element.vr() == Vr.IS || element.vr() == Vr.DS) {
                writeDecimal(value, json);
            } else {
                json.writeString(value);
            }
        }
        json.writeEndArray();
    }

    /** The component groups (PS3.18 F.2.2), those that are empty left out. */
    private static void writeName(String name, JsonGenerator json) throws IOException {
        json.writeStartObject();
        String[] groups = name.split("=", NAME_GROUPS.length);
        for (int i = 0; i < groups.length; i++) {
            if (!groups[i].isEmpty()) {
                json.writeStringField(NAME_GROUPS[i], groups[i]);
            }
        }
        json.writeEndObject();
    }

    /** As a number with the digits it has; as a string where it is none that JSON can write. */
    private static void writeDecimal(String value, JsonGenerator json) throws IOException {
        String number = value.startsWith("+") ? value.substring(1) : value;
        number = number.replaceFirst("^(-?)\\.", "$10.").replaceFirst("^(-?)0+(?=\\d)", "$1");
        number = number.replaceFirst("\\.(?=$|[eE])", ".0");
        if (JSON_NUMBER.matcher(number).matches()) {
            json.writeNumber(number);
        } else {
            json.writeString(value);
        }
    }
}
