package io.clouddicom.internal.retrieve;

import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.J2kTranscoder;
import io.clouddicom.codec.ProgressionOrder;
import io.clouddicom.codec.TranscodeOptions;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.j2k.WorkerPool;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The transfer syntaxes that frames can be encoded in, with what encodes and transcodes to each. */
enum TargetSyntax {
    IMPLICIT_LITTLE_ENDIAN(TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN),
    EXPLICIT_LITTLE_ENDIAN(TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN),
    EXPLICIT_BIG_ENDIAN(TransferSyntax.EXPLICIT_VR_BIG_ENDIAN),
    DEFLATED(TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN),
    RLE(TransferSyntax.RLE_LOSSLESS),
    J2K_LOSSLESS(TransferSyntax.JPEG_2000_LOSSLESS, EncodeOptions.part1Lossless(), TranscodeOptions.part1()),
    HTJ2K_LOSSLESS(
            TransferSyntax.HTJ2K_LOSSLESS,
            EncodeOptions.htLosslessRpcl().toBuilder()
                    .progression(ProgressionOrder.LRCP)
                    .build(),
            TranscodeOptions.highThroughput()),
    HTJ2K_LOSSLESS_RPCL(TransferSyntax.HTJ2K_LOSSLESS_RPCL, EncodeOptions.htLosslessRpcl(), TranscodeOptions.htRpcl()),
    /** With loss or without; nothing is encoded anew. */
    J2K(TransferSyntax.JPEG_2000, null, TranscodeOptions.part1()),
    /** With loss or without; nothing is encoded anew. */
    HTJ2K(TransferSyntax.HTJ2K, null, TranscodeOptions.highThroughput());

    private final TransferSyntax transferSyntax;
    private final @Nullable WorkerPool<J2kEncoder> encoders;
    private final @Nullable WorkerPool<J2kEncoder> encodersWithoutColour;
    private final @Nullable WorkerPool<J2kTranscoder> transcoders;

    TargetSyntax(TransferSyntax transferSyntax) {
        this(transferSyntax, null, null);
    }

    TargetSyntax(
            TransferSyntax transferSyntax, @Nullable EncodeOptions encoding, @Nullable TranscodeOptions transcoding) {
        this.transferSyntax = transferSyntax;
        if (encoding == null) {
            this.encoders = null;
            this.encodersWithoutColour = null;
        } else {
            EncodeOptions withoutColour =
                    encoding.toBuilder().componentTransform(false).build();
            this.encoders = new WorkerPool<>(() -> new J2kEncoder(encoding));
            this.encodersWithoutColour = new WorkerPool<>(() -> new J2kEncoder(withoutColour));
        }
        this.transcoders = transcoding == null ? null : new WorkerPool<>(() -> new J2kTranscoder(transcoding));
    }

    /** The target that is a transfer syntax. */
    static Optional<TargetSyntax> of(TransferSyntax transferSyntax) {
        for (TargetSyntax target : values()) {
            if (target.transferSyntax.equals(transferSyntax)) {
                return Optional.of(target);
            }
        }
        return Optional.empty();
    }

    TransferSyntax transferSyntax() {
        return transferSyntax;
    }

    /** Encoders of JPEG 2000, with or without the reversible transform of red, green and blue. */
    Optional<WorkerPool<J2kEncoder>> encoders(boolean colourTransform) {
        return Optional.ofNullable(colourTransform ? encoders : encodersWithoutColour);
    }

    /** Transcoders of JPEG 2000. */
    Optional<WorkerPool<J2kTranscoder>> transcoders() {
        return Optional.ofNullable(transcoders);
    }
}
