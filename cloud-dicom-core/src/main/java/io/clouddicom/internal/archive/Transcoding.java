package io.clouddicom.internal.archive;

import io.clouddicom.Fidelity;
import io.clouddicom.Sha256;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.FooterElement;
import io.clouddicom.internal.format.FrameTable;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.internal.format.ResolutionPrefixes;
import io.clouddicom.internal.format.Restoration;
import io.clouddicom.internal.transcode.ByteDifference;
import io.clouddicom.internal.transcode.EncodedFrame;
import io.clouddicom.internal.transcode.FramePipeline;
import io.clouddicom.internal.transcode.J2kTarget;
import io.clouddicom.internal.transcode.NotTranscodableException;
import io.clouddicom.internal.transcode.PixelPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Makes the stored object of an instance with native pixel data: its dataset in explicit VR little endian, its frames as
 * JPEG 2000 codestreams.
 *
 * <p>What is about to be stored is proven to make the original: every frame is decoded again and compared ({@link
 * io.clouddicom.internal.transcode.FrameEncoder}), the bytes before the frames are made again by the very steps that are
 * recorded and compared, the bytes behind them are recorded as they are; the digest is made of all three.
 */
final class Transcoding {
    /** A file with more before its pixels, or behind them, is stored as it came. */
    private static final long LONGEST_HEAD = 4 << 20;

