package io.clouddicom.internal.transcode;

import io.clouddicom.StoragePolicy;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.ProgressionOrder;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.j2k.WorkerPool;
import java.util.Optional;

/** A lossless form of JPEG 2000 that frames are stored in. */
public enum J2kTarget {
    /** HTJ2K Lossless RPCL: 64 × 64 blocks, resolutions one after the other, TLM and PLT (PS3.5 8.2.14). */
    HTJ2K_LOSSLESS_RPCL(TransferSyntax.HTJ2K_LOSSLESS_RPCL, EncodeOptions.htLosslessRpcl()),
    /** HTJ2K Lossless, quality layers first, the plain order. */
    HTJ2K_LOSSLESS(
            TransferSyntax.HTJ2K_LOSSLESS,
            EncodeOptions.htLosslessRpcl().toBuilder()
                    .progression(ProgressionOrder.LRCP)
                    .build()),
    /** JPEG 2000 Lossless, laid out as the RPCL one, so that it can be read in part too. */
    J2K_LOSSLESS(TransferSyntax.JPEG_2000_LOSSLESS, EncodeOptions.part1Lossless());

    private final TransferSyntax transferSyntax;
    private final WorkerPool<J2kEncoder> encoders;
    private final WorkerPool<J2kEncoder> encodersWithoutColour;

    J2kTarget(TransferSyntax transferSyntax, EncodeOptions options) {
        this.transferSyntax = transferSyntax;
        EncodeOptions withoutColour =
                options.toBuilder().componentTransform(false).build();
        this.encoders = new WorkerPool<>(() -> new J2kEncoder(options));
        this.encodersWithoutColour = new WorkerPool<>(() -> new J2kEncoder(withoutColour));
    }

    /**
     * What a policy wants frames to become.
     *
     * @param policy the policy
     * @return the target; empty if they stay
     */
    public static Optional<J2kTarget> of(StoragePolicy policy) {
        return switch (policy) {
            case HTJ2K_LOSSLESS_RPCL -> Optional.of(HTJ2K_LOSSLESS_RPCL);
            case HTJ2K_LOSSLESS -> Optional.of(HTJ2K_LOSSLESS);
            case J2K_LOSSLESS -> Optional.of(J2K_LOSSLESS);
            case AS_RECEIVED -> Optional.empty();
        };
    }

    /** The transfer syntax. */
    public TransferSyntax transferSyntax() {
        return transferSyntax;
    }

    /** Encoders, with or without the reversible transform of red, green and blue. */
    WorkerPool<J2kEncoder> encoders(boolean colourTransform) {
        return colourTransform ? encoders : encodersWithoutColour;
    }
}
