package io.clouddicom.dicom;

import java.util.ArrayList;
import java.util.List;

/** Several values in one text (PS3.5 6.4), and the padding around them. */
final class TextValues {
    private TextValues() {}

    /** The values, without padding: decoded text is split, since a byte of a character can be that of a backslash. */
    static List<String> split(String text, Vr vr) {
        if (!vr.multiValued()) {
            return List.of(stripTrailing(text));
        }
        List<String> values = new ArrayList<>();
        for (String value : text.split("\\\\", -1)) {
            values.add(strip(value));
        }
        return values;
    }

    private static String strip(String value) {
        int from = 0;
        while (from < value.length() && isPadding(value.charAt(from))) {
            from++;
        }
        return stripTrailing(value.substring(from));
    }

    private static String stripTrailing(String value) {
        int to = value.length();
        while (to > 0 && isPadding(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(0, to);
    }

    private static boolean isPadding(char c) {
        return c == ' ' || c == 0;
    }
}
