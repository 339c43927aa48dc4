package io.clouddicom.benchmarks.sizes;

import io.clouddicom.benchmarks.peers.Frame;
import io.clouddicom.benchmarks.peers.JpegLsFrame;
import io.clouddicom.benchmarks.peers.PeerProcess;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes frames in every way, and decodes them again: what does not come back the same is no size. */
final class LosslessCoders {
    private final J2kDecoder decoder = new J2kDecoder();
    private final @Nullable PeerProcess charls;
    private final Path out;

    /**
     * The coders.
     *
     * @param charls the peer of JPEG-LS, if there is one
     * @param out a file for what it encodes
     */
    LosslessCoders(@Nullable PeerProcess charls, Path out) {
        this.charls = charls;
        this.out = out;
    }

    Measured measure(Picture picture) throws IOException {
        double highThroughput = 0;
        double part1 = 0;
        double jpegLs = charls == null ? Double.NaN : 0;
        for (Frame frame : picture.frames()) {
            highThroughput += jpeg2000(frame, EncodeOptions.htLosslessRpcl(), picture.colour());
            part1 += jpeg2000(frame, EncodeOptions.part1Lossless(), picture.colour());
            if (charls != null) {
                jpegLs += jpegLs(frame, charls);
            }
        }
        double bits = 8.0 / picture.pixels();
        return new Measured(
                picture.name(),
                picture.modality(),
                picture.frames().size(),
                picture.pixels(),
                picture.nativeBits(),
                bits * highThroughput,
                bits * part1,
                bits * jpegLs,
                picture.found());
    }

    private long jpeg2000(Frame frame, EncodeOptions preset, boolean colour) throws IOException {
        J2kEncoder encoder =
                new J2kEncoder(preset.toBuilder().componentTransform(colour).build());
        byte[] codestream = encoder.encode(
                new ImageShape(frame.width(), frame.height(), frame.components(), frame.bits(), frame.signed()),
                frame.samples(),
                0,
                true);
        int[] again = new int[frame.samples().length];
        decoder.decode(ByteBuffer.wrap(codestream), again, 0, true);
        if (!Arrays.equals(frame.samples(), again)) {
            throw new IOException("JPEG 2000 does not come back the same: " + frame.name());
        }
        return codestream.length;
    }

    private long jpegLs(Frame frame, PeerProcess peer) throws IOException {
        frame.writeRaw();
        long length = peer.run(List.of(
                        "encode",
                        frame.raw().toString(),
                        Integer.toString(frame.width()),
                        Integer.toString(frame.height()),
                        Integer.toString(frame.components()),
                        Integer.toString(frame.bits()),
                        frame.signed() ? "1" : "0",
                        "0",
                        out.toString()))
                .result();
        long theirs = peer.run(List.of("decode", out.toString(), "0")).result();
        if (theirs != frame.hashWithoutSign() || !comesBack(frame, Files.readAllBytes(out))) {
            throw new IOException("JPEG-LS does not come back the same: " + frame.name());
        }
        return length;
    }

    /** Whether the archive's own decoder agrees. */
    private static boolean comesBack(Frame frame, byte[] codestream) throws IOException {
        JpegLsFrame jpegLs = new JpegLsFrame(codestream);
        jpegLs.decode();
        int mask = (1 << frame.bits()) - 1;
        return Arrays.equals(
                jpegLs.samples(),
                Arrays.stream(frame.samples()).map(sample -> sample & mask).toArray());
    }
}
