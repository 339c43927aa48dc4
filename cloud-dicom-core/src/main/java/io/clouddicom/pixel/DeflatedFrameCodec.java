package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.TransferSyntax;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Deflated Image Frame Compression (PS3.5 A.4.13): each frame's native bytes, deflated (RFC 1951). */
final class DeflatedFrameCodec implements FrameCodec {
    @Override
    public boolean decodes(TransferSyntax transferSyntax) {
        return transferSyntax.equals(TransferSyntax.DEFLATED_IMAGE_FRAME);
    }

    @Override
    public byte[] decode(PixelDescription description, TransferSyntax transferSyntax, byte[] frame) throws IOException {
        long length = (description.nativeFrameBits() + 7) / 8;
        if (length > Integer.MAX_VALUE - 8) {
            throw new UnsupportedFeatureException("decode", "frame", "a frame of " + length + " bytes fits no array");
        }
        byte[] inflated = new byte[(int) length];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(frame);
            int at = 0;
            while (at < inflated.length) {
                int read = inflater.inflate(inflated, at, inflated.length - at);
                if (read == 0) {
                    throw NativeFrames.tooShort(at, inflated.length);
                }
                at += read;
            }
        } catch (DataFormatException e) {
            throw new CorruptDataException("decode", "frame", "the deflated bytes are damaged", e);
        } finally {
            inflater.end();
        }
        return NativeFrames.decode(description, false, inflated, 0);
    }
}
