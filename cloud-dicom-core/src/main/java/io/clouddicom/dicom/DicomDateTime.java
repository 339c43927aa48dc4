package io.clouddicom.dicom;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date and time as precise as a value of DT tells it (PS3.5 6.2): from a year down to a fraction of a second, with or
 * without the offset from UTC.
 *
 * @param earliest the local date and time; of what the value leaves open, the earliest
 * @param precision {@link ChronoUnit#YEARS}, {@link ChronoUnit#MONTHS}, {@link ChronoUnit#DAYS}, {@link ChronoUnit#HOURS},
 *     {@link ChronoUnit#MINUTES}, {@link ChronoUnit#SECONDS} or, with a fraction, {@link ChronoUnit#MICROS}
 * @param offset the offset from UTC, where it is told
 */
public record DicomDateTime(LocalDateTime earliest, ChronoUnit precision, Optional<ZoneOffset> offset) {
    private static final Pattern FORM = Pattern.compile("(\\d{4})(?:(\\d{2})(?:(\\d{2})([0-9.]+)?)?)?([+-]\\d{4})?");
    private static final Pattern DATE = Pattern.compile("(\\d{4})(\\.?)(\\d{2})\\2(\\d{2})");

    /** Checks the precision; drops of the time what lies beyond it. */
    public DicomDateTime {
        Objects.requireNonNull(offset, "offset");
        switch (precision) {
            case YEARS -> earliest = earliest.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
            case MONTHS -> earliest = earliest.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
            case DAYS, HOURS, MINUTES, SECONDS, MICROS -> earliest = earliest.truncatedTo(precision);
            default -> throw new IllegalArgumentException("a date and time is not told in " + precision);
        }
    }

    /**
     * The date and time that a value of DT holds.
     *
     * @param text the value, without padding
     * @return the date and time, empty where the value is none
     */
    public static Optional<DicomDateTime> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        Optional<ZoneOffset> offset = Optional.empty();
        if (form.group(5) != null) {
            offset = parseOffset(form.group(5));
            if (offset.isEmpty()) {
                return Optional.empty();
            }
        }
        LocalTime time = LocalTime.MIDNIGHT;
        ChronoUnit precision =
                form.group(2) == null ? ChronoUnit.YEARS : form.group(3) == null ? ChronoUnit.MONTHS : ChronoUnit.DAYS;
        if (form.group(4) != null) {
            Optional<DicomTime> told = DicomTime.parse(form.group(4));
            if (told.isEmpty()) {
                return Optional.empty();
            }
            time = told.get().earliest();
            precision = told.get().precision();
        }
        Optional<LocalDate> date = date(
                form.group(1),
                form.group(2) == null ? "01" : form.group(2),
                form.group(3) == null ? "01" : form.group(3));
        if (date.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DicomDateTime(date.get().atTime(time), precision, offset));
    }

    /**
     * The date that a value of DA holds, also in the form {@code YYYY.MM.DD} of ACR-NEMA.
     *
     * @param text the value, without padding
     * @return the date, empty where the value is none
     */
    public static Optional<LocalDate> parseDate(String text) {
        Matcher form = DATE.matcher(text.strip());
        return form.matches() ? date(form.group(1), form.group(3), form.group(4)) : Optional.empty();
    }

    /**
     * The offset that a value of Timezone Offset From UTC holds, or that ends a value of DT.
     *
     * @param text sign, hours and minutes: {@code +0530}
     * @return the offset, empty where it is none from -1200 to +1400
     */
    public static Optional<ZoneOffset> parseOffset(String text) {
        if (!text.matches("[+-]\\d{4}")) {
            return Optional.empty();
        }
        int hours = Integer.parseInt(text.substring(1, 3));
        int minutes = Integer.parseInt(text.substring(3));
        int total = (text.charAt(0) == '-' ? -1 : 1) * (hours * 60 + minutes);
        return minutes > 59 || total < -12 * 60 || total > 14 * 60
                ? Optional.empty()
                : Optional.of(ZoneOffset.ofTotalSeconds(total * 60));
    }

    private static Optional<LocalDate> date(String year, String month, String day) {
        try {
            return Optional.of(LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day)));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    /** The latest local date and time that the value leaves open. */
    public LocalDateTime latest() {
        return earliest.plus(1, precision).minusNanos(1000);
    }

    /**
     * The earliest moment that the value leaves open.
     *
     * @param otherwise the offset where the value tells none
     */
    public OffsetDateTime earliest(ZoneOffset otherwise) {
        return earliest.atOffset(offset.orElse(otherwise));
    }

    /** The value of DT. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%04d", earliest.getYear()));
        if (precision != ChronoUnit.YEARS) {
            text.append(String.format(Locale.ROOT, "%02d", earliest.getMonthValue()));
            if (precision != ChronoUnit.MONTHS) {
                text.append(String.format(Locale.ROOT, "%02d", earliest.getDayOfMonth()));
                if (precision != ChronoUnit.DAYS) {
                    text.append(new DicomTime(earliest.toLocalTime(), precision));
                }
            }
        }
        if (offset.isPresent()) {
            int minutes = offset.get().getTotalSeconds() / 60;
            text.append(minutes < 0 ? '-' : '+')
                    .append(String.format(Locale.ROOT, "%02d%02d", Math.abs(minutes) / 60, Math.abs(minutes) % 60));
        }
        return text.toString();
    }
}
