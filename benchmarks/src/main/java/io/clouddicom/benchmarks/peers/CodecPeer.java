package io.clouddicom.benchmarks.peers;

import io.clouddicom.codec.DecodeOptions;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.J2kTranscoder;
import io.clouddicom.codec.ProgressionOrder;
import io.clouddicom.codec.TranscodeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * This project's codec: commands {@code decode} (both parts of the standard) and {@code encode} (HTJ2K), both also
 * with {@code -one-wall} and {@code -two-wall} for elapsed time with one and two threads, {@code encode-part1},
 * {@code decode-jpegls}, and {@code transcode FILE SECONDS OUT} from Part 1 to HTJ2K.
 */
final class CodecPeer extends PeerLoop {
    private final ExecutorService second = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });
    private int[] samples = new int[0];
    private @Nullable JpegLsFrame jpegLs;
    private byte[] codestream = new byte[0];

    private CodecPeer() {}

    /** Reads commands to the end of input. */
    public static void main(String[] arguments) throws IOException {
        new CodecPeer().serve();
    }

    @Override
    Run decoding(String command, byte[] file) throws IOException {
        if (command.equals("decode-jpegls")) {
            JpegLsFrame frame = new JpegLsFrame(file);
            jpegLs = frame;
            return frame::decode;
        }
        jpegLs = null;
        DecodeOptions.Builder options = DecodeOptions.builder();
        if (command.endsWith("-two-wall")) {
            options.executor(second);
        }
        J2kDecoder decoder = new J2kDecoder(options.build());
        samples = new int[(int) decoder.shape(ByteBuffer.wrap(file)).samples()];
        return () -> decoder.decode(ByteBuffer.wrap(file), samples, 0, true);
    }

    @Override
    int[] decoded() {
        return jpegLs == null ? samples : jpegLs.samples();
    }

    @Override
    Run encoding(String command, Image image) {
        // Without TLM and PLT, since no peer writes them.
        EncodeOptions preset =
                command.equals("encode-part1") ? EncodeOptions.part1Lossless() : EncodeOptions.htLosslessRpcl();
        EncodeOptions.Builder options =
                preset.toBuilder().levels(5).tilePartLengths(false).packetLengths(false);
        if (command.endsWith("-two-wall")) {
            options.executor(second);
        }
        J2kEncoder encoder = new J2kEncoder(options.build());
        ImageShape shape =
                new ImageShape(image.width(), image.height(), image.components(), image.bits(), image.signed());
        return () -> codestream = encoder.encode(shape, image.samples(), 0, true);
    }

    /** To the layout in which the peers encode: RPCL, without TLM and PLT. */
    @Override
    Run transcoding(byte[] file) {
        J2kTranscoder transcoder = new J2kTranscoder(TranscodeOptions.highThroughput().toBuilder()
                .progression(ProgressionOrder.RPCL)
                .build());
        return () -> codestream = transcoder.transcode(ByteBuffer.wrap(file));
    }

    @Override
    byte[] encoded() {
        return codestream;
    }
}