    private static final byte[] PIXEL_DATA_HEADER = {
        (byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF
    };
    private static final byte[] EMPTY_OFFSET_TABLE = {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, 0, 0, 0, 0};
    private static final byte[] SEQUENCE_DELIMITATION_ITEM = {
        (byte) 0xFE, (byte) 0xFF, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0
    };
    private static final int ITEM_HEADER_BYTES = 8;
    private static final int PIXEL_DATA_GROUP = 0x7FE0;

    private final IncomingInstance instance;
    private final SourceBytes source;
    private final DicomFile file;
    private final J2kTarget target;
    private final PixelPlan plan;

    private final MessageDigest original = Restoring.sha256();
    private final List<ByteSpan> spans = new ArrayList<>();
    private final List<ResolutionPrefixes> prefixes = new ArrayList<>();
    private final int[] checksums;

    private Transcoding(IncomingInstance instance, J2kTarget target) throws NotTranscodableException {
        this.instance = instance;
        this.source = instance.source();
        this.file = instance.file();
        this.target = target;
        this.plan = PixelPlan.of(file, target);
        this.checksums = new int[plan.frameCount()];
    }

    /**
     * Makes the content.
     *
     * @param instance the instance
     * @param target what its frames become
     * @throws NotTranscodableException it is to be stored as it came; the message says why
     * @throws IOException the source cannot be read, or the temporary file not be written
     */
    static TranscodedContent run(IncomingInstance instance, J2kTarget target)
            throws IOException, NotTranscodableException {
        return new Transcoding(instance, target).run();
    }

    private TranscodedContent run() throws IOException, NotTranscodableException {
        byte[] originalHead = originalBytes(0, plan.pixelsOffset());
        long behind = plan.pixelsOffset() + plan.layout().frameBytes() * plan.frameCount();
        byte[] originalFoot = originalBytes(behind, source.size());
        byte[] head;
        byte[] tail;
        try {
            head = head();
            tail = tail();
        } catch (UnsupportedFeatureException e) {
            throw new NotTranscodableException("a long value would have to be turned round");
        }
        List<Restoration.Step> headSteps = headSteps(head, originalHead);

        original.update(originalHead);
        Spool spool = new Spool();
        SourceBytes frames;
        try {
            FramePipeline.run(plan.frameCount(), plan.layout().workBytes(), this::encode, pair -> append(pair, spool));
            original.update(originalFoot);
            source.checkUnchanged();
            frames = spool.finish();
        } catch (IOException | NotTranscodableException | RuntimeException | Error e) {
            spool.discard();
            throw e;
        }

        List<Restoration.Step> steps = new ArrayList<>(headSteps);
        steps.add(new Restoration.Frames(plan.frameCount(), plan.layout()));
        if (originalFoot.length > 0) {
            steps.add(new Restoration.Literal(originalFoot));
        }
        return content(head, frames, tail, new Restoration(steps));
    }

    private byte[] originalBytes(long from, long to) throws IOException, NotTranscodableException {
        if (to - from > LONGEST_HEAD) {
            throw new NotTranscodableException("there is too much beside the pixels");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        source.readFully(from, bytes);
        return bytes.array();
    }

    /** Preamble, File Meta Information and the elements before the pixel data. */
    private byte[] head() throws IOException {
        Dataset.Builder meta = Dataset.builder();
        for (Element element : file.fileMeta()) {
            meta.put(element);
        }
        if (!file.fileMeta().contains(Tag.MEDIA_STORAGE_SOP_CLASS_UID)) {
            file.dataset().uid(Tag.SOP_CLASS_UID).ifPresent(uid -> meta.uid(Tag.MEDIA_STORAGE_SOP_CLASS_UID, uid));
        }
        if (!file.fileMeta().contains(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID)) {
            meta.uid(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID, instance.id().instance());
        }
        meta.uid(Tag.IMPLEMENTATION_CLASS_UID, new Uid(SyntheticFileMeta.IMPLEMENTATION_CLASS));
        meta.string(Tag.IMPLEMENTATION_VERSION_NAME, Vr.SH, SyntheticFileMeta.IMPLEMENTATION_VERSION);
        Dataset.Builder dataset = file.dataset().toBuilder();
        for (Element element : file.dataset()) {
            if (Tag.group(element.tag()) >= PIXEL_DATA_GROUP || Tag.element(element.tag()) == 0) {
                // Group lengths (retired, PS3.5 7.2) would not be right any more.
                dataset.remove(element.tag());
            }
        }
        if (plan.layout().samplesPerPixel() > 1) {
            dataset.string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, plan.photometricInterpretation());
            dataset.integers(Tag.PLANAR_CONFIGURATION, Vr.US, 0);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DicomWriter.writeFile(meta.build(), dataset.build(), target.transferSyntax(), source, out);
        return out.toByteArray();
    }

    /** How the bytes before the frames are made; proven by making them. */
    private static List<Restoration.Step> headSteps(byte[] head, byte[] originalHead) throws NotTranscodableException {
        List<Restoration.Step> steps = ByteDifference.steps(head, originalHead);
        ByteArrayOutputStream made = new ByteArrayOutputStream(originalHead.length);
        for (Restoration.Step step : steps) {
            if (step instanceof Restoration.Copy copy) {
                made.write(head, (int) copy.offset(), (int) copy.length());
            } else {
                made.writeBytes(((Restoration.Literal) step).bytes());
            }
        }
        if (!Arrays.equals(made.toByteArray(), originalHead)) {
            throw new NotTranscodableException("its metadata does not come back the same");
        }
        return steps;
    }

    /** The elements behind the pixel data, but for the original's own trailing padding. */
    private byte[] tail() throws IOException {
        Dataset.Builder dataset = file.dataset().toBuilder();
        for (Element element : file.dataset()) {
            if (Tag.group(element.tag()) <= PIXEL_DATA_GROUP
                    || Tag.element(element.tag()) == 0
                    || element.tag() == Tag.DATA_SET_TRAILING_PADDING) {
                dataset.remove(element.tag());
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DicomWriter.writeDataset(dataset.build(), target.transferSyntax().encoding(), source, out);
        return out.toByteArray();
    }

    /** A frame as it was and as it is. */
    private record Pair(byte[] original, EncodedFrame encoded) {}

    private Pair encode(int frameIndex) throws IOException, NotTranscodableException {
        ByteBuffer frame = ByteBuffer.allocate((int) plan.layout().frameBytes());
        source.readFully(plan.pixelsOffset() + frameIndex * plan.layout().frameBytes(), frame);
        return new Pair(frame.array(), plan.encoder().encode(frame.array()));
    }

    private void append(Pair pair, Spool spool) throws IOException {
        original.update(pair.original());
        byte[] codestream = pair.encoded().codestream();
        int padding = codestream.length & 1;
        spool.write(ByteBuffer.allocate(ITEM_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0xFFFE)
                .putShort((short) 0xE000)
                .putInt(codestream.length + padding)
                .array());
        spool.write(codestream);
        spool.write(new byte[padding]);
        // Offsets from the first item for the moment.
        long offset = spans.isEmpty() ? ITEM_HEADER_BYTES : nextItem() + ITEM_HEADER_BYTES;
        CRC32C crc = new CRC32C();
        crc.update(codestream);
        checksums[spans.size()] = (int) crc.getValue();
        spans.add(new ByteSpan(offset, codestream.length));
        prefixes.add(pair.encoded().prefixes());
    }

    private long nextItem() {
        ByteSpan last = spans.get(spans.size() - 1);
        return last.end() + (last.length() & 1);
    }

    private TranscodedContent content(byte[] head, SourceBytes frames, byte[] tail, Restoration restoration)
            throws IOException {
        ByteArrayOutputStream begin = new ByteArrayOutputStream();
        begin.writeBytes(head);
        if (plan.frameCount() > 1) {
            begin.writeBytes(offsetTables());
        }
        begin.writeBytes(PIXEL_DATA_HEADER);
        begin.writeBytes(EMPTY_OFFSET_TABLE);
        byte[] end = Arrays.copyOf(SEQUENCE_DELIMITATION_ITEM, SEQUENCE_DELIMITATION_ITEM.length + tail.length);
        System.arraycopy(tail, 0, end, SEQUENCE_DELIMITATION_ITEM.length, tail.length);

        long contentEnd = begin.size() + frames.size() + end.length;
        long footerOffset =
                contentEnd + FooterElement.headerLength(target.transferSyntax().encoding());
        CRC32C headChecksum = new CRC32C();
        headChecksum.update(head);
        FrameTable table = FrameTable.of(spans.stream()
                .map(span -> new ByteSpan(span.offset() + begin.size(), span.length()))
                .toList());
        Sha256 sha256 = Sha256.of(original.digest());
        return new TranscodedContent(
                begin.toByteArray(),
                frames,
                end,
                checksum -> new Footer(
                        instance.id(),
                        sha256,
                        source.size(),
                        Fidelity.BYTE_EXACT,
                        new Layout(
                                target.transferSyntax(),
                                contentEnd,
                                footerOffset,
                                checksum,
                                head.length,
                                (int) headChecksum.getValue(),
                                new ByteSpan(contentEnd - tail.length, tail.length),
                                Optional.empty(),
                                Optional.of(new Layout.PixelElement(Tag.PIXEL_DATA, Vr.OB))),
                        restoration,
                        table,
                        checksums,
                        ResolutionPrefixes.join(prefixes)));
    }

    /** Extended Offset Table and its lengths (PS3.3 C.7.6.3.1.8, C.7.6.3.1.9). */
    private byte[] offsetTables() throws IOException {
        long[] offsets = new long[spans.size()];
        long[] lengths = new long[spans.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = spans.get(i).offset() - ITEM_HEADER_BYTES;
            lengths[i] = spans.get(i).length();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Dataset tables = Dataset.builder()
                .integers(Tag.EXTENDED_OFFSET_TABLE, Vr.OV, offsets)
                .integers(Tag.EXTENDED_OFFSET_TABLE_LENGTHS, Vr.OV, lengths)
                .build();
        DicomWriter.writeDataset(tables, target.transferSyntax().encoding(), out);
        return out.toByteArray();
    }
}
