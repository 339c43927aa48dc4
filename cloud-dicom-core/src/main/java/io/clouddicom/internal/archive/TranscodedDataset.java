package io.clouddicom.internal.archive;

import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.transcode.NotTranscodableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The dataset of an instance whose frames are transcoded, in explicit VR little endian.
 *
 * @param head preamble, File Meta Information and the elements before the pixel data
 * @param tail the elements behind it, but for the original's own trailing padding
 */
@SuppressWarnings("ArrayRecordComponent") // not compared, not kept
record TranscodedDataset(byte[] head, byte[] tail) {
    private static final int PIXEL_DATA_GROUP = 0x7FE0;

    /**
     * Makes both.
     *
     * @param instance the instance
     * @param transferSyntax what its frames are in
     * @param changes sets attributes that are others now
     * @throws NotTranscodableException a value cannot be written so
     */
    static TranscodedDataset of(
            IncomingInstance instance, TransferSyntax transferSyntax, Consumer<Dataset.Builder> changes)
            throws IOException, NotTranscodableException {
        try {
            return new TranscodedDataset(head(instance, transferSyntax, changes), tail(instance, transferSyntax));
        } catch (UnsupportedFeatureException e) {
            throw new NotTranscodableException("a long value would have to be turned round");
        }
    }

    private static byte[] head(
            IncomingInstance instance, TransferSyntax transferSyntax, Consumer<Dataset.Builder> changes)
            throws IOException {
        DicomFile file = instance.file();
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
        Dataset.Builder dataset = part(file, tag -> Tag.group(tag) < PIXEL_DATA_GROUP);
        changes.accept(dataset);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DicomWriter.writeFile(meta.build(), dataset.build(), transferSyntax, instance.source(), out);
        return out.toByteArray();
    }

    private static byte[] tail(IncomingInstance instance, TransferSyntax transferSyntax) throws IOException {
        Dataset.Builder dataset =
                part(instance.file(), tag -> Tag.group(tag) > PIXEL_DATA_GROUP && tag != Tag.DATA_SET_TRAILING_PADDING);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DicomWriter.writeDataset(dataset.build(), transferSyntax.encoding(), instance.source(), out);
        return out.toByteArray();
    }

    /** Some elements; never group lengths (retired, PS3.5 7.2), which would not be right any more. */
    private static Dataset.Builder part(DicomFile file, IntPredicate wanted) {
        Dataset.Builder dataset = file.dataset().toBuilder();
        for (Element element : file.dataset()) {
            if (Tag.element(element.tag()) == 0 || !wanted.test(element.tag())) {
                dataset.remove(element.tag());
            }
        }
        return dataset;
    }
}
