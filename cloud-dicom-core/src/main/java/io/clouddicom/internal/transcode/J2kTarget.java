package io.clouddicom.internal.transcode;

import io.clouddicom.StoragePolicy;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.J2kInfo;
import io.clouddicom.codec.J2kTranscoder;
import io.clouddicom.codec.ProgressionOrder;
import io.clouddicom.codec.TranscodeOptions;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.j2k.WorkerPool;
import java.util.Optional;

/** A lossless form of JPEG 2000 that frames are stored in. */
public enum J2kTarget {
    /** HTJ2K Lossless RPCL: 64 × 64 blocks, resolutions one after the other, TLM and PLT (PS3.5 8.2.14). */
    HTJ2K_LOSSLESS_RPCL(TransferSyntax.HTJ2K_LOSSLESS_RPCL, EncodeOptions.htLosslessRpcl(), TranscodeOptions.htRpcl()),
    /** HTJ2K Lossless, quality layers first, the plain order. */
    HTJ2K_LOSSLESS(
            TransferSyntax.HTJ2K_LOSSLESS,
            EncodeOptions.htLosslessRpcl().toBuilder()
                    .progression(ProgressionOrder.LRCP)
                    .build(),
            TranscodeOptions.highThroughput()),
    /** JPEG 2000 Lossless, laid out as the RPCL one, so that it can be read in part too. */
    J2K_LOSSLESS(TransferSyntax.JPEG_2000_LOSSLESS, EncodeOptions.part1Lossless(), TranscodeOptions.part1());

    /** Columns or rows of the lowest resolution of HTJ2K Lossless RPCL, at most. */
    private static final long LARGEST_BASE = 64;

    private final TransferSyntax transferSyntax;
    private final WorkerPool<J2kEncoder> encoders;
    private final WorkerPool<J2kEncoder> encodersWithoutColour;

    private final WorkerPool<J2kTranscoder> transcoders;

    J2kTarget(TransferSyntax transferSyntax, EncodeOptions options, TranscodeOptions transcodeOptions) {
        this.transferSyntax = transferSyntax;
        EncodeOptions withoutColour =
                options.toBuilder().componentTransform(false).build();
        this.encoders = new WorkerPool<>(() -> new J2kEncoder(options));
        this.encodersWithoutColour = new WorkerPool<>(() -> new J2kEncoder(withoutColour));
        this.transcoders = new WorkerPool<>(() -> new J2kTranscoder(transcodeOptions));
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

    /** Whether it is of HTJ2K. */
    public boolean highThroughput() {
        return transferSyntax.codec() == TransferSyntax.Codec.HTJ2K;
    }

    /**
     * Whether frames of a transfer syntax are what the policy wants, so that they stay.
     *
     * @param received the transfer syntax
     */
    public boolean holds(TransferSyntax received) {
        return received.lossless() && received.codec() == transferSyntax.codec();
    }

    /** Whether a codestream has the resolutions that the transfer syntax demands (PS3.5 10.18). */
    boolean resolutionsSuffice(J2kInfo info) {
        return this != HTJ2K_LOSSLESS_RPCL
                || Math.min(info.width(), info.height()) <= LARGEST_BASE << Math.min(info.levels(), 16);
    }

    /** Transcoders, which take frames apart to their code-blocks. */
    WorkerPool<J2kTranscoder> transcoders() {
        return transcoders;
    }

    /** Encoders, with or without the reversible transform of red, green and blue. */
    WorkerPool<J2kEncoder> encoders(boolean colourTransform) {
        return colourTransform ? encoders : encodersWithoutColour;
    }
}
