package io.clouddicom.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DictionaryTest {
    private final Dictionary dictionary = Dictionary.standard();

    @Test
    void knowsAnAttributeByTagAndByKeyword() {
        Dictionary.Entry entry = dictionary.entry(Tag.PATIENT_NAME).orElseThrow();
        assertThat(entry.keyword()).isEqualTo("PatientName");
        assertThat(entry.name()).isEqualTo("Patient's Name");
        assertThat(entry.vrs()).containsExactly(Vr.PN);
        assertThat(entry.vm()).isEqualTo("1");
        assertThat(entry.retired()).isFalse();
        assertThat(dictionary.tag("PatientName")).hasValue(Tag.PATIENT_NAME);
        assertThat(dictionary.tag("patientname")).isEmpty();
        assertThat(dictionary.entry(0x0008_0001).orElseThrow().retired()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "6000, 3000, OverlayData, OW",
        "601E, 0010, OverlayRows, US",
        "5012, 3000, CurveData, OW",
        "7FE0, 0010, PixelData, OW",
        "7F02, 0010, VariablePixelData, OW",
        "0020, 3142, SourceImageIDs, CS",
        "0028, 0420, RowsForNthOrderCoefficients, US",
        "1000, ABC3, HuffmanTableTriplet, US",
        "1010, BEEF, ZonalMap, US",
    })
    void knowsRepeatingGroupsAndElements(String group, String element, String keyword, Vr vr) {
        int tag = Tag.of(Integer.parseInt(group, 16), Integer.parseInt(element, 16));
        assertThat(dictionary.entry(tag).orElseThrow().keyword()).isEqualTo(keyword);
        assertThat(dictionary.vr(tag)).isEqualTo(vr);
    }

    @Test
    void choosesTheValueRepresentationByPixelRepresentation() {
        assertThat(dictionary.vr(Tag.PIXEL_PADDING_VALUE)).isEqualTo(Vr.US);
        assertThat(dictionary.vr(Tag.PIXEL_PADDING_VALUE, true)).isEqualTo(Vr.SS);
        assertThat(dictionary.vr(Tag.ROWS, true)).isEqualTo(Vr.US);
        assertThat(dictionary.vr(Tag.LUT_DATA, true)).isEqualTo(Vr.OW);
    }

    @Test
    void saysWhatItCanOfTagsOutsideTheRegistry() {
        assertThat(dictionary.name(0x0009_0010)).isEqualTo("Private Creator");
        assertThat(dictionary.vr(0x0009_0010)).isEqualTo(Vr.LO);
        assertThat(dictionary.name(0x0009_1001)).isEqualTo("Private Attribute");
        assertThat(dictionary.vr(0x0009_1001)).isEqualTo(Vr.UN);
        assertThat(dictionary.vr(0x6001_3000)).isEqualTo(Vr.UN);
        assertThat(dictionary.name(0x0008_0000)).isEqualTo("Group Length");
        assertThat(dictionary.vr(0x0009_0000)).isEqualTo(Vr.UL);
        assertThat(dictionary.name(0x0008_9999)).isEqualTo("Unknown Attribute");
        assertThat(dictionary.vr(0x0008_9999)).isEqualTo(Vr.UN);
        assertThat(dictionary.vr(Tag.ITEM)).isEqualTo(Vr.UN);
    }

    @Test
    void namesStorageSopClasses() {
        assertThat(dictionary.storageSopClassName(Uid.of("1.2.840.10008.5.1.4.1.1.2")))
                .hasValue("CT Image Storage");
        assertThat(dictionary.storageSopClassName(Uid.of("1.2.3"))).isEmpty();
    }

    @Test
    void agreesWithTheConstantsOfTag() throws IllegalAccessException {
        for (var field : Tag.class.getFields()) {
            int tag = field.getInt(null);
            String words = dictionary.entry(tag).orElseThrow().keyword();
            assertThat(words.toUpperCase(java.util.Locale.ROOT))
                    .isEqualTo(field.getName().replace("_", ""));
        }
    }

    @Test
    void holdsWhatTheTablesHold() throws IOException {
        assertThat(resource(DictionaryGenerator.ELEMENTS))
                .isEqualTo(DictionaryGenerator.elements(SharedData.standards().resolve("dicom-data-elements.csv")));
        assertThat(resource(DictionaryGenerator.SOP_CLASSES))
                .isEqualTo(DictionaryGenerator.sopClasses(
                        SharedData.standards().resolve("dicom-storage-sop-classes.csv")));
    }

    @Test
    void findsEveryEntryOfItsOwn() throws IOException {
        List<String> lines =
                resource(DictionaryGenerator.ELEMENTS).lines().skip(1).toList();
        assertThat(lines).hasSizeGreaterThan(5000);
        for (String line : lines) {
            String[] cells = line.split("\t", -1);
            int tag = Integer.parseUnsignedInt(cells[0].replace('X', '0'), 16);
            Dictionary.Entry entry = dictionary.entry(tag).orElseThrow();
            if (!cells[0].contains("X")) {
                assertThat(entry.keyword()).isEqualTo(cells[1]);
                assertThat(entry.tag()).isEqualTo(tag);
            }
            if (!cells[1].isEmpty()) {
                assertThat(dictionary.tag(cells[1])).hasValue(tag);
            }
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Dictionary.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
