package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import io.clouddicom.Fidelity;
import io.clouddicom.InstanceId;
import io.clouddicom.Sha256;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Uid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Our record at the end of a stored object, the value of its Data Set Trailing Padding: sections, then a tail of fixed
 * length, so that the end of the object is enough to find it.
 *
 * @param identity the identifiers of the instance
 * @param sha256 the digest of the original file
 * @param originalLength the size of the original file
 * @param fidelity how exactly it comes back
 * @param restored what comes back instead of the original, unless that does, byte-exact
 * @param layout how the object is laid out
 * @param restoration how the original is made of it
 * @param frames where the frames lie
 * @param frameChecksums CRC-32C of each frame, not to be changed; empty where there are none
 * @param resolutions how much of each frame its reduced resolutions take
 */
@SuppressWarnings("ArrayRecordComponent") // not compared; not handed out to callers of the archive
public record Footer(
        InstanceId identity,
        Sha256 sha256,
        long originalLength,
        Fidelity fidelity,
        Optional<RestoredFile> restored,
        Layout layout,
        Restoration restoration,
        FrameTable frames,
        int[] frameChecksums,
        ResolutionPrefixes resolutions) {

    /** The version of the footer that is written. */
    public static final int VERSION = 1;

    /** How many bytes at the very end tell where the footer begins. */
    public static final int TAIL_BYTES = 20;

    /** The longest footer that is written or read. */
    public static final int MAX_BYTES = 64 << 20;

    private static final byte[] MAGIC = "CLDDICOM".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKED_TAIL_BYTES = TAIL_BYTES - Integer.BYTES;
    private static final int SECTION_HEADER_BYTES = 8;
    private static final int CRITICAL = 1;

    private static final int PADDING = 0;
    private static final int IDENTITY = 1;
    private static final int ORIGINAL = 2;
    private static final int LAYOUT = 3;
    private static final int RESTORATION = 4;
    private static final int FRAMES = 5;
    private static final int FRAME_CHECKSUMS = 6;
    private static final int RESOLUTIONS = 7;
    private static final int RESTORED = 8;

    /**
     * What the restoration record makes, where that is not the original.
     *
     * @param sha256 its digest
     * @param length its size
     */
    public record RestoredFile(Sha256 sha256, long length) {}

    /** The digest of what the restoration record makes. */
    public Sha256 restoredSha256() {
        return restored.map(RestoredFile::sha256).orElse(sha256);
    }

    /** The size of what the restoration record makes. */
    public long restoredLength() {
        return restored.map(RestoredFile::length).orElse(originalLength);
    }

    /**
     * Whether a file is the one that was put, or the one that comes back for it.
     *
     * @param digest its digest
     * @param length its size
     */
    public boolean isOf(Sha256 digest, long length) {
        return originalLength == length && sha256.equals(digest)
                || restoredLength() == length && restoredSha256().equals(digest);
    }

    /**
     * Writes it.
     *
     * @return the footer, of even length
     * @throws UnsupportedFeatureException it is longer than {@link #MAX_BYTES}
     */
    public byte[] encode() throws UnsupportedFeatureException {
        ByteWriter out = new ByteWriter();
        section(
                out,
                IDENTITY,
                true,
                new ByteWriter()
                        .text(identity.study().value())
                        .text(identity.series().value())
                        .text(identity.instance().value()));
        section(
                out,
                ORIGINAL,
                true,
                new ByteWriter().bytes(sha256.toByteArray()).u64(originalLength).u8(fidelity.ordinal()));
        restored.ifPresent(file -> section(
                out,
                RESTORED,
                true,
                new ByteWriter().bytes(file.sha256().toByteArray()).u64(file.length())));
        ByteWriter part = new ByteWriter();
        layout.write(part);
        section(out, LAYOUT, true, part);
        part = new ByteWriter();
        restoration.write(part);
        section(out, RESTORATION, true, part);
        if (frames.count() > 0) {
            part = new ByteWriter();
            frames.write(part);
            section(out, FRAMES, false, part);
        }
        if (frameChecksums.length > 0) {
            part = new ByteWriter();
            for (int checksum : frameChecksums) {
                part.u32(checksum);
            }
            section(out, FRAME_CHECKSUMS, false, part);
        }
        if (resolutions.reductions() > 0) {
            part = new ByteWriter();
            resolutions.write(part);
            section(out, RESOLUTIONS, false, part);
        }
        if (out.size() % 2 != 0) {
            section(out, PADDING, false, new ByteWriter().u8(0));
        }
        int length = out.size() + TAIL_BYTES;
        if (length > MAX_BYTES) {
            throw new UnsupportedFeatureException(
                    "put", "an instance", "its frame index would have " + length + " bytes, at most " + MAX_BYTES);
        }
        byte[] sections = out.toByteArray();
        byte[] checkedTail =
                new ByteWriter().u32(length).u16(VERSION).u16(0).bytes(MAGIC).toByteArray();
        CRC32C crc = new CRC32C();
        crc.update(sections);
        crc.update(checkedTail);
        return out.u32((int) crc.getValue()).bytes(checkedTail).toByteArray();
    }

    private static void section(ByteWriter out, int type, boolean critical, ByteWriter content) {
        out.u16(type).u16(critical ? CRITICAL : 0).u32(content.size()).bytes(content.toByteArray());
    }

    /**
     * How long the footer is, from the end of an object.
     *
     * @param end the last bytes of the object, {@link #TAIL_BYTES} at least
     * @param objectSize the size of the object
     * @param object the object, for messages
     * @return the length, tail included
     * @throws CorruptDataException there is no footer
     * @throws UnsupportedFeatureException the footer is of a newer version
     */
    public static int length(ByteBuffer end, long objectSize, String object)
            throws CorruptDataException, UnsupportedFeatureException {
        if (end.remaining() < TAIL_BYTES) {
            throw new CorruptDataException("read", object, "it is too short to have a footer");
        }
        ByteBuffer tail = end.slice(end.limit() - TAIL_BYTES, TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        tail.get(TAIL_BYTES - MAGIC.length, magic);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw new CorruptDataException("read", object, "it does not end with a footer");
        }
        int version = tail.getShort(8) & 0xFFFF;
        if (version != VERSION) {
            throw new UnsupportedFeatureException(
                    "read", object, "its footer is of version " + version + ", this is able to read " + VERSION);
        }
        long length = tail.getInt(4) & 0xFFFFFFFFL;
        if (length < TAIL_BYTES || length > MAX_BYTES || length > objectSize) {
            throw new CorruptDataException("read", object, "its footer cannot have " + length + " bytes");
        }
        return (int) length;
    }

    /**
     * Reads it.
     *
     * @param end the last bytes of the object, the whole footer at least
     * @param objectSize the size of the object
     * @param object the object, for messages
     * @throws CorruptDataException the bytes are no footer, or damaged
     * @throws UnsupportedFeatureException it is of a newer version, or has a critical section that is not known
     */
    public static Footer parse(ByteBuffer end, long objectSize, String object)
            throws CorruptDataException, UnsupportedFeatureException {
        int length = length(end, objectSize, object);
        if (end.remaining() < length) {
            throw new CorruptDataException("read", object, "its footer is cut");
        }
        ByteBuffer footer = end.slice(end.limit() - length, length).order(ByteOrder.LITTLE_ENDIAN);
        int sectionsLength = length - TAIL_BYTES;
        CRC32C crc = new CRC32C();
        crc.update(footer.slice(0, sectionsLength));
        crc.update(footer.slice(length - CHECKED_TAIL_BYTES, CHECKED_TAIL_BYTES));
        if ((int) crc.getValue() != footer.getInt(sectionsLength)) {
            throw new CorruptDataException("read", object, "its footer does not have its checksum");
        }
        return parseSections(sections(footer.slice(0, sectionsLength), object), objectSize - length, object);
    }

    private static Map<Integer, ByteBuffer> sections(ByteBuffer bytes, String object)
            throws CorruptDataException, UnsupportedFeatureException {
        ByteParser in = new ByteParser(bytes, object, "footer");
        Map<Integer, ByteBuffer> sections = new HashMap<>();
        while (in.remaining() > 0) {
            if (in.remaining() < SECTION_HEADER_BYTES) {
                throw in.corrupt("a section is cut");
            }
            int type = in.u16();
            int flags = in.u16();
            ByteBuffer content = in.slice(in.u32() & 0xFFFFFFFFL);
            if (type > RESTORED && (flags & CRITICAL) != 0) {
                throw new UnsupportedFeatureException(
                        "read", object, "its footer has a critical section of the unknown type " + type);
            }
            if (type != PADDING && sections.put(type, content) != null) {
                throw in.corrupt("a section is there twice");
            }
        }
        return sections;
    }

    private static Footer parseSections(Map<Integer, ByteBuffer> sections, long footerOffset, String object)
            throws CorruptDataException {
        InstanceId identity = parseIdentity(required(sections, IDENTITY, object, "identity"));
        ByteParser original = required(sections, ORIGINAL, object, "original");
        Sha256 sha256 = Sha256.of(original.bytes(32));
        long originalLength = original.length64();
        int fidelity = original.u8();
        original.end();
        if (fidelity >= Fidelity.values().length) {
            throw original.corrupt("there is no fidelity " + fidelity);
        }
        boolean byteExact = fidelity == Fidelity.BYTE_EXACT.ordinal();
        if (byteExact == sections.containsKey(RESTORED)) {
            throw original.corrupt("its fidelity and what comes back contradict each other");
        }
        Optional<RestoredFile> restored = byteExact ? Optional.empty() : Optional.of(parseRestored(sections, object));
        ByteParser in = required(sections, LAYOUT, object, "layout");
        Layout layout = Layout.parse(in);
        if (layout.footerOffset() != footerOffset) {
            throw in.corrupt("the object has not the length that it had");
        }
        FrameTable frames = sections.containsKey(FRAMES)
                ? FrameTable.parse(required(sections, FRAMES, object, "frame index"), layout.frameLimit())
                : FrameTable.empty();
        Restoration restoration = Restoration.parse(
                required(sections, RESTORATION, object, "restoration record"),
                layout.contentEnd(),
                restored.map(RestoredFile::length).orElse(originalLength),
                frames.count());
        int[] checksums = new int[0];
        if (sections.containsKey(FRAME_CHECKSUMS)) {
            ByteParser part = required(sections, FRAME_CHECKSUMS, object, "frame checksums");
            if (part.remaining() != (long) frames.count() * Integer.BYTES) {
                throw part.corrupt("there is not one for each frame");
            }
            checksums = new int[frames.count()];
            for (int i = 0; i < checksums.length; i++) {
                checksums[i] = part.u32();
            }
        }
        ResolutionPrefixes resolutions = sections.containsKey(RESOLUTIONS)
                ? ResolutionPrefixes.parse(required(sections, RESOLUTIONS, object, "resolutions"), frames)
                : ResolutionPrefixes.NONE;
        return new Footer(
                identity,
                sha256,
                originalLength,
                Fidelity.values()[fidelity],
                restored,
                layout,
                restoration,
                frames,
                checksums,
                resolutions);
    }

    private static RestoredFile parseRestored(Map<Integer, ByteBuffer> sections, String object)
            throws CorruptDataException {
        ByteParser in = required(sections, RESTORED, object, "restored file");
        RestoredFile restored = new RestoredFile(Sha256.of(in.bytes(32)), in.length64());
        in.end();
        return restored;
    }

    private static InstanceId parseIdentity(ByteParser in) throws CorruptDataException {
        try {
            InstanceId identity = new InstanceId(new Uid(in.text()), new Uid(in.text()), new Uid(in.text()));
            in.end();
            return identity;
        } catch (IllegalArgumentException noUid) {
            throw in.corrupt("it holds what is no UID");
        }
    }

    private static ByteParser required(Map<Integer, ByteBuffer> sections, int type, String object, String name)
            throws CorruptDataException {
        return new ByteParser(
                Optional.ofNullable(sections.get(type))
                        .orElseThrow(() -> new CorruptDataException("read", object, "its footer has no " + name)),
                object,
                name);
    }
}
