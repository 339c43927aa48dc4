package io.clouddicom.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.MalformedDicomException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DicomJsonTest {

    @Test
    void eachKindOfValueIsWrittenAsTheStandardHasIt() {
        Dataset dataset = Dataset.builder()
                .string(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 100")
                .integers(Tag.of(0x0008, 0x0000), Vr.UL, 12)
                .string(Tag.IMAGE_TYPE, Vr.CS, "ORIGINAL", "", "AXIAL")
                .string(Tag.PATIENT_NAME, Vr.PN, "M\u00fcller^Eva==myu^e")
                .string(Tag.PATIENT_ID, Vr.LO, "")
                .string(Tag.WINDOW_CENTER, Vr.DS, "+40.50", "-.5", "1.", "1e3", "x")
                .integers(Tag.FRAME_INCREMENT_POINTER, Vr.AT, 0x0018_1063)
                .numbers(Tag.of(0x0018, 0x9073), Vr.FD, 0.5, Double.NaN, Double.NEGATIVE_INFINITY)
                .bytes(Tag.of(0x0009, 0x1001), Vr.UN, new byte[] {1, 2, 3})
                .sequence(Tag.REFERENCED_IMAGE_SEQUENCE, Dataset.empty(), Dataset.empty())
                .build();
        assertThat(DicomJson.toString(dataset))
                .isEqualTo("{\"00080005\":{\"vr\":\"CS\",\"Value\":[\"ISO_IR 192\"]},"
                        + "\"00080008\":{\"vr\":\"CS\",\"Value\":[\"ORIGINAL\",null,\"AXIAL\"]},"
                        + "\"00081140\":{\"vr\":\"SQ\",\"Value\":[{},{}]},"
                        + "\"00091001\":{\"vr\":\"UN\",\"InlineBinary\":\"AQIDAA==\"},"
                        + "\"00100010\":{\"vr\":\"PN\",\"Value\":[{\"Alphabetic\":\"M\u00fcller^Eva\","
                        + "\"Phonetic\":\"myu^e\"}]},"
                        + "\"00100020\":{\"vr\":\"LO\"},"
                        + "\"00189073\":{\"vr\":\"FD\",\"Value\":[0.5,\"NaN\",\"-inf\"]},"
                        + "\"00280009\":{\"vr\":\"AT\",\"Value\":[\"00181063\"]},"
                        + "\"00281050\":{\"vr\":\"DS\",\"Value\":[40.50,-0.5,1.0,1e3,\"x\"]}}");
    }

    @Test
    void numbersOfWhichAPartIsMissingAreBytesOfAnUnknownKind() {
        Dataset dataset = Dataset.builder()
                .bytes(Tag.of(0x0009, 0x1001), Vr.FD, new byte[] {1, 2, 3, 4, 5, 6})
                .bytes(Tag.of(0x0009, 0x1002), Vr.AT, new byte[] {1, 2})
                .bytes(Tag.of(0x0009, 0x1003), Vr.US, new byte[0])
                .build();
        assertThat(DicomJson.toString(dataset))
                .isEqualTo("{\"00091001\":{\"vr\":\"UN\",\"InlineBinary\":\"AQIDBAUG\"},"
                        + "\"00091002\":{\"vr\":\"UN\",\"InlineBinary\":\"AQI=\"},"
                        + "\"00091003\":{\"vr\":\"US\"}}");
    }

    @Test
    void unknownSequencesEmptyCharacterSetsAndRepeatedElementsAreWrittenAsTheModelHasThem() throws IOException {
        Fixture item = Fixture.implicitLittle().text(Tag.CODE_VALUE, "SH", "T-1");
        byte[] file = Fixture.explicitLittle()
                .value(Tag.SPECIFIC_CHARACTER_SET, "CS")
                .text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3")
                .text(Tag.SOP_INSTANCE_UID, "UI", "1.2.4")
                // Of undefined length, so a sequence, in implicit VR (PS3.5 6.2.2).
                .header(0x0009_1001, "UN", -1)
                .item(Tag.ITEM, item.bytes().length)
                .raw(item.bytes())
                .item(Tag.SEQUENCE_DELIMITATION_ITEM, 0)
                .value(0x0009_1002, "UV", (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte)
                        0x80)
                .bytes();
        DicomFile read = DicomReader.of(RangeSource.of(Fixture.fileOf("1.2.840.10008.1.2.1", file)))
                .read();
        assertThat(DicomJson.toString(read.dataset()))
                .isEqualTo("{\"00080005\":{\"vr\":\"CS\",\"Value\":[\"ISO_IR 192\"]},"
                        + "\"00080018\":{\"vr\":\"UI\",\"Value\":[\"1.2.3\"]},"
                        + "\"00091001\":{\"vr\":\"SQ\",\"Value\":[{\"00080100\":{\"vr\":\"SH\",\"Value\":[\"T-1\"]}}]},"
                        + "\"00091002\":{\"vr\":\"UV\",\"Value\":[\"9223372036854775808\"]}}");
    }

    @Test
    void valuesThatAreNotLoadedAreUrisWhereTheCallerGivesThem() throws IOException {
        Dataset dataset = Dataset.builder()
                .put(Element.of(Tag.PIXEL_DATA, Vr.OW, new Value.Bulk(new ByteSpan(100, 20), false)))
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DicomJson.withBulkData(element -> Optional.of("bulk/" + Tag.toString(element.tag())))
                .write(dataset, out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"7FE00010\":{\"vr\":\"OW\",\"BulkDataURI\":\"bulk/(7FE0,0010)\"}}");
        assertThat(DicomJson.toString(dataset)).isEqualTo("{\"7FE00010\":{\"vr\":\"OW\"}}");
    }

    private static Dataset read(String json) throws IOException {
        return DicomJson.read(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                (tag, vr, uri) -> Optional.of(uri.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Dataset dataset = Dataset.builder()
                .string(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 192")
                .string(Tag.IMAGE_TYPE, Vr.CS, "ORIGINAL", "", "AXIAL")
                .string(Tag.PATIENT_NAME, Vr.PN, "M\u00fcller^Eva==myu^e", "B")
                .string(Tag.PATIENT_ID, Vr.LO, "")
                .string(Tag.WINDOW_CENTER, Vr.DS, "40.50", "1e3")
                .integers(Tag.FRAME_INCREMENT_POINTER, Vr.AT, 0x0018_1063)
                .integers(Tag.ROWS, Vr.US, 512)
                .integers(Tag.of(0x0009, 0x1003), Vr.SV, Long.MIN_VALUE, 5)
                .integers(Tag.of(0x0009, 0x1004), Vr.UV, -1)
                .numbers(Tag.of(0x0018, 0x9073), Vr.FD, 0.5, Double.NaN, Double.NEGATIVE_INFINITY)
                .numbers(Tag.of(0x0009, 0x1002), Vr.FL, 0.1f)
                .bytes(Tag.of(0x0009, 0x1001), Vr.UN, new byte[] {1, 2, 3, 4})
                .sequence(
                        Tag.REFERENCED_IMAGE_SEQUENCE,
                        Dataset.empty(),
                        Dataset.builder().integers(Tag.ROWS, Vr.US, 1).build())
                .build();
        String json = DicomJson.toString(dataset);
        Dataset again = read(json);
        assertThat(DicomJson.toString(again)).isEqualTo(json);
        assertThat(again.elements()).isEqualTo(dataset.elements());
    }

    @Test
    void bulkDataIsFetchedAndMembersComeInAnyOrder() throws IOException {
        Dataset dataset = read("{\"7FE00010\":{\"BulkDataURI\":\"ab\",\"vr\":\"OB\"},"
                + "\"00100010\":{\"Value\":[{\"Phonetic\":\"p\"}],\"vr\":\"PN\"}}");
        assertThat(((Value.Bytes) dataset.element(Tag.PIXEL_DATA).orElseThrow().value()).toByteArray())
                .containsExactly('a', 'b');
        assertThat(dataset.string(Tag.PATIENT_NAME)).hasValue("==p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"0010001\":{\"vr\":\"PN\"}}",
                "{\"00100010\":5}",
                "{\"00100010\":{\"Value\":[]}}",
                "{\"00100010\":{\"vr\":\"ZZ\"}}",
                "{\"00280010\":{\"vr\":\"US\",\"Value\":[70000]}}",
                "{\"00280010\":{\"vr\":\"US\",\"Value\":[\"x\"]}}",
                "{\"00280010\":{\"vr\":\"US\",\"Value\":[[1]]}}",
                "{\"7FE00010\":{\"vr\":\"OB\",\"InlineBinary\":\"*\"}}",
                "{\"00081140\":{\"vr\":\"SQ\",\"Value\":[1]}}",
                "{\"00100010\":{\"vr\":\"PN\"}} {}",
                "{\"00100010\":{\"vr\":\"PN\""
            })
    void whatIsNotOfTheModelIsRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedDicomException.class);
    }

    @Test
    void deepNestingIsRefused() {
        String json = "{\"00081140\":{\"vr\":\"SQ\",\"Value\":[".repeat(10_000);
        assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedDicomException.class);
    }
}
