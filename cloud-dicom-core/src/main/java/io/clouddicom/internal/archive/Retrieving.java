package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DatasetEncoding;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.Item;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.bytes.WordOrder;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.internal.retrieve.BitPacking;
import io.clouddicom.internal.retrieve.FrameConversion;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes an instance as a DICOM file in another form than the original's: as it is stored, or in a transfer syntax that is
 * wanted. Frames are read and converted some ahead; what has to be known before the first frame is written (the offset
 * table of several encapsulated frames) makes them wait in a {@link Spool}.
 */
final class Retrieving {
    private static final int PIXEL_DATA_GROUP = 0x7FE0;
    private static final long LONGEST_VALUE = 0xFFFF_FFFEL;
    /** Long values are loaded to be turned round as long as they are no more than this together. */
    private static final long MOST_LOADED = 64 << 20;

    private static final int WINDOW_BYTES = 4 << 20;
    private static final int COPY_BYTES = 64 << 10;
    private static final int ITEM_HEADER_BYTES = 8;

    private final StoredInstance instance;
    private final TransferSyntax to;
    private final Layout layout;
    private final String object;
    private final RangeSource source;
    private long loadedBytes;

    private Retrieving(StoredInstance instance, TransferSyntax to) throws IOException {
        this.instance = instance;
        this.to = to;
        this.layout = instance.footer().layout();
        this.object = instance.info().key().value();
        // Values that were not loaded lie at their places in the object or in its inflated dataset.
        long size =
                layout.deflated().map(Layout.DeflatedDataset::inflatedLength).orElse(layout.contentEnd());
        this.source = new WindowedSource("dataset", size, WINDOW_BYTES, instance::range);
    }

