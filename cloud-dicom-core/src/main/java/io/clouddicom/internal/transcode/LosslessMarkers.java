package io.clouddicom.internal.transcode;

import io.clouddicom.CorruptDataException;
import io.clouddicom.internal.jpeg.Marker;
import io.clouddicom.internal.jpeg.MarkerReader;

/**
 * Whether codestreams of JPEG and JPEG-LS have lost nothing. Their markers tell; files exist whose transfer syntax says
 * lossless and whose frames are not, and a lossy frame that another decoder may decode otherwise must not be fixed for good.
 */
final class LosslessMarkers {
    /** In entropy-coded data of JPEG-LS, lower bytes follow an FF without being markers (T.87 A.1). */
    private static final int LOWEST_MARKER = 0x80;

    private LosslessMarkers() {}

    /**
     * Looks at all frame and scan headers.
     *
     * @param codestream the codestream
     * @return whether it is of a lossless process of T.81, or of T.87 with a difference bound NEAR of 0
     */
    static boolean lossless(byte[] codestream) throws CorruptDataException {
        MarkerReader in = new MarkerReader(codestream);
        boolean begun = false;
        boolean jpegLs = false;
        for (int marker = in.next(); marker != 0 && marker != Marker.EOI; marker = in.next()) {
            if (marker < LOWEST_MARKER || Marker.alone(marker)) {
                continue;
            }
            in.open();
            if (Marker.startsFrame(marker) && marker != Marker.SOF3) {
                return false;
            }
            begun |= marker == Marker.SOF3 || marker == Marker.SOF55;
            jpegLs |= marker == Marker.SOF55;
            if (marker == Marker.SOS && jpegLs) {
                int components = in.u8();
                in.skip(2 * components);
                if (in.u8() != 0) {
                    return false;
                }
            }
        }
        return begun;
    }
}
