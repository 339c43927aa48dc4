package io.clouddicom.internal.format;

import io.clouddicom.dicom.DatasetEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The header of the element that holds the footer: Data Set Trailing Padding (FFFC,FFFC), OB. */
public final class FooterElement {
    private static final short GROUP_AND_ELEMENT = (short) 0xFFFC;

    private FooterElement() {}

    /**
     * The header.
     *
     * @param encoding how the dataset is encoded that it ends
     * @param footerLength the length of the footer
     * @return 12 bytes, 8 with implicit VR
     */
    public static byte[] header(DatasetEncoding encoding, int footerLength) {
        ByteBuffer header = ByteBuffer.allocate(headerLength(encoding))
                .order(encoding.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .putShort(GROUP_AND_ELEMENT)
                .putShort(GROUP_AND_ELEMENT);
        if (encoding.explicitVr()) {
            header.put((byte) 'O').put((byte) 'B').putShort((short) 0);
        }
        return header.putInt(footerLength).array();
    }

    /**
     * How long the header is.
     *
     * @param encoding how the dataset is encoded
     */
    public static int headerLength(DatasetEncoding encoding) {
        return encoding.explicitVr() ? 12 : 8;
    }
}