    /** Writes the stored object without its footer, and checks it against its checksum. */
    static void stored(StoredInstance instance, OutputStream out) throws IOException {
        Footer footer = instance.footer();
        CRC32C checksum = new CRC32C();
        instance.copyObject(footer.layout().contentEnd(), new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                checksum.update(bytes, offset, length);
                out.write(bytes, offset, length);
            }
        });
        checksum.update(instance.footerHeader());
        if ((int) checksum.getValue() != footer.layout().checksum()) {
            throw new CorruptDataException(
                    "retrieve", instance.info().key().value(), "the stored object does not have its checksum");
        }
    }

    /** Writes an instance in a transfer syntax. */
    static void encoded(StoredInstance instance, TransferSyntax to, OutputStream out) throws IOException {
        if (instance.footer().layout().transferSyntax().equals(to)) {
            stored(instance, out);
        } else {
            new Retrieving(instance, to).write(out);
        }
    }

    private void write(OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, COPY_BYTES);
        boolean pixels = layout.pixelElement().isPresent();
        if (!pixels) {
            if (to.encapsulated()) {
                throw unsupported("there are no frames to be encoded");
            }
            writeFile(instance.metadata(), body -> {}, buffered);
        } else if (!layout.transferSyntax().encapsulated() && !to.encapsulated()) {
            nativeToNative(buffered);
        } else {
            converted(buffered);
        }
        buffered.flush();
    }

    private UnsupportedFeatureException unsupported(String detail) {
        return new UnsupportedFeatureException("retrieve", object, detail);
    }

    /** Writes the pixel data element. */
    @FunctionalInterface
    private interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private void writeFile(Dataset described, Body body, OutputStream out) throws IOException {
        Dataset dataset = turned(described);
        Dataset.Builder meta = Dataset.builder();
        dataset.uid(Tag.SOP_CLASS_UID).ifPresent(uid -> meta.uid(Tag.MEDIA_STORAGE_SOP_CLASS_UID, uid));
        meta.uid(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID, instance.id().instance());
        meta.uid(Tag.IMPLEMENTATION_CLASS_UID, new Uid(SyntheticFileMeta.IMPLEMENTATION_CLASS));
        meta.string(Tag.IMPLEMENTATION_VERSION_NAME, Vr.SH, SyntheticFileMeta.IMPLEMENTATION_VERSION);
        // Without a dataset nothing is deflated yet; a stream of its own deflates head, pixels and tail together.
        TransferSyntax plain =
                new TransferSyntax(to.uid(), to.name(), to.encoding(), false, to.encapsulated(), true, to.codec());
        DicomWriter.writeFile(meta.build(), Dataset.empty(), plain, out);
        if (!to.deflated()) {
            writeDataset(dataset, body, out);
            return;
        }
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater, COPY_BYTES);
            writeDataset(dataset, body, deflating);
            deflating.finish();
            if ((deflater.getBytesWritten() & 1) != 0) {
                out.write(0);
            }
        } finally {
            deflater.end();
        }
    }

    private void writeDataset(Dataset dataset, Body body, OutputStream out) throws IOException {
        Dataset.Builder head = dataset.toBuilder();
        Dataset.Builder tail = dataset.toBuilder();
        for (Element element : dataset) {
            int group = Tag.group(element.tag());
            if (group >= PIXEL_DATA_GROUP || Tag.element(element.tag()) == 0) {
                // Group lengths (retired, PS3.5 7.2) would not be right any more.
                head.remove(element.tag());
            }
            if (group <= PIXEL_DATA_GROUP
                    || Tag.element(element.tag()) == 0
                    || element.tag() == Tag.DATA_SET_TRAILING_PADDING) {
                tail.remove(element.tag());
            }
        }
        DicomWriter.writeDataset(head.build(), to.encoding(), source, out);
        body.writeTo(out);
        DicomWriter.writeDataset(tail.build(), to.encoding(), source, out);
    }

    /** The dataset with values loaded that were not and have to be turned round. */
    private Dataset turned(Dataset dataset) throws IOException {
        Dataset.Builder turned = dataset.toBuilder();
        for (Element element : dataset) {
            if (element.value() instanceof Value.Bulk bulk
                    && bulk.bigEndian() != to.bigEndian()
                    && element.vr().wordSizeBytes() > 1) {
                load(bulk.span().length());
                byte[] bytes = instance.range(bulk.span().offset(), bulk.span().length());
                ByteOrder order = bulk.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                turned.put(Element.of(element.tag(), element.vr(), Value.Bytes.of(bytes, order)));
            } else if (element.value() instanceof Value.Sequence sequence) {
                List<Item> items = new ArrayList<>();
                for (Item item : sequence.items()) {
                    items.add(Item.of(turned(withDecodedPixels(item.dataset()))));
                }
                turned.put(Element.of(element.tag(), Vr.SQ, new Value.Sequence(items)));
            }
        }
        return turned.build();
    }

    private void load(long bytes) throws UnsupportedFeatureException {
        loadedBytes += bytes;
        if (loadedBytes > MOST_LOADED) {
            throw unsupported("long values beside the pixels are too many to be loaded");
        }
    }

    /**
     * The dataset of an item, an icon say, with its encapsulated pixels decoded. They would have to be in the transfer
     * syntax of the whole, or native, which is possible in all (PS3.5 A.4).
     */
    private Dataset withDecodedPixels(Dataset item) throws IOException {
        Optional<Element> pixels =
                item.element(Tag.PIXEL_DATA).filter(element -> element.value() instanceof Value.Fragments);
        if (pixels.isEmpty()) {
            return item;
        }
        PixelDescription description = PixelDescription.of(item);
        TransferSyntax from = layout.transferSyntax();
        if (description.numberOfFrames() != 1 || description.bitsAllocated() % 8 != 0) {
            throw unsupported("the encapsulated pixels of an item are more than one frame of whole bytes");
        }
        if (!FrameDecoder.standard().decodes(from)) {
            throw unsupported("there is no decoder for the pixels of an item in " + from.name());
        }
        load(description.nativeFrameBits() / 8);
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        for (ByteSpan fragment : ((Value.Fragments) pixels.get().value()).fragments()) {
            load(fragment.length());
            coded.writeBytes(instance.range(fragment.offset(), fragment.length()));
        }
        FrameConversion conversion = FrameConversion.of(
                object, description, from, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, coded.toByteArray(), 0);
        Value samples = Value.Bytes.of(conversion.convert(coded.toByteArray(), 0), ByteOrder.LITTLE_ENDIAN);
        Dataset.Builder decoded = item.toBuilder();
        describe(decoded, description, conversion);
        return decoded.put(Element.of(Tag.PIXEL_DATA, description.bitsAllocated() > 8 ? Vr.OW : Vr.OB, samples))
                .build();
    }

    private void header(OutputStream out, int tag, Vr vr, long length) throws IOException {
        DatasetEncoding encoding = to.encoding();
        ByteBuffer header = ByteBuffer.allocate(encoding.explicitVr() ? 12 : 8)
                .order(encoding.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .putShort((short) Tag.group(tag))
                .putShort((short) Tag.element(tag));
        if (encoding.explicitVr()) {
            header.put((byte) vr.name().charAt(0))
                    .put((byte) vr.name().charAt(1))
                    .putShort((short) 0);
        }
        out.write(header.putInt((int) length).array());
    }

    private void checkLength(long length) throws UnsupportedFeatureException {
        if (length > LONGEST_VALUE) {
            throw unsupported("native pixels of " + length + " bytes fit no element");
        }
    }

    /** The pixels as they lie, turned round where the byte order is another. */
    private void nativeToNative(OutputStream out) throws IOException {
        Layout.PixelElement element = layout.pixelElement().orElseThrow();
        PixelDescription description = instance.pixelDescription();
        int frames = frameCount(description);
        long begin = instance.footer().frames().frame(0).spans().get(0).offset();
        long bits = Math.multiplyExact(description.nativeFrameBits(), (long) frames);
        long length = (bits + 7) / 8;
        int allocated = description.bitsAllocated();
        int word = allocated > 8 && allocated % 8 == 0 ? allocated / 8 : element.vr() == Vr.OW ? 2 : 1;
        // Bytes are written as bytes: in big endian words, frames of an odd number of them would share one.
        boolean bytes = to.bigEndian() && allocated <= 8;
        boolean swapped = layout.transferSyntax().bigEndian() != to.bigEndian() && word > 1 && !bytes;
        long read = swapped && word == 2 ? length + (length & 1) : length;
        checkLength(length + (length & 1));
        Vr vr = bytes ? Vr.OB : vr(element, allocated);
        writeFile(
                instance.metadata(),
                body -> {
                    header(body, element.tag(), vr, length + (length & 1));
                    if (read > 0) {
                        instance.copy(begin, read, swapped ? new SwappedStream(body, word) : body);
                    }
                    body.write(new byte[(int) (length + (length & 1) - read)]);
                },
                out);
    }

    private static Vr vr(Layout.PixelElement element, int bitsAllocated) {
        boolean wrong = element.vr() == Vr.UN || element.vr() == Vr.OB && bitsAllocated > 8;
        return wrong ? Vr.OW : element.vr();
    }

    /** Turns words round on their way. */
    private static final class SwappedStream extends OutputStream {
        private final OutputStream out;
        private final byte[] word;
        private int filled;

        SwappedStream(OutputStream out, int wordBytes) {
            this.out = out;
            this.word = new byte[wordBytes];
        }

        @Override
        public void write(int b) throws IOException {
            word[filled++] = (byte) b;
            if (filled == word.length) {
                WordOrder.reverse(word, word.length);
                out.write(word);
                filled = 0;
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int end = offset + length;
            while (filled > 0 && at < end) {
                write(bytes[at++]);
            }
            int whole = (end - at) / word.length * word.length;
            if (whole > 0) {
                byte[] words = Arrays.copyOfRange(bytes, at, at + whole);
                WordOrder.reverse(words, word.length);
                out.write(words);
                at += whole;
            }
            while (at < end) {
                write(bytes[at++]);
            }
        }
    }

    private void converted(OutputStream out) throws IOException {
        PixelDescription description = instance.pixelDescription();
        Footer footer = instance.footer();
        TransferSyntax from = layout.transferSyntax();
        int frames = frameCount(description);
        if (!FrameDecoder.standard().decodes(from)) {
            throw unsupported("there is no decoder for " + from.name() + " (" + from.uid() + ")");
        }
        byte[] first = instance.mapFrames(List.of(0), 0, (self, index, stored) -> stored)
                .get(0);
        FrameConversion conversion = FrameConversion.of(
                object, description, from, to, first, footer.frames().frame(0).bitOffset());
        FrameReadAhead.Work work = (self, index, stored) ->
                conversion.convert(stored, footer.frames().frame(index).bitOffset());
        Dataset dataset = described(description, conversion);
        if (to.encapsulated()) {
            encapsulated(dataset, frames, work, out);
        } else {
            decoded(dataset, description, conversion, work, out);
        }
    }

    private int frameCount(PixelDescription description) throws IOException {
        int frames = instance.footer().frames().count();
        if (frames != description.numberOfFrames()
                || layout.transferSyntax().codec().video()) {
            throw unsupported("frames cannot be told apart: " + frames + " are found, and Number of Frames says "
                    + description.numberOfFrames());
        }
        return frames;
    }

    private void decoded(
            Dataset dataset,
            PixelDescription description,
            FrameConversion conversion,
            FrameReadAhead.Work work,
            OutputStream out)
            throws IOException {
        long samples = conversion.photometricInterpretation().endsWith("_422")
                ? 2 * description.pixels()
                : description.pixels() * description.samplesPerPixel();
        boolean bits = description.bitsAllocated() == 1;
        long frameBits = bits ? samples : samples * description.bytesPerSample() * 8;
        long length = (frameBits * description.numberOfFrames() + 7) / 8;
        checkLength(length + (length & 1));
        Vr vr = description.bitsAllocated() > 8 || !to.explicitVr() ? Vr.OW : Vr.OB;
        writeFile(
                dataset,
                body -> {
                    header(body, Tag.PIXEL_DATA, vr, length + (length & 1));
                    BitPacking packing = new BitPacking();
                    FrameReadAhead.forEach(instance, work, (index, frame) -> {
                        if (frame.length != (bits ? frameBits : frameBits / 8)) {
                            throw new CorruptDataException(
                                    "retrieve", object, "frame " + (index + 1) + " is of another size than the first");
                        }
                        body.write(bits ? packing.pack(frame) : frame);
                    });
                    body.write(packing.rest());
                    body.write(new byte[(int) (length & 1)]);
                },
                out);
    }

    private void encapsulated(Dataset dataset, int frames, FrameReadAhead.Work work, OutputStream out)
            throws IOException {
        if (frames == 1) {
            writeFile(
                    dataset,
                    body -> {
                        header(body, Tag.PIXEL_DATA, Vr.OB, 0xFFFF_FFFFL);
                        item(body, Tag.ITEM, 0);
                        FrameReadAhead.forEach(instance, work, (index, frame) -> fragment(body, frame));
                        item(body, Tag.SEQUENCE_DELIMITATION_ITEM, 0);
                    },
                    out);
            return;
        }
        long[] offsets = new long[frames];
        long[] lengths = new long[frames];
        Spool spool = new Spool();
        SourceBytes spooled;
        try {
            long[] position = new long[1];
            FrameReadAhead.forEach(instance, work, (index, frame) -> {
                offsets[index] = position[0];
                lengths[index] = frame.length;
                fragment(spool, frame);
                position[0] += ITEM_HEADER_BYTES + frame.length + (frame.length & 1);
            });
            spooled = spool.finish();
        } catch (IOException | RuntimeException | Error e) {
            spool.discard();
            throw e;
        }
        try (SourceBytes fragments = spooled) {
            // The Basic Offset Table (PS3.5 A.4) is what most readers know; the extended one takes longer pixel data.
            boolean basic = fragments.size() <= LONGEST_VALUE && 4L * frames <= Integer.MAX_VALUE - 8;
            writeFile(
                    dataset,
                    body -> {
                        if (!basic) {
                            extendedOffsetTable(body, offsets, lengths);
                        }
                        header(body, Tag.PIXEL_DATA, Vr.OB, 0xFFFF_FFFFL);
                        item(body, Tag.ITEM, basic ? 4 * frames : 0);
                        if (basic) {
                            ByteBuffer table = ByteBuffer.allocate(4 * frames).order(ByteOrder.LITTLE_ENDIAN);
                            for (long offset : offsets) {
                                table.putInt((int) offset);
                            }
                            body.write(table.array());
                        }
                        copy(fragments, body);
                        item(body, Tag.SEQUENCE_DELIMITATION_ITEM, 0);
                    },
                    out);
        }
    }

    private void extendedOffsetTable(OutputStream out, long[] offsets, long[] lengths) throws IOException {
        Dataset tables = Dataset.builder()
                .integers(Tag.EXTENDED_OFFSET_TABLE, Vr.OV, offsets)
                .integers(Tag.EXTENDED_OFFSET_TABLE_LENGTHS, Vr.OV, lengths)
                .build();
        DicomWriter.writeDataset(tables, to.encoding(), out);
    }

    private static void copy(SourceBytes from, OutputStream out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(COPY_BYTES);
        for (long position = 0; position < from.size(); position += chunk.limit()) {
            chunk.clear().limit((int) Math.min(COPY_BYTES, from.size() - position));
            from.readFully(position, chunk);
            out.write(chunk.array(), 0, chunk.limit());
        }
    }

    private static void fragment(OutputStream out, byte[] frame) throws IOException {
        item(out, Tag.ITEM, frame.length + (frame.length & 1));
        out.write(frame);
        out.write(new byte[frame.length & 1]);
    }

    private static void item(OutputStream out, int tag, int length) throws IOException {
        out.write(ByteBuffer.allocate(ITEM_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) Tag.group(tag))
                .putShort((short) Tag.element(tag))
                .putInt(length)
                .array());
    }

    /** The metadata with what the conversion changes. */
    private Dataset described(PixelDescription description, FrameConversion conversion) throws IOException {
        Dataset metadata = instance.metadata();
        Dataset.Builder dataset = metadata.toBuilder();
        describe(dataset, description, conversion);
        boolean told = metadata.string(Tag.LOSSY_IMAGE_COMPRESSION)
                .filter(value -> value.trim().equals("01"))
                .isPresent();
        if (conversion.lossy() && !told) {
            tellLoss(dataset, description);
        }
        return dataset.build();
    }

    private static void describe(Dataset.Builder dataset, PixelDescription before, FrameConversion conversion) {
        String photometric = conversion.photometricInterpretation();
        if (!photometric.isEmpty() && !photometric.equals(before.photometricInterpretation())) {
            dataset.string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, photometric);
        }
        if (before.samplesPerPixel() > 1) {
            dataset.integers(Tag.PLANAR_CONFIGURATION, Vr.US, conversion.planarConfiguration());
        }
    }

    /** What was coded with loss says so for ever (PS3.3 C.7.6.1.1.5), also where the file that came did not. */
    private void tellLoss(Dataset.Builder dataset, PixelDescription description) throws IOException {
        dataset.string(Tag.LOSSY_IMAGE_COMPRESSION, Vr.CS, "01");
        long stored = 0;
        for (int i = 0; i < instance.footer().frames().count(); i++) {
            stored += instance.footer().frames().frame(i).length();
        }
        double pixels = description.nativeFrameBits() / 8.0 * description.numberOfFrames();
        dataset.string(
                Tag.LOSSY_IMAGE_COMPRESSION_RATIO,
                Vr.DS,
                String.format(Locale.ROOT, "%.2f", pixels / Math.max(1, stored)));
        Optional<String> method = switch (layout.transferSyntax().codec()) {
            case JPEG -> Optional.of("ISO_10918_1");
            case JPEG_LS -> Optional.of("ISO_14495_1");
            case JPEG_2000 -> Optional.of("ISO_15444_1");
            case HTJ2K -> Optional.of("ISO_15444_15");
            default -> Optional.empty();
        };
        method.ifPresent(name -> dataset.string(Tag.LOSSY_IMAGE_COMPRESSION_METHOD, Vr.CS, name));
    }

    /** One frame in a transfer syntax, rows and columns halved so many times. */
    static byte[] frame(StoredInstance instance, int frameIndex, int reduction, TransferSyntax to) throws IOException {
        Footer footer = instance.footer();
        TransferSyntax from = footer.layout().transferSyntax();
        if (from.equals(to) && reduction == 0) {
            return instance.frames(List.of(frameIndex), 0).nextFrame();
        }
        PixelDescription description = instance.pixelDescription();
        int bitOffset = footer.frames().frame(frameIndex).bitOffset();
        byte[] stored = instance.mapFrames(List.of(frameIndex), reduction, (self, index, bytes) -> bytes)
                .get(0);
        String object = instance.info().key().value();
        if (from.codec().video() || !FrameDecoder.standard().decodes(from)) {
            throw new UnsupportedFeatureException(
                    "retrieve", object, "there is no decoder for " + from.name() + " (" + from.uid() + ")");
        }
        FrameConversion conversion = FrameConversion.of(object, description, from, to, stored, bitOffset);
        byte[] frame = reduction == 0
                ? conversion.convert(stored, bitOffset)
                : conversion.convertReduced(stored, bitOffset, reduction);
        if (description.bitsAllocated() != 1 || to.encapsulated()) {
            return frame;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        BitPacking packing = new BitPacking();
        packed.writeBytes(packing.pack(frame));
        packed.writeBytes(packing.rest());
        return packed.toByteArray();
    }
}
