package io.clouddicom.dicom;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes DICOM files and datasets.
 *
 * <p>A dataset that is written in the encoding that it was read in comes out byte by byte the same. In another encoding
 * every element gets the regular form: words in that byte order, even lengths; group lengths other than that of the File
 * Meta Information are written as they are.
 *
 * <p>The methods keep no state. The caller closes the stream.
 */
public final class DicomWriter {
    private static final byte[] PREFIX = {'D', 'I', 'C', 'M'};
    private static final int PREAMBLE_BYTES = 128;
    private static final int COPY_BYTES = 64 << 10;

    private DicomWriter() {}

    /**
     * Writes a file as it was read, byte by byte the same, also what follows the dataset. A deflated dataset is copied from
     * the source as it lies there.
     *
     * @param file the file
     * @param source where its spans lie: the file that was read
     * @param out where it goes
     * @throws IOException the source cannot be read or the stream not be written
     */
    public static void copy(DicomFile file, RangeSource source, OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, COPY_BYTES);
        if (file.preamble().isPresent()) {
            buffered.write(file.preamble().get().value().array());
            buffered.write(PREFIX);
        }
        writeElements(file.fileMeta(), file.fileMeta().encoding(), null, buffered);
        if (file.deflated().isPresent()) {
            copySpan(source, file.deflated().get().span(), buffered);
        } else {
            writeElements(file.dataset(), file.dataset().encoding(), source, buffered);
        }
        long end = file.datasetEndInFile();
        copySpan(source, new ByteSpan(end, file.sourceLength() - end), buffered);
        buffered.flush();
    }

    /**
     * Writes preamble, File Meta Information and a dataset. The File Meta Information's version, group length and transfer
     * syntax are made right; the rest of it is as given.
     *
     * @param fileMeta the File Meta Information
     * @param dataset the dataset; its values must be loaded
     * @param transferSyntax how the dataset is written
     * @param out where it goes
     * @throws InvalidRequestException a value is not loaded
     * @throws IOException the stream cannot be written
     */
    public static void writeFile(Dataset fileMeta, Dataset dataset, TransferSyntax transferSyntax, OutputStream out)
            throws IOException {
        writeFile(fileMeta, dataset, transferSyntax, null, out);
    }

    /**
     * Writes preamble, File Meta Information and a dataset whose values lie partly in a source.
     *
     * @param fileMeta the File Meta Information
     * @param dataset the dataset
     * @param transferSyntax how the dataset is written
     * @param source where the spans of the dataset lie, or null where it has none
     * @param out where it goes
     * @throws InvalidRequestException a value is not loaded and there is no source
     * @throws UnsupportedFeatureException a value that is not loaded has to be written in another byte order
     * @throws IOException the source cannot be read or the stream not be written
     */
    public static void writeFile(
            Dataset fileMeta,
            Dataset dataset,
            TransferSyntax transferSyntax,
            @Nullable RangeSource source,
            OutputStream out)
            throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, COPY_BYTES);
        buffered.write(new byte[PREAMBLE_BYTES]);
        buffered.write(PREFIX);
        writeElements(completed(fileMeta, transferSyntax), DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN, null, buffered);
        if (transferSyntax.deflated()) {
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            try {
                DeflaterOutputStream deflating = new DeflaterOutputStream(buffered, deflater);
                writeElements(dataset, transferSyntax.encoding(), source, deflating);
                deflating.finish();
                if ((deflater.getBytesWritten() & 1) != 0) {
                    buffered.write(0);
                }
            } finally {
                deflater.end();
            }
        } else {
            writeElements(dataset, transferSyntax.encoding(), source, buffered);
        }
        buffered.flush();
    }

    /**
     * Writes a dataset. Where it is in that encoding already, each element keeps the form it was read in.
     *
     * @param dataset the dataset; its values must be loaded
     * @param encoding how it is written
     * @param out where it goes
     * @throws InvalidRequestException a value is not loaded
     * @throws IOException the stream cannot be written
     */
    public static void writeDataset(Dataset dataset, DatasetEncoding encoding, OutputStream out) throws IOException {
        writeDataset(dataset, encoding, null, out);
    }

    /**
     * Writes a dataset whose values lie partly in a source.
     *
     * @param dataset the dataset
     * @param encoding how it is written
     * @param source where the spans of the dataset lie, or null where it has none
     * @param out where it goes
     * @throws InvalidRequestException a value is not loaded and there is no source
     * @throws UnsupportedFeatureException a value that is not loaded has to be written in another byte order
     * @throws IOException the source cannot be read or the stream not be written
     */
    public static void writeDataset(
            Dataset dataset, DatasetEncoding encoding, @Nullable RangeSource source, OutputStream out)
            throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, COPY_BYTES);
        writeElements(dataset, encoding, source, buffered);
        buffered.flush();
    }

    private static void writeElements(
            Dataset dataset, DatasetEncoding encoding, @Nullable RangeSource source, OutputStream out)
            throws IOException {
        new DatasetEncoder(source, out, dataset.encoding() == encoding).write(dataset, encoding);
    }

    /** The File Meta Information with what must be in it (PS3.10 7.1). */
    private static Dataset completed(Dataset fileMeta, TransferSyntax transferSyntax) throws IOException {
        Dataset.Builder builder = Dataset.builder();
        for (Element element : fileMeta) {
            builder.put(element.inEncoding(DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN));
        }
        if (!fileMeta.contains(Tag.FILE_META_INFORMATION_VERSION)) {
            builder.bytes(Tag.FILE_META_INFORMATION_VERSION, Vr.OB, new byte[] {0, 1});
        }
        builder.uid(Tag.TRANSFER_SYNTAX_UID, transferSyntax.uid());
        builder.remove(Tag.FILE_META_INFORMATION_GROUP_LENGTH);
        Dataset content = builder.build();
        long length = new DatasetEncoder(null, OutputStream.nullOutputStream(), true)
                .lengthOf(content, DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN);
        return builder.integers(Tag.FILE_META_INFORMATION_GROUP_LENGTH, Vr.UL, length)
                .build();
    }

    /** Copies bytes of the source. */
    static void copySpan(RangeSource source, ByteSpan span, OutputStream out) throws IOException {
        byte[] bytes = new byte[(int) Math.min(COPY_BYTES, span.length())];
        long left = span.length();
        while (left > 0) {
            int count = (int) Math.min(left, bytes.length);
            source.readFully(span.end() - left, ByteBuffer.wrap(bytes, 0, count));
            out.write(bytes, 0, count);
            left -= count;
        }
    }
}
