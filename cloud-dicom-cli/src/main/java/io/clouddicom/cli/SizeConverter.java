package io.clouddicom.cli;

import io.clouddicom.cache.SizeUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size such as 500M, 100G or 1048576. */
final class SizeConverter implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([BKMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
    /** The letters of the units, in their order. */
    private static final String LETTERS = "BKMGT";

    @Override
    public Long convert(String value) {
        Matcher size = SIZE.matcher(value.strip());
        if (!size.matches()) {
            throw new TypeConversionException("'" + value + "' is no size such as 500M or 100G");
        }
        String letter = size.group(2).toUpperCase(Locale.ROOT);
        SizeUnit unit = letter.isEmpty() ? SizeUnit.BYTES : SizeUnit.values()[LETTERS.indexOf(letter)];
        try {
            return unit.toBytes(Long.parseLong(size.group(1)));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + value + "' is too large");
        }
    }
}
