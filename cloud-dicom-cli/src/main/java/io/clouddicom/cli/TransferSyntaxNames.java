package io.clouddicom.cli;

import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The transfer syntaxes that frames are converted to, by short names; all others by their UIDs. */
final class TransferSyntaxNames {
    private static final Map<String, TransferSyntax> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("native", TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN);
        NAMES.put("implicit", TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN);
        NAMES.put("big-endian", TransferSyntax.EXPLICIT_VR_BIG_ENDIAN);
        NAMES.put("deflated", TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
        NAMES.put("rle", TransferSyntax.RLE_LOSSLESS);
        NAMES.put("j2k-lossless", TransferSyntax.JPEG_2000_LOSSLESS);
        NAMES.put("htj2k-lossless", TransferSyntax.HTJ2K_LOSSLESS);
        NAMES.put("htj2k-lossless-rpcl", TransferSyntax.HTJ2K_LOSSLESS_RPCL);
        NAMES.put("j2k", TransferSyntax.JPEG_2000);
        NAMES.put("htj2k", TransferSyntax.HTJ2K);
    }

    private TransferSyntaxNames() {}

    /** The transfer syntax of a name or UID; empty where it is neither. */
    static Optional<TransferSyntax> parse(String text) {
        TransferSyntax named = NAMES.get(text.toLowerCase(Locale.ROOT));
        if (named != null) {
            return Optional.of(named);
        }
        try {
            return Optional.of(TransferSyntax.of(Uid.of(text))).filter(TransferSyntax::isStandard);
        } catch (IllegalArgumentException noUid) {
            return Optional.empty();
        }
    }

    /** All names, for messages. */
    static String names() {
        return String.join(", ", NAMES.keySet());
    }
}
