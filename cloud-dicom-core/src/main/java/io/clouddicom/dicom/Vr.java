package io.clouddicom.dicom;

import org.jspecify.annotations.Nullable;

/** The value representations of PS3.5 6.2, with the facts that encoding needs. */
public enum Vr {
    /** Application Entity. */
    AE(Form.TEXT, 1, ' '),
    /** Age String. */
    AS(Form.TEXT, 1, ' '),
    /** Attribute Tag: pairs of 16-bit words. */
    AT(Form.BINARY, 2, 0),
    /** Code String. */
    CS(Form.TEXT, 1, ' '),
    /** Date. */
    DA(Form.TEXT, 1, ' '),
    /** Decimal String. */
    DS(Form.TEXT, 1, ' '),
    /** Date Time. */
    DT(Form.TEXT, 1, ' '),
    /** Floating Point Double. */
    FD(Form.BINARY, 8, 0),
    /** Floating Point Single. */
    FL(Form.BINARY, 4, 0),
    /** Integer String. */
    IS(Form.TEXT, 1, ' '),
    /** Long String. */
    LO(Form.LOCALE_TEXT, 1, ' '),
    /** Long Text, one value. */
    LT(Form.LOCALE_PARAGRAPH, 1, ' '),
    /** Other Byte. */
    OB(Form.BINARY_LONG, 1, 0),
    /** Other Double. */
    OD(Form.BINARY_LONG, 8, 0),
    /** Other Float. */
    OF(Form.BINARY_LONG, 4, 0),
    /** Other Long. */
    OL(Form.BINARY_LONG, 4, 0),
    /** Other 64-bit Very Long. */
    OV(Form.BINARY_LONG, 8, 0),
    /** Other Word. */
    OW(Form.BINARY_LONG, 2, 0),
    /** Person Name. */
    PN(Form.LOCALE_TEXT, 1, ' '),
    /** Short String. */
    SH(Form.LOCALE_TEXT, 1, ' '),
    /** Signed Long. */
    SL(Form.BINARY, 4, 0),
    /** Sequence of Items. */
    SQ(Form.ITEMS, 1, 0),
    /** Signed Short. */
    SS(Form.BINARY, 2, 0),
    /** Short Text, one value. */
    ST(Form.LOCALE_PARAGRAPH, 1, ' '),
    /** Signed 64-bit Very Long. */
    SV(Form.BINARY_LONG, 8, 0),
    /** Time. */
    TM(Form.TEXT, 1, ' '),
    /** Unlimited Characters. */
    UC(Form.LOCALE_TEXT_LONG, 1, ' '),
    /** Unique Identifier. */
    UI(Form.TEXT, 1, 0),
    /** Unsigned Long. */
    UL(Form.BINARY, 4, 0),
    /** Unknown. */
    UN(Form.BINARY_LONG, 1, 0),
    /** Universal Resource Identifier, one value. */
    UR(Form.PARAGRAPH_LONG, 1, ' '),
    /** Unsigned Short. */
    US(Form.BINARY, 2, 0),
    /** Unlimited Text, one value. */
    UT(Form.LOCALE_PARAGRAPH_LONG, 1, ' '),
    /** Unsigned 64-bit Very Long. */
    UV(Form.BINARY_LONG, 8, 0);

    private enum Form {
        TEXT(true, false, false, true),
        LOCALE_TEXT(true, true, false, true),
        LOCALE_TEXT_LONG(true, true, true, true),
        LOCALE_PARAGRAPH(true, true, false, false),
        LOCALE_PARAGRAPH_LONG(true, true, true, false),
        PARAGRAPH_LONG(true, false, true, false),
        BINARY(false, false, false, true),
        BINARY_LONG(false, false, true, true),
        ITEMS(false, false, true, false);

        private final boolean text;
        private final boolean localeText;
        private final boolean longLength;
        private final boolean multiValued;

        Form(boolean text, boolean localeText, boolean longLength, boolean multiValued) {
            this.text = text;
            this.localeText = localeText;
            this.longLength = longLength;
            this.multiValued = multiValued;
        }
    }

    private static final int LETTERS = 26;
    private static final @Nullable Vr[] BY_LETTERS = new Vr[LETTERS * LETTERS];

    static {
        for (Vr vr : values()) {
            BY_LETTERS[(vr.name().charAt(0) - 'A') * LETTERS + vr.name().charAt(1) - 'A'] = vr;
        }
    }

    private final Form form;
    private final int wordSizeBytes;
    private final byte padding;
    private final char code;

    Vr(Form form, int wordSizeBytes, int padding) {
        this.form = form;
        this.wordSizeBytes = wordSizeBytes;
        this.padding = (byte) padding;
        this.code = (char) (name().charAt(0) << 8 | name().charAt(1));
    }

    /**
     * The value representation of two letters.
     *
     * @param code the letters, the first in the upper byte
     * @return the value representation, or null where the standard has none of that name
     */
    public static @Nullable Vr ofCode(int code) {
        int first = (code >>> 8) - 'A';
        int second = (code & 0xFF) - 'A';
        if (first < 0 || first >= LETTERS || second < 0 || second >= LETTERS) {
            return null;
        }
        return BY_LETTERS[first * LETTERS + second];
    }

    /** The two letters as they stand in a file, the first in the upper byte. */
    public char code() {
        return code;
    }

    /** Whether explicit VR encodings give it two reserved bytes and a 32-bit length (PS3.5 7.1.2). */
    public boolean longLength() {
        return form.longLength;
    }

    /** The size of the unit whose bytes big endian reverses, in bytes: 1, 2, 4 or 8. */
    public int wordSizeBytes() {
        return wordSizeBytes;
    }

    /** The byte that makes a value's length even. */
    public byte padding() {
        return padding;
    }

    /** Whether the value is text. */
    public boolean text() {
        return form.text;
    }

    /** Whether Specific Character Set applies to the text (PS3.5 6.1.2.3). */
    public boolean characterSetAffected() {
        return form.localeText;
    }

    /** Whether it can have several values; in text, a backslash stands between them. */
    public boolean multiValued() {
        return form.multiValued;
    }
}
