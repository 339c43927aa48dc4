package io.clouddicom.internal.archive;

import io.clouddicom.InstanceId;
import io.clouddicom.MalformedDicomException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DatasetEncoding;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.DicomWarning;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Value;
import io.clouddicom.internal.format.FrameTable;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.internal.format.Restoration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An instance on its way in: what it is, and how its stored object will be laid out.
 *
 * <p>Reading it skips through the source: headers and fragment headers, no pixels. Only with the frames and the end of
 * the dataset known can the bytes then be stored in one pass, with the checksum of each frame made on the way and the
 * length of the object known to the store beforehand.
 *
 * <p>The object is: the original up to {@code keptLength}, with {@code inserted} put in at {@code insertAt}; then
 * {@code bridge}; then the footer element. What the original has behind {@code keptLength} (its own trailing padding, or
 * what is no DICOM) goes into the restoration record: {@code removed}.
 */
final class IncomingInstance {
    /** The most that is moved from the end of the original into the restoration record. */
    static final int LONGEST_REMOVED = 64 << 10;

    private static final int PIXEL_DATA_GROUP = 0x7FE0;
    private static final byte[] SEQUENCE_DELIMITATION_ITEM = {
        (byte) 0xFE, (byte) 0xFF, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0
    };

    private final SourceBytes source;
    private final DicomFile file;
    private final InstanceId id;
    private final long insertAt;
    private final byte[] inserted;
    private final long keptLength;
    private final byte[] removed;
    private final byte[] bridge;
    private final long headEnd;
    private final ByteSpan tail;
    private final FrameTable frames;

    private IncomingInstance(SourceBytes source, DicomFile file, InstanceId id, long headerEnd) throws IOException {
        this.source = source;
        this.file = file;
        this.id = id;
        boolean startsWithPrefix = file.preamble().isEmpty() && startsWithPrefix(source);
        this.insertAt =
                file.preamble().isPresent() ? SyntheticFileMeta.PREAMBLE_BYTES + SyntheticFileMeta.PREFIX.length : 0;
        this.inserted = inserted(file, startsWithPrefix);
        long end = contentEnd(source, file);
        this.keptLength = source.size() - end <= LONGEST_REMOVED ? end : source.size();
        this.removed = read(source, keptLength, (int) (source.size() - keptLength));
        this.bridge = bridge();
        Optional<ByteSpan> metadataTail = tail(file, end);
        this.tail = metadataTail
                .map(span -> new ByteSpan(span.offset() + inserted.length, span.length()))
                .orElse(new ByteSpan(0, 0));
        this.headEnd = file.deflated().isPresent()
                ? keptLength + inserted.length
                : (metadataTail.isPresent() ? Math.min(headerEnd, end) : end) + inserted.length;
        this.frames = FrameTable.of(file.frames(), file.deflated().isPresent() ? 0 : inserted.length);
    }

    /**
     * Reads what an instance is.
     *
     * @param source the file
     * @throws MalformedDicomException it is no DICOM, cannot be read safely, or lacks one of the UIDs
     */
    static IncomingInstance read(SourceBytes source) throws IOException {
        DicomReader reader = DicomReader.of(source);
        reader.readHeader();
        long headerEnd = reader.consumedBytes();
        DicomFile file = reader.readRest();
        Dataset dataset = file.dataset();
        InstanceId id = new InstanceId(
                uid(dataset, Tag.STUDY_INSTANCE_UID, "Study Instance UID", headerEnd),
                uid(dataset, Tag.SERIES_INSTANCE_UID, "Series Instance UID", headerEnd),
                uid(dataset, Tag.SOP_INSTANCE_UID, "SOP Instance UID", headerEnd));
        return new IncomingInstance(source, file, id, headerEnd);
    }

