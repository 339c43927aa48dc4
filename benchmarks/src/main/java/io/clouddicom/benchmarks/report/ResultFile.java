package io.clouddicom.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that one run of the benchmarks found.
 *
 * @param date the day, as 2026-11-24
 * @param revision of the project
 * @param quick whether it was measured shortly, to see that everything runs
 * @param machine facts about the machine and the peers, a line each
 * @param runs what each JDK gave
 */
record ResultFile(String date, String revision, boolean quick, List<String> machine, List<Run> runs) {
    private static final Gson GSON = new GsonBuilder()
            .serializeSpecialFloatingPointValues()
            .setPrettyPrinting()
            .create();

    /**
     * The figures of a JDK.
     *
     * @param jdk its version
     * @param flags how it was started
     * @param figures what was found, in the order of measuring
     */
    record Run(String jdk, String flags, List<Figure> figures) {
        /** The release alone: 17 of 17.0.19+10. */
        String release() {
            return jdk.split("[.+]", 2)[0];
        }
    }

    static ResultFile read(Path file) throws IOException {
        try {
            ResultFile read = GSON.fromJson(Files.readString(file), ResultFile.class);
            if (read == null || read.runs == null) {
                throw new IOException("no results in " + file);
            }
            return read;
        } catch (JsonParseException e) {
            throw new IOException("no results in " + file + ": " + e.getMessage(), e);
        }
    }

    void write(Path file) throws IOException {
        Files.writeString(file, GSON.toJson(this) + "\n");
    }
}
