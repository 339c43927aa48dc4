package io.clouddicom.internal.archive;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The preamble and the File Meta Information (PS3.10 section 7.1) of a file that came without, so that any toolkit opens
 * the stored object.
 */
final class SyntheticFileMeta {
    static final int PREAMBLE_BYTES = 128;
    static final byte[] PREFIX = {'D', 'I', 'C', 'M'};

    static final String IMPLEMENTATION_CLASS = "2.25.178923479836457298345619283745628374561";
    static final String IMPLEMENTATION_VERSION = "CLOUD_DICOM_1";

    private SyntheticFileMeta() {}

    /** 128 zero bytes and the prefix. */
    static byte[] preamble() {
        byte[] preamble = new byte[PREAMBLE_BYTES + PREFIX.length];
        System.arraycopy(PREFIX, 0, preamble, PREAMBLE_BYTES, PREFIX.length);
        return preamble;
    }

    /**
     * The elements of group 0002.
     *
     * @param dataset the dataset, with its SOP Instance UID
     * @param transferSyntax how it is encoded
     */
    static byte[] elements(Dataset dataset, TransferSyntax transferSyntax) {
        ByteArrayOutputStream group = new ByteArrayOutputStream();
        group.writeBytes(new byte[] {2, 0, 1, 0, 'O', 'B', 0, 0, 2, 0, 0, 0, 0, 1});
        dataset.uid(Tag.SOP_CLASS_UID).ifPresent(uid -> text(group, 0x0002, "UI", uid.value()));
        dataset.uid(Tag.SOP_INSTANCE_UID).ifPresent(uid -> text(group, 0x0003, "UI", uid.value()));
        text(group, 0x0010, "UI", transferSyntax.uid().value());
        text(group, 0x0012, "UI", new Uid(IMPLEMENTATION_CLASS).value());
        text(group, 0x0013, "SH", IMPLEMENTATION_VERSION);
        byte[] groupLength = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {2, 0, 0, 0, 'U', 'L', 4, 0})
                .putInt(group.size())
                .array();
        byte[] elements = new byte[groupLength.length + group.size()];
        System.arraycopy(groupLength, 0, elements, 0, groupLength.length);
        System.arraycopy(group.toByteArray(), 0, elements, groupLength.length, group.size());
        return elements;
    }

    private static void text(ByteArrayOutputStream group, int element, String vr, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        int padded = bytes.length + (bytes.length & 1);
        ByteBuffer out = ByteBuffer.allocate(8 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 2)
                .putShort((short) element)
                .put(vr.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) padded)
                .put(bytes);
        if (padded > bytes.length) {
            out.put((byte) (vr.equals("UI") ? 0 : ' '));
        }
        group.writeBytes(out.array());
    }
}
