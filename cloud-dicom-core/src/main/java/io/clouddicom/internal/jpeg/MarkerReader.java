package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;

/** Goes from marker to marker through a codestream, and reads what is in their segments (T.81 B.1.1). */
public final class MarkerReader {
    private final byte[] data;
    private int at;
    private int end;

    /**
     * Begins behind the marker SOI.
     *
     * @param data the codestream
     * @throws CorruptDataException it does not begin with SOI
     */
    public MarkerReader(byte[] data) throws CorruptDataException {
        this.data = data;
        if (data.length < 2 || (data[0] & 0xFF) != 0xFF || (data[1] & 0xFF) != Marker.SOI) {
            throw Faults.corrupt(0, "the frame does not begin with the marker SOI");
        }
        at = 2;
        end = 2;
    }

    /**
     * The low byte of the next marker, behind the segment that is being read; bytes that are none are skipped. At the end
     * of the data this is 0.
     */
    public int next() {
        at = end;
        while (at + 1 < data.length) {
            if (data[at] == (byte) 0xFF && data[at + 1] != 0 && data[at + 1] != (byte) 0xFF) {
                int marker = data[at + 1] & 0xFF;
                at += 2;
                end = at;
                return marker;
            }
            at++;
        }
        at = data.length;
        end = at;
        return 0;
    }

    /** Goes into the segment of the marker just read. */
    public void open() throws CorruptDataException {
        end = Math.min(data.length, at + 2);
        int length = u16();
        if (length < 2 || length - 2 > data.length - at) {
            throw Faults.corrupt(at - 2L, "a marker segment of " + length + " bytes does not fit");
        }
        end = at + length - 2;
    }

    /** Goes on behind entropy-coded data. */
    public void continueAt(int offset) {
        at = offset;
        end = offset;
    }

    /** The next byte of the segment. */
    public int u8() throws CorruptDataException {
        if (at >= end) {
            throw Faults.corrupt(at, "a marker segment ends too early");
        }
        return data[at++] & 0xFF;
    }

    /** The next two bytes of the segment. */
    public int u16() throws CorruptDataException {
        int high = u8();
        return high << 8 | u8();
    }

    /** A number of so many bytes, 1 to 4, of the segment. */
    public long unsigned(int bytes) throws CorruptDataException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    /** How many bytes of the segment are left. */
    public int remaining() {
        return end - at;
    }

    /** Whether what is left of the segment begins with these characters. */
    public boolean startsWith(String text) {
        if (text.length() > remaining()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (data[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Skips bytes of the segment. */
    public void skip(int bytes) throws CorruptDataException {
        for (int i = 0; i < bytes; i++) {
            u8();
        }
    }

    /** Where the next byte is read. */
    public int offset() {
        return at;
    }
}
