package io.clouddicom.testkit.gcs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameter {@code fields}: names, and below a name others in parentheses or after a slash. */
final class Fields {
    private Fields() {}

    /** What is left of an object. */
    static Map<String, Object> select(Map<String, Object> object, @Nullable String fields) throws Refusal {
        if (fields == null || fields.equals("*")) {
            return object;
        }
        Map<String, Object> selected = new LinkedHashMap<>();
        for (String field : split(fields)) {
            int open = field.indexOf('(');
            int slash = field.indexOf('/');
            if (open < 0 && slash < 0) {
                if (!field.matches("[A-Za-z0-9]+")) {
                    throw invalid(field);
                }
                put(selected, field, object.get(field));
            } else if (open > 0 && (slash < 0 || open < slash)) {
                if (!field.endsWith(")")) {
                    throw invalid(field);
                }
                String below = field.substring(open + 1, field.length() - 1);
                put(selected, field.substring(0, open), within(object.get(field.substring(0, open)), below));
            } else {
                String name = field.substring(0, slash);
                put(selected, name, within(object.get(name), field.substring(slash + 1)));
            }
        }
        return selected;
    }

    private static void put(Map<String, Object> into, String name, @Nullable Object value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object within(@Nullable Object value, String fields) throws Refusal {
        if (value instanceof List<?> list) {
            List<Object> each = new ArrayList<>();
            for (Object element : list) {
                each.add(select((Map<String, Object>) element, fields));
            }
            return each;
        }
        return value == null ? null : select((Map<String, Object>) value, fields);
    }

    private static List<String> split(String fields) throws Refusal {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= fields.length(); i++) {
            char c = i == fields.length() ? ',' : fields.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth < 0) {
                throw invalid(fields);
            }
            if (c == ',' && (depth == 0 || i == fields.length())) {
                parts.add(fields.substring(from, i));
                from = i + 1;
            }
        }
        if (depth != 0) {
            throw invalid(fields);
        }
        return parts;
    }

    private static Refusal invalid(String field) {
        return new Refusal(400, "invalidParameter", "Invalid field selection " + field);
    }
}
