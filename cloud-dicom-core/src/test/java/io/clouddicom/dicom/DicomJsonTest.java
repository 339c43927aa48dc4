package io.clouddicom.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