    private static Uid uid(Dataset dataset, int tag, String name, long headerEnd) throws MalformedDicomException {
        Optional<Uid> uid = dataset.uid(tag);
        if (uid.isEmpty()) {
            String detail = dataset.contains(tag) ? "the " + name + " is empty or no UID" : "there is no " + name;
            throw new MalformedDicomException("instance", headerEnd, tag, detail, null);
        }
        return uid.get();
    }

    private static boolean startsWithPrefix(SourceBytes source) throws IOException {
        int length = SyntheticFileMeta.PREFIX.length;
        return source.size() >= length && Arrays.equals(read(source, 0, length), SyntheticFileMeta.PREFIX);
    }

    private static byte[] inserted(DicomFile file, boolean startsWithPrefix) {
        byte[] preamble = startsWithPrefix ? new byte[SyntheticFileMeta.PREAMBLE_BYTES] : SyntheticFileMeta.preamble();
        boolean hasPreamble = file.preamble().isPresent();
        if (!file.fileMeta().isEmpty()) {
            return hasPreamble ? new byte[0] : preamble;
        }
        // No transfer syntax of the standard says implicit VR big endian: nothing true can be put in.
        if (startsWithPrefix || file.transferSyntax().encoding() == DatasetEncoding.IMPLICIT_VR_BIG_ENDIAN) {
            return new byte[0];
        }
        byte[] elements = SyntheticFileMeta.elements(file.dataset(), file.transferSyntax());
        if (hasPreamble) {
            return elements;
        }
        byte[] both = Arrays.copyOf(preamble, preamble.length + elements.length);
        System.arraycopy(elements, 0, both, preamble.length, elements.length);
        return both;
    }

    /** Where in the original the elements end that the stored object keeps. */
    private static long contentEnd(SourceBytes source, DicomFile file) throws IOException {
        if (file.trailingPadding().isEmpty() || file.deflated().isPresent()) {
            return Math.min(file.datasetEndInFile(), source.size());
        }
        // The value's place is known; its element's header is one of two lengths.
        boolean bigEndian = file.transferSyntax().bigEndian();
        long value = file.trailingPadding().get().offset();
        for (int header : new int[] {12, 8}) {
            if (value >= header) {
                byte[] tag = read(source, value - header, 4);
                byte[] expected = bigEndian
                        ? new byte[] {(byte) 0xFF, (byte) 0xFC, (byte) 0xFF, (byte) 0xFC}
                        : new byte[] {(byte) 0xFC, (byte) 0xFF, (byte) 0xFC, (byte) 0xFF};
                if (Arrays.equals(tag, expected)) {
                    return value - header;
                }
            }
        }
        return file.datasetEndInFile();
    }

    private byte[] bridge() {
        if (file.deflated().isPresent()) {
            return new byte[(int) ((keptLength + inserted.length) % 2)];
        }
        List<Element> elements = file.dataset().elements();
        boolean undelimited = !elements.isEmpty()
                && elements.get(elements.size() - 1).value() instanceof Value.Fragments fragments
                && !fragments.delimited();
        return undelimited ? SEQUENCE_DELIMITATION_ITEM : new byte[0];
    }

    /**
     * The elements behind the pixel data.
     *
     * @return their span in the original, perhaps of length 0; empty where there is no pixel data, or its end is unknown
     */
    private static Optional<ByteSpan> tail(DicomFile file, long contentEnd) {
        if (file.deflated().isPresent()) {
            return Optional.empty();
        }
        long pixelDataEnd = -1;
        boolean behindHeader = false;
        for (Element element : file.dataset()) {
            behindHeader |= Integer.compareUnsigned(element.tag(), PIXEL_DATA_GROUP << 16) >= 0;
            if (behindHeader) {
                if (Tag.group(element.tag()) != PIXEL_DATA_GROUP) {
                    break;
                }
                pixelDataEnd = end(element.value());
            }
        }
        return pixelDataEnd < 0 || pixelDataEnd > contentEnd
                ? Optional.empty()
                : Optional.of(new ByteSpan(pixelDataEnd, contentEnd - pixelDataEnd));
    }

