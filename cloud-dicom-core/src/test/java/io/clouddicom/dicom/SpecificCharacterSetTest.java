package io.clouddicom.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.ExternalTool;
import io.clouddicom.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecificCharacterSetTest {

    /** The byte values of PS3.5 Annexes H, I and K, column/row notation turned to hexadecimal. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // H.3.1: kanji and hiragana with ISO 2022 IR 87.
                "\\ISO 2022 IR 87|59616D6164615E5461726F753D"
                        + "1B24423B3345441B28425E1B244242404F3A1B28423D"
                        + "1B24422464245E24401B28425E1B2442243F246D24261B2842"
                        + "|Yamada^Tarou=\u5c71\u7530^\u592a\u90ce=\u3084\u307e\u3060^\u305f\u308d\u3046",
                // H.3.2: half-width katakana with ISO 2022 IR 13.
                "ISO 2022 IR 13\\ISO 2022 IR 87|D4CFC0DE5EC0DBB3|\uff94\uff8f\uff80\uff9e^\uff80\uff9b\uff73",
                // I.2: hanja with ISO 2022 IR 149.
                "\\ISO 2022 IR 149|486F6E675E47696C646F6E673D1B242943FBF35E1B242943D1CED4D7"
                        + "|Hong^Gildong=\u6d2a^\u5409\u6d1e",
                "ISO_IR 144|BBEEDAD0|\u041b\u044e\u043a\u0430",
                "ISO_IR 192|C3A4|\u00e4",
                "GB18030|CDF5|\u738b",
            })
    void decodesAndEncodes(String terms, String hex, String text) {
        SpecificCharacterSet sets = SpecificCharacterSet.of(Arrays.asList(terms.split("\\\\", -1)));
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(sets.decode(bytes, Vr.PN)).isEqualTo(text);
        assertThat(sets.encode(text, Vr.PN)).isEqualTo(bytes);
    }

    @Test
    void aSecondByteThatLooksLikeADelimiterIsNone() {
        // U+2212 is 0x215D, U+FF3C is 0x2140, U+5B80 is 0x555C: a backslash as second byte.
        SpecificCharacterSet sets = SpecificCharacterSet.of(List.of("", "ISO 2022 IR 87"));
        byte[] bytes = {0x1B, 0x24, 0x42, 0x55, 0x5C, 0x1B, 0x28, 0x42, '\\', 'a'};
        String text = sets.decode(bytes, Vr.LO);
        assertThat(text).hasSize(3).endsWith("\\a");
        assertThat(sets.encode(text, Vr.LO)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "ISO_IR 192, C3A4, \u00e4",
        "ISO-IR 192, C3A4, \u00e4",
        "ISO IR 192, C3A4, \u00e4",
        "iso_ir_144, D0, \u0430",
        "ISO_2022_IR_144, D0, \u0430",
        "ISO 2022-IR 126, E1, \u03b1",
        "ISO_IR 192\\ISO 2022 IR 87, C3A4, \u00e4",
        "GB18030\\ISO 2022 IR 58, CDF5, \u738b",
        "GBK, CDF5, \u738b",
        "LATIN1, E4, \u00e4",
        "'', E4, \u00e4",
        "ISO 2022 IR 999\\ISO 2022 IR 144, 1B2D4CD0, \u0430",
    })
    void termsAreReadAsTheyAreMeant(String terms, String hex, String text) {
        SpecificCharacterSet sets = SpecificCharacterSet.of(Arrays.asList(terms.split("\\\\", -1)));
        assertThat(sets.decode(HexFormat.of().parseHex(hex), Vr.LO)).isEqualTo(text);
    }

    @Test
    void gbkHasTwoBytesAtMost() {
        assertThatThrownBy(() -> SpecificCharacterSet.of(List.of("GBK")).encode("\u00e4", Vr.LO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(SpecificCharacterSet.of(List.of("GB18030")).encode("\u00e4", Vr.LO))
                .hasSize(4);
    }

    @Test
    void aCharacterCutShortDoesNotSwallowTheEscapeBehindIt() {
        SpecificCharacterSet japanese = SpecificCharacterSet.of(List.of("", "ISO 2022 IR 87"));
        assertThat(japanese.decode(HexFormat.of().parseHex("1B24423B331B28425E61"), Vr.PN))
                .isEqualTo("\u5c71^a");
        assertThat(japanese.decode(HexFormat.of().parseHex("1B24423B33451B28425E61"), Vr.PN))
                .isEqualTo("\u5c71\uFFFD^a");
        assertThat(SpecificCharacterSet.of(List.of("", "ISO 2022 IR 58"))
                        .decode(HexFormat.of().parseHex("1B242941AAA161"), Vr.LO))
                .isEqualTo("\uFFFDa");
    }

    @Test
    void whatNoSetHasIsRefused() {
        assertThatThrownBy(() ->
                        SpecificCharacterSet.of(List.of("", "ISO 2022 IR 87")).encode("\u0e01", Vr.LO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+0E01");
        assertThatThrownBy(() -> SpecificCharacterSet.of(List.of("ISO_IR 101")).encode("\u4e00", Vr.LO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedTextNeverFails() {
        Random random = new Random(7);
        SpecificCharacterSet sets = SpecificCharacterSet.of(List.of("ISO 2022 IR 13", "ISO 2022 IR 149"));
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(30)];
            random.nextBytes(bytes);
            for (int at = 0; at < bytes.length; at += 1 + random.nextInt(6)) {
                bytes[at] = 0x1B;
                if (at + 2 < bytes.length) {
                    bytes[at + 1] = "($)-".getBytes(StandardCharsets.US_ASCII)[random.nextInt(4)];
                    bytes[at + 2] = "BJIAC@(".getBytes(StandardCharsets.US_ASCII)[random.nextInt(7)];
                }
            }
            assertThat(sets.decode(bytes, Vr.PN).length()).isLessThanOrEqualTo(bytes.length);
        }
    }

    @Test
    void patientNamesAreThoseThatPydicomReads() throws IOException {
        Path folder = SharedData.dicom().resolve("charset");
        ExternalTool python = ExternalTool.requirePython("pydicom");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Dataset dataset = DicomReader.of(RangeSource.of(Files.readAllBytes(file)))
                        .read()
                        .dataset();
                ExternalTool.Outcome outcome = python.run(
                        "-W",
                        "ignore",
                        "-c",
                        "import pydicom,sys; d=pydicom.dcmread(sys.argv[1],force=True); d.decode();"
                                + "sys.stdout.buffer.write(str(d.get('PatientName','')).encode('utf-8').hex().encode())",
                        file.toString());
                assertThat(outcome.exitCode()).as(outcome.output()).isZero();
                String expected =
                        new String(HexFormat.of().parseHex(outcome.output().trim()), StandardCharsets.UTF_8);
                // pydicom drops component groups that are empty at the end.
                assertThat(dataset.string(Tag.PATIENT_NAME).orElse("").replaceFirst("=+$", ""))
                        .as(file.getFileName().toString())
                        .isEqualTo(expected);
            }
        }
    }
}
