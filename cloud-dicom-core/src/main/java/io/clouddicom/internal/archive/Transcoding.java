package io.clouddicom.internal.archive;

import io.clouddicom.Fidelity;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.FooterElement;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.internal.transcode.FramePipeline;
import io.clouddicom.internal.transcode.J2kTarget;
import io.clouddicom.internal.transcode.NotTranscodableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Makes the stored object of an instance whose frames are transcoded: its dataset in explicit VR little endian, its frames as
 * JPEG 2000 codestreams. What is about to be stored is proven to hold what was received: see the two kinds of {@link
 * FrameSource}.
 */
final class Transcoding {
    /** A file with more before its pixels, or behind them, is stored as it came. */
    static final long LONGEST_HEAD = 4 << 20;

    private static final byte[] PIXEL_DATA_HEADER = {
        (byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF
    };
    private static final byte[] EMPTY_OFFSET_TABLE = {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, 0, 0, 0, 0};
    private static final byte[] SEQUENCE_DELIMITATION_ITEM = {
        (byte) 0xFE, (byte) 0xFF, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0
    };

    private final IncomingInstance instance;
    private final FrameSource source;
    private final FrameItems items;

    private Transcoding(IncomingInstance instance, FrameSource source) {
        this.instance = instance;
        this.source = source;
        this.items = new FrameItems(source.count());
    }

    /**
     * Makes the content.
     *
     * @param instance the instance
     * @param target what its frames become
     * @param least the least fidelity that will do
     * @throws NotTranscodableException it is to be stored as it came; the message says why
     * @throws IOException the source cannot be read, or the temporary file not be written
     */
    static TranscodedContent run(IncomingInstance instance, J2kTarget target, Fidelity least)
            throws IOException, NotTranscodableException {
        FrameSource source = instance.file().transferSyntax().encapsulated()
                ? new EncapsulatedFrameSource(instance, target, least)
                : new NativeFrameSource(instance, target);
        return new Transcoding(instance, source).run();
    }

    private TranscodedContent run() throws IOException, NotTranscodableException {
        SourceBytes frames;
        try {
            FramePipeline.run(source.count(), source.workBytes(), source::encode, pair -> {
                source.taken(pair);
                items.append(pair.encoded());
            });
            frames = items.finish();
        } catch (IOException | NotTranscodableException | RuntimeException | Error e) {
            items.discard();
            throw e;
        }
        try {
            return content(frames);
        } catch (UnsupportedFeatureException e) {
            frames.close();
            throw new NotTranscodableException("its frame index would be too long");
        } catch (IOException | NotTranscodableException | RuntimeException | Error e) {
            frames.close();
            throw e;
        }
    }

    private TranscodedContent content(SourceBytes frames) throws IOException, NotTranscodableException {
        TransferSyntax transferSyntax = source.transferSyntax();
        TranscodedDataset dataset = TranscodedDataset.of(
                instance, transferSyntax, builder -> source.describe(builder, items.encodedBytes()));
        byte[] head = dataset.head();
        byte[] tail = dataset.tail();
        if (head.length > LONGEST_HEAD || tail.length > LONGEST_HEAD) {
            throw new NotTranscodableException("there is too much beside the pixels");
        }
        ByteArrayOutputStream begin = new ByteArrayOutputStream();
        begin.writeBytes(head);
        begin.writeBytes(items.offsetTables());
        begin.writeBytes(PIXEL_DATA_HEADER);
        begin.writeBytes(EMPTY_OFFSET_TABLE);
        byte[] end = Arrays.copyOf(SEQUENCE_DELIMITATION_ITEM, SEQUENCE_DELIMITATION_ITEM.length + tail.length);
        System.arraycopy(tail, 0, end, SEQUENCE_DELIMITATION_ITEM.length, tail.length);

        long contentEnd = begin.size() + frames.size() + end.length;
        FrameSource.Received received = source.finish(head, contentEnd);
        CRC32C headChecksum = new CRC32C();
        headChecksum.update(head);
        return new TranscodedContent(
                begin.toByteArray(),
                frames,
                end,
                transferSyntax.encoding(),
                (checksum, restored) -> new Footer(
                        instance.id(),
                        received.sha256(),
                        instance.source().size(),
                        source.fidelity(),
                        source.fidelity() == Fidelity.BYTE_EXACT
                                ? Optional.empty()
                                : Optional.of(new Footer.RestoredFile(restored, contentEnd)),
                        new Layout(
                                transferSyntax,
                                contentEnd,
                                contentEnd + FooterElement.headerLength(transferSyntax.encoding()),
                                checksum,
                                head.length,
                                (int) headChecksum.getValue(),
                                new ByteSpan(contentEnd - tail.length, tail.length),
                                Optional.empty(),
                                Optional.of(new Layout.PixelElement(Tag.PIXEL_DATA, Vr.OB))),
                        received.restoration(),
                        items.table(begin.size()),
                        items.checksums(),
                        items.prefixes()));
    }
}