    private static long end(Value value) {
        if (value instanceof Value.Bulk bulk) {
            return bulk.span().end();
        }
        if (value instanceof Value.Fragments fragments && !fragments.fragments().isEmpty()) {
            ByteSpan last = fragments.fragments().get(fragments.fragments().size() - 1);
            return last.end() + (fragments.delimited() ? SEQUENCE_DELIMITATION_ITEM.length : 0);
        }
        return -1;
    }

    private static byte[] read(SourceBytes source, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        source.readFully(offset, bytes);
        return bytes.array();
    }

    SourceBytes source() {
        return source;
    }

    DicomFile file() {
        return file;
    }

    InstanceId id() {
        return id;
    }

    DatasetEncoding encoding() {
        return file.transferSyntax().encoding();
    }

    long insertAt() {
        return insertAt;
    }

    byte[] inserted() {
        return inserted;
    }

    long keptLength() {
        return keptLength;
    }

    byte[] removed() {
        return removed;
    }

    byte[] bridgeBytes() {
        return bridge;
    }

    FrameTable frames() {
        return frames;
    }

    long headEnd() {
        return headEnd;
    }

    /** Where in the stored object all ends that is not the footer element. */
    long contentLength() {
        return keptLength + inserted.length + bridge.length;
    }

    /** The layout of the stored object, but for the checksums. */
    Layout layout(long footerOffset, int checksum, int headChecksum) {
        return new Layout(
                file.transferSyntax(),
                contentLength(),
                footerOffset,
                checksum,
                headEnd,
                headChecksum,
                tail,
                file.deflated()
                        .map(deflated -> new Layout.DeflatedDataset(
                                new ByteSpan(
                                        deflated.span().offset() + inserted.length,
                                        deflated.span().length()),
                                deflated.zlib(),
                                deflated.inflatedLength())),
                pixelElement());
    }

    private Optional<Layout.PixelElement> pixelElement() {
        for (int tag : new int[] {Tag.PIXEL_DATA, Tag.FLOAT_PIXEL_DATA, Tag.DOUBLE_FLOAT_PIXEL_DATA}) {
            Optional<Element> element = file.dataset().element(tag);
            if (element.isPresent()) {
                return Optional.of(new Layout.PixelElement(tag, element.get().vr()));
            }
        }
        return Optional.empty();
    }

    /** How the original is made of the stored object. */
    Restoration restoration() {
        List<Restoration.Step> steps = new ArrayList<>();
        long firstLength = inserted.length == 0 ? keptLength : Math.min(insertAt, keptLength);
        if (firstLength > 0) {
            steps.add(new Restoration.Copy(0, firstLength));
        }
        if (keptLength > firstLength) {
            steps.add(new Restoration.Copy(firstLength + inserted.length, keptLength - firstLength));
        }
        if (removed.length > 0) {
            steps.add(new Restoration.Literal(removed));
        }
        return new Restoration(steps);
    }

    /** What is not as it should be, without values. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (DicomWarning warning : file.warnings()) {
            warnings.add(warning.toString());
        }
        warnIfUnusual(warnings, id.study(), "Study Instance UID");
        warnIfUnusual(warnings, id.series(), "Series Instance UID");
        warnIfUnusual(warnings, id.instance(), "SOP Instance UID");
        if (inserted.length > 0) {
            warnings.add("the file lacks preamble or File Meta Information; the stored object has it");
        }
        if (file.frames().count() > FrameTable.MAX_FRAMES) {
            warnings.add("there are too many frames to fetch them one by one");
        }
        return warnings;
    }

    private static void warnIfUnusual(List<String> warnings, Uid uid, String name) {
        if (!uid.conforms()) {
            warnings.add("the " + name + " breaks the rules of PS3.5 9.1");
        }
    }
}
