package io.clouddicom.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A person name (PS3.5 6.2.1): up to three component groups, which are the same name in different scripts.
 *
 * @param alphabetic the name in letters; Latin ones, as a rule
 * @param ideographic the name in ideographs, such as kanji, hanja or hanzi
 * @param phonetic the name as it is spoken, in hiragana, katakana or hangul
 */
public record PersonName(Group alphabetic, Group ideographic, Group phonetic) {
    private static final int GROUPS = 3;
    private static final int COMPONENTS = 5;

    /** Checks for null. */
    public PersonName {
        Objects.requireNonNull(alphabetic, "alphabetic");
        Objects.requireNonNull(ideographic, "ideographic");
        Objects.requireNonNull(phonetic, "phonetic");
    }

    /**
     * The five components of a name in one script.
     *
     * @param familyName the family name, or all of the name where it is not divided
     * @param givenName the given name
     * @param middleName the middle name
     * @param prefix what stands before the name, such as Dr.
     * @param suffix what stands behind the name
     */
    public record Group(String familyName, String givenName, String middleName, String prefix, String suffix) {
        /** A group without a name. */
        public static final Group EMPTY = new Group("", "", "", "", "");

        /** Checks for null. */
        public Group {
            Objects.requireNonNull(familyName, "familyName");
            Objects.requireNonNull(givenName, "givenName");
            Objects.requireNonNull(middleName, "middleName");
            Objects.requireNonNull(prefix, "prefix");
            Objects.requireNonNull(suffix, "suffix");
        }

        /**
         * A group of components with carets between them; spaces around a component do not count.
         *
         * @param text the group, for example {@code Yamada^Tarou}; what stands behind a fifth caret stays in the suffix
         */
        public static Group parse(String text) {
            List<String> components = split(text, '^', COMPONENTS);
            return new Group(
                    components.get(0), components.get(1), components.get(2), components.get(3), components.get(4));
        }

        /** Whether there is no name. */
        public boolean isEmpty() {
            return equals(EMPTY);
        }

        /** The components with carets between them, without carets at the end. */
        @Override
        public String toString() {
            return join('^', familyName, givenName, middleName, prefix, suffix);
        }
    }

    /**
     * The name that a value of PN holds.
     *
     * @param text the value, for example {@code Yamada^Tarou=山田^太郎=やまだ^たろう}
     */
    public static PersonName parse(String text) {
        List<String> groups = split(text, '=', GROUPS);
        return new PersonName(Group.parse(groups.get(0)), Group.parse(groups.get(1)), Group.parse(groups.get(2)));
    }

    /**
     * A name in letters alone.
     *
     * @param familyName the family name
     * @param givenName the given name
     */
    public static PersonName of(String familyName, String givenName) {
        return new PersonName(new Group(familyName, givenName, "", "", ""), Group.EMPTY, Group.EMPTY);
    }

    /** Whether there is no name. */
    public boolean isEmpty() {
        return alphabetic.isEmpty() && ideographic.isEmpty() && phonetic.isEmpty();
    }

    /** The value of PN: the groups with equals signs between them, without delimiters at the end. */
    @Override
    public String toString() {
        return join('=', alphabetic.toString(), ideographic.toString(), phonetic.toString());
    }

    /** As many parts as told, the last with all that is left; missing ones are empty. */
    private static List<String> split(String text, char delimiter, int parts) {
        List<String> split = new ArrayList<>(parts);
        int from = 0;
        while (split.size() < parts) {
            int to = split.size() == parts - 1 ? -1 : text.indexOf(delimiter, from);
            split.add(text.substring(from, to < 0 ? text.length() : to).strip());
            from = to < 0 ? text.length() : to + 1;
        }
        return split;
    }

    private static String join(char delimiter, String... parts) {
        String joined = String.join(String.valueOf(delimiter), parts);
        int to = joined.length();
        while (to > 0 && joined.charAt(to - 1) == delimiter) {
            to--;
        }
        return joined.substring(0, to);
    }
}
