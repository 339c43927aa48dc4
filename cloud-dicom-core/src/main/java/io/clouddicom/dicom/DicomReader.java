package io.clouddicom.dicom;

import io.clouddicom.MalformedDicomException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a DICOM file or a bare dataset front to back, in one pass.
 *
 * <p>Two steps: {@link #readHeader()} reads up to a place of choice, by default up to the pixel data;
 * {@link #readRest()} reads to the end of the source. {@link #read()} is both.
 *
 * <p>From a stream or channel every byte is read, none skipped, and the reader buffers: who needs the bytes as well (to
 * store them, to take a digest) puts a tee under the reader. The tee then has seen {@link #consumedBytes()} bytes or a
 * few more, and after {@link #readRest()} all of them. A {@link RangeSource} is skipped through: values that are not kept
 * are not read.
 *
 * <pre>{@code
 * DicomReader reader = DicomReader.of(tee);
 * Optional<Uid> study = reader.readHeader().dataset().uid(Tag.STUDY_INSTANCE_UID);
 * DicomFile file = reader.readRest();
 * }</pre>
 *
 * <p>Not for several threads. The caller closes the source.
 */
public final class DicomReader {
    private static final int PREAMBLE_BYTES = 128;
    private static final int PREFIX = 0x4449_434D;
    private static final int FILE_META_GROUP = 0x0002;

    private final ByteInput file;
    private final DicomReaderOptions options;
    private final Warnings warnings = new Warnings();

    private DicomFile.@Nullable Preamble preamble;
    private Dataset fileMeta = Dataset.empty();
    private long datasetOffset;
    private @Nullable InflatingFeed inflating;
    /** Set once the header is read. */
    private @Nullable Body body;

    private DicomReader(Feed feed, DicomReaderOptions options) {
        this.file = new ByteInput(feed);
        this.options = Objects.requireNonNull(options, "options");
    }

    /** The dataset while it is read. */
    private record Body(TransferSyntax transferSyntax, TopLevel topLevel) {}

    /**
     * Reads from a stream, of which no byte is skipped: what stands under the reader (a tee, a digest) sees every byte
     * up to the end.
     *
     * @param source the stream, from the first byte of the file on
     * @return the reader
     */
    public static DicomReader of(InputStream source) {
        return of(source, DicomReaderOptions.DEFAULT);
    }

    /**
     * Reads from a stream with options.
     *
     * @param source the stream, from the first byte of the file on
     * @param options the options
     * @return the reader
     */
    public static DicomReader of(InputStream source, DicomReaderOptions options) {
        return new DicomReader(Feed.of(source), options);
    }

    /**
     * Reads from a channel, as from a stream.
     *
     * @param source the channel, at the first byte of the file
     * @param options the options
     * @return the reader
     */
    public static DicomReader of(ReadableByteChannel source, DicomReaderOptions options) {
        return of(Channels.newInputStream(source), options);
    }

    /**
     * Reads from a source that is skipped through: values that are not kept are not read.
     *
     * @param source the file
     * @return the reader
     */
    public static DicomReader of(RangeSource source) {
        return of(source, DicomReaderOptions.DEFAULT);
    }

    /**
     * Reads from a source that is skipped through, with options.
     *
     * @param source the file
     * @param options the options
     * @return the reader
     */
    public static DicomReader of(RangeSource source, DicomReaderOptions options) {
        return new DicomReader(Feed.of(source), options);
    }

    /**
     * Reads everything before the place where the options say that the header ends.
     *
     * @return what was read
     * @throws MalformedDicomException it is no DICOM or cannot be read safely
     * @throws io.clouddicom.UnsupportedFeatureException the elements take more memory than the options allow
     * @throws IOException the source cannot be read
     */
    public DicomHeader readHeader() throws IOException {
        Body read = body;
        if (read == null) {
            read = begin();
            body = read;
            read.topLevel.read(options.headerEnd());
        }
        return new DicomHeader(preamble != null, fileMeta, read.transferSyntax, read.topLevel.dataset());
    }

    /**
     * Reads to the end of the source, after {@link #readHeader()} if that was not called yet. Once only.
     *
     * @return the file
     * @throws MalformedDicomException it is no DICOM or cannot be read safely, or it ends early
     * @throws io.clouddicom.UnsupportedFeatureException the elements take more memory than the options allow
     * @throws IOException the source cannot be read
     */
    public DicomFile readRest() throws IOException {
        readHeader();
        Body read = Objects.requireNonNull(body);
        read.topLevel.read(0);
        Dataset dataset = read.topLevel.dataset();
        FrameIndex frames = new FrameIndexes(dataset, read.transferSyntax, read.topLevel.scan(), warnings).build();
        long datasetEnd = read.topLevel.position();
        Optional<DicomFile.Deflated> deflated = Optional.empty();
        if (inflating != null) {
            long inflatedLength = read.topLevel.drain();
            long end = file.position();
            deflated = Optional.of(new DicomFile.Deflated(
                    new ByteSpan(datasetOffset, end - datasetOffset), inflating.zlib(), inflatedLength));
            inflating.close();
        }
        file.skip(Long.MAX_VALUE);
        return new DicomFile(
                Optional.ofNullable(preamble),
                fileMeta,
                read.transferSyntax,
                dataset,
                frames,
                datasetOffset,
                datasetEnd,
                trailingPadding(dataset, datasetEnd),
                deflated,
                file.position(),
                warnings.list());
    }

    /**
     * Reads the whole file.
     *
     * @return the file
     * @throws MalformedDicomException it is no DICOM or cannot be read safely, or it ends early
     * @throws io.clouddicom.UnsupportedFeatureException the elements take more memory than the options allow
     * @throws IOException the source cannot be read
     */
    public DicomFile read() throws IOException {
        return readRest();
    }

    /** How many bytes of the source the reader has made use of; what its buffer holds beyond is not counted. */
    public long consumedBytes() {
        return file.position();
    }

    private Body begin() throws IOException {
        if (file.has(PREAMBLE_BYTES + 4) && file.peekInt(PREAMBLE_BYTES, true) == PREFIX && !prefixIsData()) {
            preamble = new DicomFile.Preamble(Value.Bytes.ofOwned(file.read(PREAMBLE_BYTES), false));
            file.advance(4);
        } else if (file.has(4) && file.peekInt(0, true) == PREFIX) {
            preamble = new DicomFile.Preamble(Value.Bytes.ofOwned(new byte[0], false));
            file.advance(4);
            warnings.add(0, -1, "the prefix without the preamble before it");
        } else {
            if (!EncodingGuess.plausible(file)) {
                throw new MalformedDicomException("file", 0, -1, "neither a DICOM file nor a dataset", null);
            }
            warnings.add(0, -1, "no preamble");
        }
        DatasetParser metaParser = new DatasetParser(file, options, warnings);
        fileMeta = readFileMeta(metaParser);
        datasetOffset = file.position();
        TransferSyntax declared =
                fileMeta.uid(Tag.TRANSFER_SYNTAX_UID).map(TransferSyntax::of).orElse(null);
        if (declared == null) {
            warnings.add(datasetOffset, Tag.TRANSFER_SYNTAX_UID, "no transfer syntax; found out from the dataset");
        }
        ByteInput dataset = file;
        boolean inflate = declared != null && declared.deflated() && file.has(2) && !EncodingGuess.plausible(file);
        if (inflate) {
            inflating = new InflatingFeed(file, options.inflatedLimitBytes());
            dataset = new ByteInput(inflating);
        }
        DatasetEncoding presumed = declared == null ? DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN : declared.encoding();
        DatasetEncoding encoding = EncodingGuess.of(dataset, presumed, false);
        DatasetParser parser = new DatasetParser(dataset, options, warnings);
        return new Body(transferSyntax(declared, encoding, inflate), new TopLevel(dataset, parser, encoding, warnings));
    }

    /** Whether the bytes of the prefix stand by chance in a value of a file without preamble: no file meta follows. */
    private boolean prefixIsData() throws IOException {
        return file.has(PREAMBLE_BYTES + 12)
                && file.peekShort(PREAMBLE_BYTES + 4, false) != FILE_META_GROUP
                && Vr.ofCode(file.peekShort(PREAMBLE_BYTES + 8, true)) == null
                && Vr.ofCode(file.peekShort(4, true)) != null
                && EncodingGuess.plausible(file);
    }

    private Dataset readFileMeta(DatasetParser parser) throws IOException {
        if (!file.has(8) || !isFileMeta()) {
            return Dataset.empty();
        }
        DatasetEncoding encoding = EncodingGuess.of(file, DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN, false);
        if (encoding != DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN) {
            warnings.add(
                    file.position(), -1, "file meta information in another encoding than explicit VR little endian");
        }
        DatasetParser.Scope scope = DatasetParser.Scope.topLevel(encoding);
        while (file.has(8) && file.peekShort(0, encoding.bigEndian()) == FILE_META_GROUP) {
            parser.readElement(scope);
        }
        Dataset meta = scope.dataset();
        if (!meta.contains(Tag.FILE_META_INFORMATION_GROUP_LENGTH)) {
            warnings.add(file.position(), Tag.FILE_META_INFORMATION_GROUP_LENGTH, "missing");
        }
        return meta;
    }

    private boolean isFileMeta() {
        return file.peekShort(0, false) == FILE_META_GROUP || file.peekShort(0, true) == FILE_META_GROUP;
    }

    /** The declared transfer syntax, or the one that the dataset is found to be in. */
    private TransferSyntax transferSyntax(@Nullable TransferSyntax declared, DatasetEncoding found, boolean deflated) {
        boolean asDeclared = declared != null && declared.encoding() == found && declared.deflated() == deflated;
        if (asDeclared) {
            return declared;
        }
        if (declared != null) {
            warnings.add(datasetOffset, Tag.TRANSFER_SYNTAX_UID, "the dataset is in another encoding: " + found);
            if (declared.encapsulated()) {
                return declared.withEncoding(found);
            }
        }
        return switch (found) {
            case IMPLICIT_VR_LITTLE_ENDIAN -> TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN;
            case EXPLICIT_VR_BIG_ENDIAN -> TransferSyntax.EXPLICIT_VR_BIG_ENDIAN;
            case IMPLICIT_VR_BIG_ENDIAN -> TransferSyntax.EXPLICIT_VR_BIG_ENDIAN.withEncoding(found);
            case EXPLICIT_VR_LITTLE_ENDIAN ->
                deflated ? TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN : TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN;
        };
    }

    private static Optional<ByteSpan> trailingPadding(Dataset dataset, long datasetEnd) {
        if (dataset.isEmpty()) {
            return Optional.empty();
        }
        Element last = dataset.elements().get(dataset.size() - 1);
        if (last.tag() != Tag.DATA_SET_TRAILING_PADDING) {
            return Optional.empty();
        }
        if (last.value() instanceof Value.Bulk bulk) {
            return Optional.of(bulk.span());
        }
        return last.value() instanceof Value.Bytes bytes
                ? Optional.of(new ByteSpan(datasetEnd - bytes.length(), bytes.length()))
                : Optional.empty();
    }
}
