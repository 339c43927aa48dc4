package io.clouddicom.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Person names, dates, times and numbers as text. */
class ValueTypesTest {
    private static final int ACQUISITION_NUMBERS = Tag.ACQUISITION_NUMBER;

    @Test
    void personNameHasGroupsAndComponents() {
        PersonName name = PersonName.parse("Yamada^Tarou=山田^太郎=やまだ^たろう");
        assertThat(name.alphabetic()).isEqualTo(new PersonName.Group("Yamada", "Tarou", "", "", ""));
        assertThat(name.ideographic().familyName()).isEqualTo("山田");
        assertThat(name.phonetic().givenName()).isEqualTo("たろう");
        assertThat(name.toString()).isEqualTo("Yamada^Tarou=山田^太郎=やまだ^たろう");
        PersonName.Group all =
                PersonName.parse("Adams^John Robert Quincy^^Rev.^B.A. M.Div.").alphabetic();
        assertThat(all.prefix()).isEqualTo("Rev.");
        assertThat(all.suffix()).isEqualTo("B.A. M.Div.");
        assertThat(PersonName.of("Doe", "Jane").toString()).isEqualTo("Doe^Jane");
    }

    @ParameterizedTest
    @CsvSource({
        "'Doe^Jane^^^', Doe^Jane",
        "' Doe ^ Jane ', Doe^Jane",
        "'==やまだ', ==やまだ",
        "'Doe==', Doe",
        "'^Jane', ^Jane",
        "'a^b^c^d^e^f', a^b^c^d^e^f",
        "'a=b=c=d', a=b=c=d",
        "'^^=^', ''",
    })
    void personNameIsWrittenWithoutDelimitersAtTheEnd(String text, String written) {
        assertThat(PersonName.parse(text).toString()).isEqualTo(written);
        assertThat(PersonName.parse(written)).isEqualTo(PersonName.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "07, 07:00, HOURS, 07",
        "0709, 07:09, MINUTES, 0709",
        "070907, 07:09:07, SECONDS, 070907",
        "070907.1, 07:09:07.1, MICROS, 070907.100000",
        "070907.123456, 07:09:07.123456, MICROS, 070907.123456",
        "070907.123456789, 07:09:07.123456, MICROS, 070907.123456",
        "10:15:30, 10:15:30, SECONDS, 101530",
        "10:15, 10:15, MINUTES, 1015",
        "10:15:30.5, 10:15:30.5, MICROS, 101530.500000",
        "235960, 23:59:59, SECONDS, 235959",
    })
    void timeIsAsPreciseAsTold(String text, LocalTime time, ChronoUnit precision, String written) {
        DicomTime value = DicomTime.parse(text).orElseThrow();
        assertThat(value).isEqualTo(new DicomTime(time, precision));
        assertThat(value.toString()).isEqualTo(written);
        assertThat(DicomTime.parse(written)).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "7", "070", "24", "2400", "0760", "070961", "0709.5", "10:1530", "070907.", "noon", "٠٧"})
    void whatIsNoTimeIsEmpty(String text) {
        assertThat(DicomTime.parse(text)).isEmpty();
    }

    @Test
    void timeTellsTheLatestThatItLeavesOpen() {
        assertThat(DicomTime.parse("07").orElseThrow().latest()).isEqualTo(LocalTime.of(7, 59, 59, 999_999_000));
        assertThat(DicomTime.parse("235959.5").orElseThrow().latest()).isEqualTo(LocalTime.of(23, 59, 59, 500_000_000));
        assertThatThrownBy(() -> new DicomTime(LocalTime.NOON, ChronoUnit.HALF_DAYS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a time is not told in HalfDays");
    }

    @ParameterizedTest
    @CsvSource({
        "1997, 1997-01-01T00:00, YEARS,",
        "199707, 1997-07-01T00:00, MONTHS,",
        "19970713, 1997-07-13T00:00, DAYS,",
        "1997071307, 1997-07-13T07:00, HOURS,",
        "19970713070907.5, 1997-07-13T07:09:07.5, MICROS,",
        "1997-0500, 1997-01-01T00:00, YEARS, -05:00",
        "19970713070907+0530, 1997-07-13T07:09:07, SECONDS, +05:30",
        "19970713070907.000001-0330, 1997-07-13T07:09:07.000001, MICROS, -03:30",
    })
    void dateTimeIsAsPreciseAsTold(String text, LocalDateTime earliest, ChronoUnit precision, String offset) {
        DicomDateTime value = DicomDateTime.parse(text).orElseThrow();
        assertThat(value.earliest()).isEqualTo(earliest);
        assertThat(value.precision()).isEqualTo(precision);
        assertThat(value.offset()).isEqualTo(Optional.ofNullable(offset).map(ZoneOffset::of));
        assertThat(DicomDateTime.parse(value.toString())).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "97", "199713", "19970230", "1997071324", "19970713+1500", "19970713+0060", "19970713Z"})
    void whatIsNoDateTimeIsEmpty(String text) {
        assertThat(DicomDateTime.parse(text)).isEmpty();
    }

    @Test
    void dateTimeTellsTheLatestThatItLeavesOpen() {
        assertThat(DicomDateTime.parse("199602").orElseThrow().latest())
                .isEqualTo(LocalDateTime.of(1996, 2, 29, 23, 59, 59, 999_999_000));
        assertThat(new DicomDateTime(LocalDateTime.of(1996, 2, 29, 1, 2), ChronoUnit.YEARS, Optional.empty())
                        .toString())
                .isEqualTo("1996");
    }

    @Test
    void datesAlsoHaveTheOldForm() {
        assertThat(DicomDateTime.parseDate("19970713")).hasValue(LocalDate.of(1997, 7, 13));
        assertThat(DicomDateTime.parseDate("1997.07.13")).hasValue(LocalDate.of(1997, 7, 13));
        assertThat(DicomDateTime.parseDate("1997.0713")).isEmpty();
        assertThat(DicomDateTime.parseDate("19970229")).isEmpty();
        assertThat(DicomDateTime.parseDate("199707")).isEmpty();
    }

    @Test
    void datasetGivesTypedValues() {
        Dataset dataset = Dataset.builder()
                .string(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 192")
                .string(Tag.STUDY_DATE, Vr.DA, "1997.07.13")
                .string(Tag.STUDY_TIME, Vr.TM, "10:15:30")
                .string(Tag.ACQUISITION_DATE_TIME, Vr.DT, "19970713101530")
                .string(Tag.TIMEZONE_OFFSET_FROM_UTC, Vr.SH, "-0500")
                .string(Tag.PATIENT_NAME, Vr.PN, "Müller^Eva")
                .string(Tag.REFERRING_PHYSICIAN_NAME, Vr.PN, "^^^^")
                .build();
        assertThat(dataset.date(Tag.STUDY_DATE)).hasValue(LocalDate.of(1997, 7, 13));
        assertThat(dataset.time(Tag.STUDY_TIME).orElseThrow().earliest()).isEqualTo(LocalTime.of(10, 15, 30));
        assertThat(dataset.dateTime(Tag.ACQUISITION_DATE_TIME).orElseThrow().earliest(ZoneOffset.UTC))
                .isEqualTo(OffsetDateTime.parse("1997-07-13T10:15:30-05:00"));
        assertThat(dataset.personName(Tag.PATIENT_NAME)).hasValue(PersonName.of("Müller", "Eva"));
        assertThat(dataset.personName(Tag.REFERRING_PHYSICIAN_NAME)).isEmpty();
        assertThat(dataset.date(Tag.PATIENT_BIRTH_DATE)).isEmpty();
        assertThat(dataset.date(Tag.PATIENT_NAME)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'12 ', 12",
        "'+7', 7",
        "'-0', 0",
        "'5.0', 5",
        "'1e3', 1000",
        "'9223372036854775807', 9223372036854775807"
    })
    void integerStringsAreReadLeniently(String text, long value) {
        assertThat(dataset(Vr.IS, text).integers(ACQUISITION_NUMBERS)).containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "x", "1 2", "9223372036854775808", "1e999999999", "1e-999999999", "٣", "0x10"})
    void whatIsNoIntegerIsEmpty(String text) {
        assertThat(dataset(Vr.IS, text).integers(ACQUISITION_NUMBERS)).isEmpty();
    }

    @Test
    void decimalStringsAreReadLeniently() {
        assertThat(dataset(Vr.DS, " 1.50\\+.5 \\-2.\\1E-3 ").numbers(ACQUISITION_NUMBERS))
                .containsExactly(1.5, 0.5, -2, 0.001);
        for (String text : new String[] {"1,5", "NaN", "1d", "0x1p3", "Infinity", ".", "1e"}) {
            assertThat(dataset(Vr.DS, text).numbers(ACQUISITION_NUMBERS))
                    .as(text)
                    .isEmpty();
        }
    }

    private static Dataset dataset(Vr vr, String text) {
        return Dataset.builder()
                .bytes(ACQUISITION_NUMBERS, vr, text.getBytes(StandardCharsets.UTF_8))
                .build();
    }
}
