package io.clouddicom.dicom;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time of day as precise as a value of TM tells it (PS3.5 6.2): to the hour, the minute, the second or a fraction.
 *
 * @param earliest the time; of what the value leaves open, the earliest
 * @param precision {@link ChronoUnit#HOURS}, {@link ChronoUnit#MINUTES}, {@link ChronoUnit#SECONDS} or, with a fraction,
 *     {@link ChronoUnit#MICROS}
 */
public record DicomTime(LocalTime earliest, ChronoUnit precision) {
    private static final Pattern FORM =
            Pattern.compile("(\\d{2})(?:(:?)(\\d{2})(?:\\2(\\d{2})(?:\\.(\\d{1,6})\\d*)?)?)?");
    private static final int LEAP_SECOND = 60;

    /** Checks the precision; drops of the time what lies beyond it. */
    public DicomTime {
        Objects.requireNonNull(earliest, "earliest");
        switch (precision) {
            case HOURS, MINUTES, SECONDS, MICROS -> earliest = earliest.truncatedTo(precision);
            default -> throw new IllegalArgumentException("a time is not told in " + precision);
        }
    }

    /**
     * The time that a value of TM holds, also in the form {@code HH:MM:SS.FRAC} of ACR-NEMA. A leap second counts as the
     * second before it, digits beyond the microsecond are dropped.
     *
     * @param text the value, without padding
     * @return the time, empty where the value is none
     */
    public static Optional<DicomTime> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        int hour = Integer.parseInt(form.group(1));
        int minute = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
        int second = form.group(4) == null ? 0 : Integer.parseInt(form.group(4));
        if (hour > 23 || minute > 59 || second > LEAP_SECOND) {
            return Optional.empty();
        }
        LocalTime time = LocalTime.of(hour, minute, Math.min(second, LEAP_SECOND - 1), nanos(form.group(5)));
        ChronoUnit precision = form.group(3) == null
                ? ChronoUnit.HOURS
                : form.group(4) == null
                        ? ChronoUnit.MINUTES
                        : form.group(5) == null ? ChronoUnit.SECONDS : ChronoUnit.MICROS;
        return Optional.of(new DicomTime(time, precision));
    }

    /** Nanoseconds of one to six digits behind the point. */
    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00000").substring(0, 6)) * 1000;
    }

    /** The latest time that the value leaves open. */
    public LocalTime latest() {
        return earliest.plus(1, precision).minusNanos(1000);
    }

    /** The value of TM. */
    @Override
    public String toString() {
        return switch (precision) {
            case HOURS -> String.format(Locale.ROOT, "%02d", earliest.getHour());
            case MINUTES -> String.format(Locale.ROOT, "%02d%02d", earliest.getHour(), earliest.getMinute());
            case SECONDS -> seconds();
            default -> seconds() + String.format(Locale.ROOT, ".%06d", earliest.getNano() / 1000);
        };
    }

    private String seconds() {
        return String.format(
                Locale.ROOT, "%02d%02d%02d", earliest.getHour(), earliest.getMinute(), earliest.getSecond());
    }
}
