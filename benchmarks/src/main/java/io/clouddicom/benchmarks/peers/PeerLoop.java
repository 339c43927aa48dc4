package io.clouddicom.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A codec in Java that reads commands from standard input as the native ones do ({@code benchmarks/peers/peer.h}). Time is
 * the CPU time of the calling thread, or that of a clock on the wall.
 */
abstract class PeerLoop {
    /** One run of what is measured. */
    interface Run {
        void once() throws IOException;
    }

    /**
     * An image.
     *
     * @param width columns
     * @param height rows
     * @param components samples per pixel
     * @param bits bits per sample
     * @param signed whether samples are signed
     * @param samples plane by plane, not copied
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Image(int width, int height, int components, int bits, boolean signed, int[] samples) {}

    /** Prepares to decode again and again; the samples of the last decoding, plane by plane, come from {@link #decoded}. */
    abstract Run decoding(String command, byte[] codestream) throws IOException;

    abstract int[] decoded() throws IOException;

    /** Prepares to encode again and again; the last result comes from {@link #encoded}. */
    abstract Run encoding(String command, Image image) throws IOException;

    abstract byte[] encoded();

    /** Prepares to transcode again and again; the last result comes from {@link #encoded}. */
    Run transcoding(byte[] codestream) {
        throw new UnsupportedOperationException("transcode");
    }

    /** Reads commands to the end of input. */
    final void serve() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = commands.readLine()) != null; ) {
            String[] words = line.split("\t", -1);
            String command = words[0];
            byte[] file = Files.readAllBytes(Path.of(words[1]));
            if (command.equals("transcode")) {
                Run run = transcoding(file);
                run.once();
                finish(command, run, words[2], words[3]);
            } else if (words.length == 3) {
                Run run = decoding(command, file);
                run.once();
                int hash = 0;
                for (int sample : decoded()) {
                    hash = hash * 31 + sample;
                }
                answer(command, run, words[2], Integer.toUnsignedString(hash));
            } else {
                int[] samples = new int[file.length / 4];
                ByteBuffer.wrap(file)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asIntBuffer()
                        .get(samples);
                Run run = encoding(
                        command,
                        new Image(
                                Integer.parseInt(words[2]),
                                Integer.parseInt(words[3]),
                                Integer.parseInt(words[4]),
                                Integer.parseInt(words[5]),
                                words[6].equals("1"),
                                samples));
                run.once();
                finish(command, run, words[7], words[8]);
            }
        }
    }

    private void finish(String command, Run run, String seconds, String out) throws IOException {
        byte[] codestream = encoded();
        Files.write(Path.of(out), codestream);
        answer(command, run, seconds, Integer.toString(codestream.length));
    }

    private static void answer(String command, Run run, String seconds, String result) throws IOException {
        double time = milliseconds(run, Double.parseDouble(seconds), command.endsWith("-wall"));
        System.out.printf(Locale.ROOT, "ok\t%.5f\t%s%n", time, result);
    }

    private static double milliseconds(Run run, double seconds, boolean wall) throws IOException {
        int rounds = 0;
        long begin = now(wall);
        long end;
        do {
            run.once();
            rounds++;
            end = now(wall);
        } while (end - begin < seconds * 1e9);
        return (end - begin) / 1e6 / rounds;
    }

    private static long now(boolean wall) {
        return wall ? System.nanoTime() : ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
