package io.clouddicom.benchmarks.peers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A codec in a process of its own, which lives for the whole comparison. */
public final class PeerProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    /**
     * Starts the process.
     *
     * @param name what it is called
     * @param command what starts it
     * @throws IOException if it cannot be started
     */
    public PeerProcess(String name, List<String> command) throws IOException {
        this.name = name;
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * What a run left.
     *
     * @param milliseconds time of one run
     * @param result hash of samples, or length of a codestream
     */
    public record Answer(double milliseconds, long result) {}

    String name() {
        return name;
    }

    /**
     * Gives a command and waits for its answer.
     *
     * @param words the command and its arguments
     * @return the answer
     * @throws IOException if the process ends instead
     */
    public Answer run(List<String> words) throws IOException {
        commands.write(String.join("\t", words));
        commands.newLine();
        commands.flush();
        while (true) {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException(name + " ended at: " + String.join(" ", words));
            }
            String[] parts = line.split("\t", -1);
            // Libraries print lines of their own now and then.
            if (parts.length == 3 && parts[0].equals("ok")) {
                return new Answer(Double.parseDouble(parts[1]), Long.parseLong(parts[2]));
            }
        }
    }

    @Override
    public void close() throws IOException {
        commands.close();
        process.destroy();
    }
}
